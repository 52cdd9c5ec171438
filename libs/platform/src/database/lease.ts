import { randomUUID } from 'node:crypto';
import type { Pool, QueryResult, QueryResultRow } from 'pg';
import { inTime } from '../operation/in-time.js';

/** Who works was replaced: by a standby, because nothing was heard for too long, or by an operator. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

/** What is leased, where its row is and how long it lasts. */
export interface LeaseTerms {
  /** The table, with its schema: `name text PRIMARY KEY, holder text, epoch bigint, held_until timestamptz`. */
  readonly table: `${string}.${string}`;
  readonly name: string;
  /** Nothing heard for so long, a standby takes over. */
  readonly lastsMs: number;
  /** After so long the lease is renewed before anything else is done. */
  readonly renewMs: number;
  /** What to say to whoever lost it. */
  readonly lost: string;
}

/**
 * The right to work: a row with its holder, until when, and an epoch that grows with every change of hands, all by the
 * database's clock. It is renewed by the work itself, so that a holder that is paused or stuck loses it, and whatever
 * is written under it asks for its epoch.
 */
export class Lease {
  private heldAt = performance.now();

  private constructor(
    private readonly pool: Pool,
    private readonly terms: LeaseTerms,
    readonly epoch: number,
  ) {}

  /** Takes the lease if nobody holds it; null where somebody does. */
  static acquire(pool: Pool, terms: LeaseTerms): Promise<Lease | null> {
    return Lease.take(pool, terms, false);
  }

  /** Takes the lease from whoever holds it: what they still do is not saved. */
  static async seize(pool: Pool, terms: LeaseTerms): Promise<Lease> {
    return (await Lease.take(pool, terms, true))!;
  }

  private static async take(pool: Pool, terms: LeaseTerms, fromAnybody: boolean): Promise<Lease | null> {
    const { rows } = await ask<{ epoch: string }>(
      pool,
      terms,
      `INSERT INTO ${terms.table} AS held (name, holder, epoch, held_until)
       VALUES ($1, $2, 1, clock_timestamp() + $3 * interval '1 ms')
       ON CONFLICT (name) DO UPDATE
       SET holder = excluded.holder, epoch = held.epoch + 1, held_until = clock_timestamp() + $3 * interval '1 ms'
       WHERE $4 OR held.held_until < clock_timestamp()
       RETURNING epoch`,
      [terms.name, `${process.pid} ${randomUUID()}`, terms.lastsMs, fromAnybody],
    );
    return rows[0] === undefined ? null : new Lease(pool, terms, Number(rows[0].epoch));
  }

  /** Asks for the right to go on: nothing to do most of the time. Throws LeaseLost. */
  async hold(): Promise<void> {
    const now = performance.now();
    if (now - this.heldAt < this.terms.renewMs) return;
    const { rowCount } = await ask(
      this.pool,
      this.terms,
      `UPDATE ${this.terms.table} SET held_until = clock_timestamp() + $3 * interval '1 ms'
       WHERE name = $1 AND epoch = $2`,
      [this.terms.name, this.epoch, this.terms.lastsMs],
    );
    if (rowCount !== 1) throw new LeaseLost(this.terms.lost);
    this.heldAt = now;
  }

  /** Lets a standby take over at once. */
  async release(): Promise<void> {
    const { table, name } = this.terms;
    await ask(this.pool, this.terms, `UPDATE ${table} SET held_until = $3 WHERE name = $1 AND epoch = $2`, [
      name,
      this.epoch,
      '-infinity',
    ]);
  }
}

/**
 * Asks the database, for as long as a lease that is due to be renewed lasts: who holds it after that is not known any more,
 * and whoever waited on would believe that it is theirs. Throws where it takes longer, to get a connection as well. The
 * server gives up no later: what nobody waits for any more would take the lease for nobody.
 */
async function ask<T extends QueryResultRow>(
  pool: Pool,
  { lastsMs, renewMs, name }: LeaseTerms,
  text: string,
  values: unknown[],
): Promise<QueryResult<T>> {
  const within = lastsMs - renewMs;
  let late = false;
  let cut = (): void => undefined;
  const asking = (async () => {
    const client = await pool.connect();
    // another connection may get through where this one does not
    cut = () => client.release(true);
    if (late) return cut() as never;
    try {
      await client.query('BEGIN');
      await client.query(`SELECT set_config('statement_timeout', $1, true)`, [String(within)]);
      const result = await client.query<T>(text, values);
      await client.query('COMMIT');
      if (!late) client.release();
      return result;
    } catch (error) {
      if (!late) client.release(true);
      throw error;
    }
  })();
  return inTime(within, asking, () => {
    late = true;
    cut();
    return new Error(`the lease ${name} could not be asked for within ${within} ms`);
  });
}
