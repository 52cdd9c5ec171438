import type { Pool } from 'pg';

/**
 * Lets so many in at a time, the others after them in the order in which they came. Transactions of read models pass one
 * together: between two statements of an open one the process works on what the others brought, and with all of them open
 * at once that would take longer than the server lets a transaction stand still.
 */
export class Gate {
  private inside = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly most: number) {}

  /** One for a share of a pool's connections: what is no transaction needs some, too. */
  static of({ options: { max } }: Pool, share: number): Gate {
    return new Gate(Math.max(1, Math.floor(max * share)));
  }

  /** Runs what is given once there is room; how it ends is how this ends. */
  async pass<T>(run: () => Promise<T>): Promise<T> {
    if (this.inside < this.most) this.inside++;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      return await run();
    } finally {
      // whoever is next takes the place over
      const next = this.waiting.shift();
      if (next === undefined) this.inside--;
      else next();
    }
  }
}
