import { AsyncLocalStorage } from 'node:async_hooks';
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
 * Lets processes make read models one at a time. A lock of a connection would be kept for a process that is frozen for as
 * long as it is, and lost unseen with the connection: a turn is a lease, kept up while the work goes on, and every
 * transaction of the work is committed only while it is.
 */
export class Turns {
  /** The turn that what is done now belongs to. */
  private readonly held = new AsyncLocalStorage<{ readonly lease: Lease; readonly name: string }>();

  constructor(
    private readonly pool: Pool,
    private readonly lastsMs?: number,
  ) {}

  /**
   * Runs while no other process runs what has the same name; waits for its turn unless it is told to give up.
   * Answers false, and does not run, where it gave up.
   */
  async alone(name: string, run: () => Promise<void>, givesUp: () => boolean): Promise<boolean> {
    const terms = turnTerms(name, this.lastsMs);
    let lease: Lease | null;
    while ((lease = await Lease.acquire(this.pool, terms)) === null) {
      if (givesUp()) return false;
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    }
    const mine = lease;
    // whether it was lost is asked where something is committed
    const keeping = setInterval(() => void mine.hold().catch(() => undefined), terms.renewMs / 2);
    try {
      await this.held.run({ lease: mine, name }, run);
      return true;
    } finally {
      clearInterval(keeping);
      await mine.release().catch(() => undefined);
    }
  }

  /**
   * A transaction of the work, which may stand still for `stillMs`; outside of a turn, one like any other. Throws LeaseLost,
   * and commits nothing, where the turn is another's.
   */
  transaction<T>(run: (tx: Transaction) => T | Promise<T>, stillMs = STANDING_STILL_MS): Promise<T> {
    const held = this.held.getStore();
    if (held === undefined) return inTransaction(this.pool, run, stillMs);
    const asMine = async (tx: Transaction): Promise<T> => {
      const result = await run(tx);
      const { lease, name } = held;
      // whoever would take over waits until this is committed
      if (stillMs > STANDING_STILL_MS) tx.write(`set local idle_in_transaction_session_timeout = ${STANDING_STILL_MS}`);
      const own = await tx.rows('select from read.turn where name = $1 and epoch = $2 for share', [name, lease.epoch]);
      if (own.length === 0) throw new LeaseLost(turnTerms(name).lost);
      return result;
    };
    return inTransaction(this.pool, asMine, stillMs);
  }
}
