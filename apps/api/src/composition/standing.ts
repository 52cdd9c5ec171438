import type { Position } from '#kernel';

/** Tells who follows the log and is behind without moving, from one look to the next. */
export class Standing {
  private readonly seen = new Map<string, { readonly position: Position; readonly since: number }>();

  constructor(private readonly clock: () => number = Date.now) {}

  /** For how many milliseconds a follower has stood where it is, as far as was looked; 0 while it is not behind. */
  of(name: string, position: Position, head: Position): number {
    const now = this.clock();
    const before = this.seen.get(name);
    if (position >= head || before === undefined || before.position !== position) {
      this.seen.set(name, { position, since: now });
      return 0;
    }
    return now - before.since;
  }
}
