import type { Pool } from 'pg';

/** Events written or derived after which tables are looked at for the first time; then each time they are twice as many. */
const FIRST = 500;
const AGAIN = 2;
/** Until so many, they are looked at again after a while, too: an import fills a table that had two rows within a second. */
const YOUNG = 100_000;
const AGAIN_MS = 2_000;
/** A table is analysed when its file is this many times what its statistics are of. */
const TIMES = 3;
/** Of a table that was never analysed the server assumes as many pages: better than to hear of its first rows. */
const LEAST_PAGES = 10;

/**
 * Keeps the planner's statistics of young tables honest: a statement planned while its table was empty is planned anew
 * once the table was analysed, and the server's own round comes by only once a minute.
 */
export class Growth {
  private written = 0;
  private next = FIRST;
  private looked = 0;
  /** Analysed since there were half as many. */
  private readonly lately = new Set<string>();
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
    if (this.analysing !== null || !this.isDue()) return;
    if (this.written >= this.next) {
      this.next = this.written * AGAIN;
      this.lately.clear();
    }
    this.looked = performance.now();
    // statistics are a help: where they cannot be made now, they are at the next round
    this.analysing = this.analyse()
      .catch(() => undefined)
      .finally(() => (this.analysing = null));
  }

  /** Until nothing is analysed any more. */
  async idle(): Promise<void> {
    await this.analysing;
  }

  private isDue(): boolean {
    if (this.written >= this.next) return true;
    return this.written >= FIRST && this.written < YOUNG && performance.now() - this.looked >= AGAIN_MS;
  }

  /** Also what has hardly a row on a page: others were writing it when it was analysed, and what they wrote did not count. */
  private async analyse(): Promise<void> {
    const { rows } = await this.pool.query<{ name: string }>(
      `select t.name
       from unnest($1::text[]) as t (name) join pg_class c on c.oid = to_regclass(t.name),
            lateral (select pg_relation_size(c.oid) / current_setting('block_size')::bigint as pages offset 0) s
       where s.pages >= $3
         and (s.pages > $2 * greatest(c.relpages, 1) or c.reltuples < 1
              or (c.reltuples < c.relpages and s.pages > c.relpages))`,
      [this.tables.filter((name) => !this.lately.has(name)), TIMES, LEAST_PAGES],
    );
    for (const { name } of rows) {
      await this.pool.query(`analyze ${name}`);
      this.lately.add(name);
    }
  }
}
