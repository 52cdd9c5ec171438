import type { Pool } from 'pg';
import { Lease, LeaseLost, type LeaseTerms } from '#platform';
import { inTransaction, STANDING_STILL_MS, type Transaction } from './transaction.js';

/** How often to look whether another process is done, in milliseconds. */
const LOOK_AGAIN_MS = 100;

/** A turn: nothing heard for so long, the next one takes it. */
export function turnTerms(name: string, lastsMs = 6_000): LeaseTerms {
  const lost = `another process has taken over (${name}): nothing was heard of this one for too long`;
  return { table: 'read.turn', name, lastsMs, renewMs: lastsMs / 4, lost };
}

/**
 * A process's turn to make read models: one at a time has it. A lock of a connection would be kept for a process that is
 * frozen for as long as it is, and lost unseen with the connection: a turn is a lease, kept up while the work goes on, and
 * every transaction of the work is committed only while it is.
 */
export class Turn {
  private constructor(
    private readonly pool: Pool,
    private readonly lease: Lease,
    private readonly terms: LeaseTerms,
  ) {}

  /** The turn of a name, once no other process has it; null where one was told to give up. */
  static async wait(pool: Pool, name: string, givesUp: () => boolean, lastsMs?: number): Promise<Turn | null> {
    const terms = turnTerms(name, lastsMs);
    for (;;) {
      const lease = await Lease.acquire(pool, terms);
      if (lease !== null) return new Turn(pool, lease, terms);
      if (givesUp()) return null;
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    }
  }

  /** Keeps it up while something runs, and gives it back then. */
  async during(run: () => Promise<void>): Promise<void> {
    // whether it was lost is asked where something is committed
    const keeping = setInterval(() => void this.lease.hold().catch(() => undefined), this.terms.renewMs / 2);
    try {
      await run();
    } finally {
      clearInterval(keeping);
      await this.lease.release().catch(() => undefined);
    }
  }

  /**
   * A transaction of the work, which may stand still for `stillMs`. Throws LeaseLost, and commits nothing, where the turn is
   * another's.
   */
  transaction<T>(run: (tx: Transaction) => T | Promise<T>, stillMs = STANDING_STILL_MS): Promise<T> {
    const asMine = async (tx: Transaction): Promise<T> => {
      const result = await run(tx);
      // whoever would take over waits until this is committed
      if (stillMs > STANDING_STILL_MS) tx.write(`set local idle_in_transaction_session_timeout = ${STANDING_STILL_MS}`);
      const { name, lost } = this.terms;
      const own = await tx.rows('select from read.turn where name = $1 and epoch = $2 for share', [
        name,
        this.lease.epoch,
      ]);
      if (own.length === 0) throw new LeaseLost(lost);
      return result;
    };
    return inTransaction(this.pool, asMine, stillMs);
  }
}
