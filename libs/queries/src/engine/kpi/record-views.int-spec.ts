import { READER_ROLE } from '#kernel';
import { ReadModels } from '#projections';
import { World } from '../../../../projections/test/world.js';
import { kpis } from '../../kpis/index.js';
import { funnel } from '../../questions/funnel.js';
import { NotBuilt, QueryEngine } from '../query-engine.js';
import { KpiEngine } from './kpi-engine.js';
import { makeRecordViews, recordViewName, recordViewStatements } from './record-views.js';

describe('the records of figures as analysts read them', () => {
  let world: World;
  let queries: QueryEngine;
  let engine: KpiEngine;

  beforeAll(async () => {
    world = await World.begun();
    const projections = world.engine();
    // before anything is there to be read
    await makeRecordViews(world.pool, kpis, 'Europe/Paris');
    await projections.start();
    await makeRecordViews(world.pool, kpis, 'Europe/Paris');
    for (const user of ['ann', 'bob', 'cyd'])
      await world.append(
        await world.touch({ user }, '2026-03-01T10:00:00.000Z', { kind: 'delivered', campaign: "spring's" }),
      );
    await world.append(
      await world.touch({ user: 'ann' }, '2026-03-02T10:00:00.000Z', { kind: 'opened', campaign: "spring's" }),
    );
    await projections.drained();
    const { pool, log, vault } = world;
    queries = new QueryEngine({ pool, log, vault, readModels: new ReadModels(pool), zone: 'Europe/Paris' });
    engine = new KpiEngine(queries, kpis);
  });
  afterAll(() => world.close());

  /** As the role reads it, who may read nothing below. */
  const read = async <T extends object>(text: string): Promise<readonly T[]> => {
    const client = await world.pool.connect();
    try {
      await client.query('BEGIN');
      await client.query(`SET LOCAL ROLE ${READER_ROLE}`);
      return (await client.query<T>(text)).rows;
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  };

  it('are being built where what is live has no such table or column: of a newer definition, or gone back from', async () => {
    const brandReach = kpis.findLast(({ name }) => name === 'brand-reach')!;
    await world.pool.query('ALTER VIEW read.contacts_first RENAME TO contacts_first_of_later');
    await expect(engine.evaluate(brandReach, {})).rejects.toThrow('contacts_first cannot be read yet');
    await expect(engine.evaluate(brandReach, {})).rejects.toThrow(NotBuilt);
    await expect(queries.ask(funnel, {}, { asOf: '2026-03-02' })).rejects.toThrow(NotBuilt);
    await world.pool.query('ALTER VIEW read.contacts_first_of_later RENAME TO contacts_first');
    // as it was when first touches were kept of profiles
    await world.pool.query('ALTER VIEW read.contacts_first RENAME COLUMN party TO profile');
    await expect(engine.evaluate(brandReach, {})).rejects.toThrow('party cannot be read yet');
    await expect(queries.ask(funnel, {}, { asOf: '2026-03-02' })).rejects.toThrow(NotBuilt);
    await world.pool.query('ALTER VIEW read.contacts_first RENAME COLUMN profile TO party');
    expect((await engine.evaluate(brandReach, {})).value).toBe(3);
  });

  it('can be read for every figure, and are those it counts', async () => {
    for (const kpi of kpis) {
      // a definition that reckons with the moment itself would have it frozen
      expect([kpi.name, recordViewStatements(kpi, 'UTC').join(' ')]).toEqual([
        kpi.name,
        expect.not.stringMatching(/19(69|70)-/),
      ]);
      const [counted] = await read<{ num: number; den: number }>(
        `SELECT count(DISTINCT record) FILTER (WHERE num::text NOT IN ('false', '0'))::int AS num,
                count(DISTINCT record) FILTER (WHERE den::text NOT IN ('false', '0'))::int AS den
         FROM figures.${recordViewName(kpi)} WHERE NOT immature AND (placed IS NOT NULL OR ${kpi.placing === 'period'})`,
      );
      const answer = await engine.evaluate(kpi, {});
      if (kpi.kind === 'ratio' && kpi.amounts !== true)
        expect([kpi.name, counted]).toEqual([kpi.name, { num: answer.numerator, den: answer.denominator }]);
      if (kpi.kind === 'count') expect([kpi.name, counted!.num]).toEqual([kpi.name, answer.numerator]);
    }
    expect(await read('SELECT * FROM figures.kpi_open_rate WHERE num')).toEqual([
      expect.objectContaining({ by_campaign: "spring's", num: true, den: false }),
    ]);
  });

  it('give a figure of one line what the figure is', async () => {
    const [row] = await read<{ rate: number }>(
      `SELECT (count(DISTINCT record) FILTER (WHERE num))::float8 / count(DISTINCT record) FILTER (WHERE den) AS rate
       FROM figures.kpi_open_rate`,
    );
    expect(row!.rate).toBeCloseTo((await engine.evaluate(engine.find('open-rate')!, {})).value!);
    expect(row!.rate).toBeCloseTo(1 / 3);
  });

  it('stay when nothing changed, go with their figure, and are made anew when it says something else', async () => {
    const views = async (): Promise<Readonly<Record<string, string>>> =>
      Object.fromEntries(
        (
          await world.pool.query<{ name: string; oid: string }>(
            `SELECT relname::text AS name, oid::text FROM pg_class WHERE relname LIKE 'kpi\\_%' AND relkind = 'v'`,
          )
        ).rows.map(({ name, oid }) => [name, oid]),
      );
    const before = await views();
    await makeRecordViews(world.pool, kpis, 'Europe/Paris');
    expect(await views()).toEqual(before);
    const changed = kpis
      .filter(({ name }) => name !== 'reply-rate')
      .map((kpi) => (kpi.name === 'open-rate' ? { ...kpi, version: 7 } : kpi));
    await makeRecordViews(world.pool, changed, 'Europe/Paris');
    const { kpi_open_rate: _made, kpi_reply_rate: _gone, ...others } = before;
    const after = await views();
    expect(after).toMatchObject(others);
    expect(Object.keys(after)).toEqual(expect.not.arrayContaining(['kpi_reply_rate']));
    expect(after['kpi_open_rate']).not.toBe(before['kpi_open_rate']);
    await makeRecordViews(world.pool, kpis, 'Europe/Paris');
    expect(Object.keys(await views()).sort()).toEqual(Object.keys(before).sort());
  });

  it('are of the generation that is live, whichever that is', async () => {
    const projections = world.engine();
    await projections.rebuild(['identity']);
    expect(await read('SELECT FROM figures.kpi_open_rate')).toHaveLength(4);
  });
});
