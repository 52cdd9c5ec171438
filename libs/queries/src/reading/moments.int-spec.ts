import { sql, type Sql } from '#kernel';
import { testDatabase } from '#platform/testing';
import { Pool } from 'pg';
import { happenedBy, inPeriod, placed } from './moments.js';

/** The farthest of zones, one that once was farther, and those between whose days begin twice a year at other hours. */
const ZONES = ['Pacific/Kiritimati', 'Etc/GMT+12', 'Asia/Manila', 'America/New_York', 'Asia/Kathmandu', 'UTC'];
/** A period's ends: midnights, an hour that a zone leaves out, and long ago. */
const ENDS = ['2026-03-01T00:00:00Z', '2026-03-08T07:30:00Z', '2026-02-28T10:00:00Z', '1840-01-01T00:00:00Z'];
const NEARBY_HOURS = [-30, -24, -16, -15, -14, -12, -1, 0, 1, 10, 12, 13, 14, 15, 16, 24, 30];

describe('conditions on when something happened', () => {
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let pool: Pool;

  beforeAll(async () => {
    database = await testDatabase();
    pool = new Pool({ connectionString: database.url });
    await pool.query('create table fact (occurred_at timestamptz, precision text not null)');
    await pool.query(
      `insert into fact select e::timestamptz + h * interval '1 hour', 'instant' from unnest($1::text[]) e, unnest($2::int[]) h
       union all select date_trunc('day', e::timestamptz + h * interval '1 hour', 'UTC'), 'day' from unnest($1::text[]) e, unnest($2::int[]) h
       union all select null, 'none'`,
      [ENDS, NEARBY_HOURS],
    );
  });
  afterAll(async () => {
    await pool.end();
    await database.close();
  });

  const column = sql`occurred_at`;
  const precision = sql`precision`;
  async function meeting(condition: Sql): Promise<number> {
    const { text, values } = sql`SELECT count(*)::integer AS n FROM fact WHERE ${condition}`;
    const { rows } = await pool.query<{ n: number }>(text, [...values]);
    return rows[0]!.n;
  }
  /** How many facts meet one of two conditions, and not both or neither. */
  const differing = (one: Sql, other: Sql): Promise<number> => meeting(sql`${one} IS TRUE <> (${other} IS TRUE)`);

  it.each(ZONES)('are exact where a day begins as it does in %s', async (zone) => {
    const at = placed(column, precision, zone);
    for (const end of ENDS) {
      const instant = sql`${end}::timestamptz`;
      expect(await differing(inPeriod(column, precision, instant, null, zone), sql`(${at} >= ${instant})`)).toBe(0);
      expect(await differing(inPeriod(column, precision, null, instant, zone), sql`(${at} < ${instant})`)).toBe(0);
      const by = happenedBy(column, precision, new Date(end), zone);
      expect(await differing(by, sql`(occurred_at IS NULL OR ${at} <= ${instant})`)).toBe(0);
      const later = sql`(${instant} + interval '1 day')`;
      const within = inPeriod(column, precision, instant, later, zone);
      expect(await differing(within, sql`(${at} >= ${instant} AND ${at} < ${later})`)).toBe(0);
      expect(await meeting(within)).toBeGreaterThan(0);
    }
  });
});
