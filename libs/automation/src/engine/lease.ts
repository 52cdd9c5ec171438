import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';

/** Who works was replaced: by a standby, because nothing was heard for too long, or by an operator. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
  constructor() {
    super('another engine took over the reactions: this one stands by');
  }
}

const NAME = 'reactions';
/** Nothing heard for so long, a standby takes over. */
const LEASE_MS = 6_000;
/** After so long the lease is renewed before anything else is done. */
const RENEW_MS = 1_500;

/**
 * The right to work: a row with its holder, until when, and an epoch that grows with every change of hands, all by the
 * database's clock. It is renewed by the work itself, so that a holder that is paused or stuck loses it, and whatever
 * is written under it asks for its epoch.
 */
export class Lease {
  private heldAt = 0;

  private constructor(
    private readonly pool: Pool,
    readonly epoch: number,
  ) {
    this.heldAt = performance.now();
  }

  /** Takes the lease if nobody holds it; null where somebody does. */
  static acquire(pool: Pool): Promise<Lease | null> {
    return Lease.take(pool, false);
  }

  /** Takes the lease from whoever holds it: what they still do is not saved. */
  static async seize(pool: Pool): Promise<Lease> {
    return (await Lease.take(pool, true))!;
  }

  private static async take(pool: Pool, fromAnybody: boolean): Promise<Lease | null> {
    const { rows } = await pool.query<{ epoch: string }>(
      `INSERT INTO automation.lease AS held (name, holder, epoch, held_until)
       VALUES ($1, $2, 1, clock_timestamp() + $3 * interval '1 ms')
       ON CONFLICT (name) DO UPDATE
       SET holder = excluded.holder, epoch = held.epoch + 1, held_until = clock_timestamp() + $3 * interval '1 ms'
       WHERE $4 OR held.held_until < clock_timestamp()
       RETURNING epoch`,
      [NAME, `${process.pid} ${randomUUID()}`, LEASE_MS, fromAnybody],
    );
    return rows[0] === undefined ? null : new Lease(pool, Number(rows[0].epoch));
  }

  /** Asks for the right to go on: nothing to do most of the time. Throws LeaseLost. */
  async hold(): Promise<void> {
    const now = performance.now();
    if (now - this.heldAt < RENEW_MS) return;
    const { rowCount } = await this.pool.query(
      `UPDATE automation.lease SET held_until = clock_timestamp() + $3 * interval '1 ms' WHERE name = $1 AND epoch = $2`,
      [NAME, this.epoch, LEASE_MS],
    );
    if (rowCount !== 1) throw new LeaseLost();
    this.heldAt = now;
  }

  /** Lets a standby take over at once. */
  async release(): Promise<void> {
    await this.pool.query('UPDATE automation.lease SET held_until = $3 WHERE name = $1 AND epoch = $2', [
      NAME,
      this.epoch,
      '-infinity',
    ]);
  }
}

/** SQL that yields the row of the lease while an epoch ($1) is the one in force, and keeps it from changing hands. */
export const HELD = `SELECT epoch FROM automation.lease WHERE name = '${NAME}' AND epoch = $1 FOR SHARE`;
