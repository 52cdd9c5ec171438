import type { Pool } from 'pg';

/** Events written or derived after which tables are looked at for the first time; then each time they are twice as many. */
const FIRST = 500;
const AGAIN = 2;
/** A table is analysed when its file is this many times what its statistics are of. */
const TIMES = 3;

/**
 * Keeps the planner's statistics of young tables honest: a statement planned while its table was empty is planned anew
 * once the table was analysed, and the server's own round comes by only once a minute.
 */
export class Growth {
  private written = 0;
  private next = FIRST;
  private analysing: Promise<void> | null = null;

  constructor(
    private readonly pool: Pool,
    /** Names of tables, with their schema. */
    private readonly tables: readonly string[],
  ) {}

  /**
   * So many events more were written, or derived from: what is derived grows later than the facts it is derived from.
   * What has grown far beyond what is known of it is analysed in the meantime.
   */
  add(events: number): void {
    this.written += events;
    if (this.written < this.next || this.analysing !== null) return;
    this.next = this.written * AGAIN;
    // statistics are a help: where they cannot be made now, they are at the next round
    this.analysing = this.analyse()
      .catch(() => undefined)
      .finally(() => (this.analysing = null));
  }

  /** Until nothing is analysed any more. */
  async idle(): Promise<void> {
    await this.analysing;
  }

  private async analyse(): Promise<void> {
    const { rows } = await this.pool.query<{ name: string }>(
      `select t.name from unnest($1::text[]) as t(name) join pg_class c on c.oid = to_regclass(t.name)
       where pg_relation_size(c.oid) > $2 * greatest(c.relpages, 1)::bigint * current_setting('block_size')::bigint
          or (c.reltuples < 1 and pg_relation_size(c.oid) > 0)`,
      [this.tables, TIMES],
    );
    for (const { name } of rows) await this.pool.query(`analyze ${name}`);
  }
}
