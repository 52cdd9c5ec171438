import { sql } from '#kernel';
import { ReadModels } from '#projections';
import { busyHistory } from '../../test/busy-history.js';
import { Figures } from '../../test/figures.js';
import { QueryEngine, type AskedHow } from '../engine/query-engine.js';
import { dealsAt, openDealsAt } from './deals.js';

describe('deals that are open', () => {
  let figures: Figures;
  let queries: QueryEngine;
  const positions: string[] = [];
  beforeAll(async () => {
    figures = await Figures.start();
    const events = await busyHistory(figures.world, 7, 20);
    for (let from = 0; from < events.length; from += Math.ceil(events.length / 4)) {
      await figures.world.append(...events.slice(from, from + Math.ceil(events.length / 4)));
      positions.push(String((await figures.world.log.head()).position));
    }
    await figures.drained();
    const { pool, log, vault } = figures.world;
    queries = new QueryEngine({ pool, log, vault, readModels: new ReadModels(pool), zone: 'UTC' });
  });
  afterAll(() => figures.close());

  const lines = async (
    how: AskedHow,
  ): Promise<{ readonly found: readonly object[]; readonly all: readonly object[] }> => {
    const asking = await queries.asking(how);
    const told = sql`d.deal, d.pipeline, d.stage, d.owner, d.currency, d.amount, d.close_on::text`;
    return {
      found: await asking.rows(sql`SELECT ${told} FROM ${openDealsAt(asking)} d ORDER BY d.deal`),
      all: await asking.rows(sql`SELECT ${told} FROM ${dealsAt(asking)} d WHERE d.status = 'open' ORDER BY d.deal`),
    };
  };

  it('are found by ranges as by their ends, at whichever moments', async () => {
    let seen = 0;
    const days = ['2025-12-01', '2026-01-15', '2026-02-01', '2026-02-15', '2026-03-01', '2026-06-01'];
    for (const asOf of [undefined, ...days])
      for (const asKnownAt of [undefined, ...positions]) {
        const how = { ...(asOf && { asOf }), ...(asKnownAt && { asKnownAt }) };
        const { found, all } = await lines(how);
        expect([how, found]).toEqual([how, all]);
        seen += found.length;
      }
    expect(seen).toBeGreaterThan(50);
  });

  it('are looked up in the index on both ranges', async () => {
    const asking = await queries.asking({ asOf: '2026-02-01', asKnownAt: positions[1]! });
    const { text, values } = sql`SELECT count(*) FROM ${openDealsAt(asking)} d`;
    const client = await figures.world.pool.connect();
    try {
      await client.query('BEGIN');
      await client.query('SET LOCAL enable_seqscan = off');
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${text}`, [...values]);
      await client.query('ROLLBACK');
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
      expect(plan).toMatch(/Index Cond: \(\(tstzrange\(.*int8range\(/);
    } finally {
      client.release();
    }
  });
});
