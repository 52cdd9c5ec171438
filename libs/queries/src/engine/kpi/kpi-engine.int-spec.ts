import {
  at,
  big,
  by,
  date,
  facts,
  kpi,
  label,
  moment,
  own,
  projection,
  real,
  spans,
  sql,
  states,
  uuid,
  when,
} from '#kernel';
import { touchpointRecorded } from '#journey';
import { ReadModels } from '#projections';
import { World, type Who } from '../../../../projections/test/world.js';
import { compared, inMonths, listed } from '../../../test/listed.js';
import { validAt } from '../../reading/moments.js';
import { QueryEngine } from '../query-engine.js';
import { KpiEngine } from './kpi-engine.js';

/** Sellers and teams by name: keys of states are ids. */
const IDS = Object.fromEntries(
  ['zoe', 'yan', 'north', 'south', 'east'].map((name, i) => [name, `00000000-0000-8000-8000-00000000000${i}`]),
);
const idOf = (name: string | undefined): string | null => IDS[name ?? ''] ?? null;
const nameOf = (id: string | null | undefined): string =>
  Object.keys(IDS).find((name) => IDS[name] === id) ?? String(id);

/** Sales as touches tell them: what for (`name`), how much (`duration`), in which currency (`variant`). */
const sales = projection('sales', 1, {
  facts: {
    sold: facts(
      {
        profile: uuid,
        product: label,
        amount: big,
        currency: label,
        seller: uuid,
        paid_at: moment,
        paid_precision: label,
      },
      [
        when(touchpointRecorded, ({ about, payload, envelope }) =>
          payload.kind !== 'purchased'
            ? null
            : {
                profile: about.profile,
                product: payload.name,
                amount: payload.duration,
                currency: payload.variant,
                seller: idOf(payload.campaign),
                paid_at: envelope.occurredAt === undefined ? null : Date.parse(envelope.occurredAt),
                paid_precision:
                  envelope.occurredAt === undefined ? 'none' : envelope.occurredAt.length === 10 ? 'day' : 'instant',
              },
        ),
      ],
    ),
    moved: facts({ seller: uuid, team: label }, [
      when(touchpointRecorded, ({ payload }) =>
        payload.kind === 'moved' ? { seller: idOf(payload.campaign), team: idOf(payload.name) } : null,
      ),
    ]),
    rate: facts({ base: label, quote: label, rate: real, on_day: date }, [
      when(touchpointRecorded, ({ payload }) =>
        payload.kind === 'quoted'
          ? { base: 'USD', quote: payload.variant, rate: (payload.duration ?? 0) / 100, on_day: payload.name }
          : null,
      ),
    ]),
    placed: facts({ team: uuid, region: label }, [
      when(touchpointRecorded, ({ payload }) =>
        payload.kind === 'placed' ? { team: idOf(payload.campaign), region: payload.name } : null,
      ),
    ]),
  },
  states: {
    team: states({
      per: ['seller'],
      from: ['moved'],
      columns: { team: uuid },
      derive: (believed) => spans(believed, ({ team }) => ({ team })),
    }),
    region: states({
      per: ['team'],
      from: ['placed'],
      columns: { region: label },
      derive: (believed) => spans(believed, ({ region }) => ({ region })),
    }),
  },
});

const words = { en: 'x', fr: 'x', id: 'x' };
const said = { team: 'sales', title: words, says: words } as const;
const team = at('sales.team', { seller: 'seller' }, 'team');
const slices = {
  product: own,
  seller: own,
  team,
  region: team.to('sales.region', 'team', 'region'),
  costly: by('amount >= 300'),
};
const over = { over: 'sales.sold', contact: 'profile' } as const;

const revenue = kpi('revenue', 1, {
  ...said,
  ...over,
  kind: 'sum',
  unit: 'money',
  value: 'amount',
  currency: 'currency',
  slices,
});
const size = kpi('size', 1, {
  ...said,
  ...over,
  kind: 'quantile',
  unit: 'money',
  centre: 'mean',
  value: 'amount',
  currency: 'currency',
  slices,
});
const paid = kpi('paid', 1, {
  ...said,
  ...over,
  kind: 'count',
  unit: 'count',
  placed: 'paid',
  immature: "product = 'new'",
  slices,
});
const buyers = kpi('buyers', 1, {
  ...said,
  ...over,
  kind: 'count',
  unit: 'count',
  record: 'contact',
  distinct: true,
  slices,
});
/** An odd one: of those who paid, who paid much, in money. */
const dear = kpi('dear', 1, {
  ...said,
  ...over,
  kind: 'ratio',
  unit: 'money',
  record: 'contact',
  distinct: true,
  numerator: 'amount > 300',
  denominator: 'amount > 0',
  currency: 'currency',
  slices,
});
const costly = kpi('costly', 1, {
  ...said,
  ...over,
  kind: 'ratio',
  unit: 'ratio',
  numerator: 'amount >= 300',
  denominator: 'true',
  slices,
});
const margin = kpi('margin', 1, {
  ...said,
  ...over,
  kind: 'ratio',
  unit: 'ratio',
  amounts: true,
  numerator: "CASE WHEN product = 'pen' THEN amount ELSE 0 END",
  denominator: 'amount',
  slices,
});
const lasting = kpi('lasting', 1, {
  ...said,
  ...over,
  kind: 'curve',
  unit: 'days',
  value: 'amount / 100',
  numerator: "product <> 'ink'",
  slices,
});
const staffed = kpi('staffed', 1, {
  ...said,
  kind: 'count',
  unit: 'count',
  placing: 'period',
  reads: ['sales'],
  gives: [],
  slices: { team: own },
  records: (reading) => sql`
    SELECT s.seller AS record, s.team FROM read.sales_team s WHERE ${validAt(reading, 's', reading.closing)}`,
});
const again = kpi('again', 1, {
  ...said,
  kind: 'matrix',
  unit: 'ratio',
  distinct: true,
  reads: ['sales'],
  gives: ['cohort', 'step', 'placed', 'placed_precision', 'event_id'],
  slices: {},
  records: ({ zone }) => sql`
    SELECT f.profile AS record, f.event_id, f.occurred_at AS placed, f.precision AS placed_precision,
           to_char(first.month, 'YYYY-MM') AS cohort,
           (extract(year FROM age(date_trunc('month', f.occurred_at AT TIME ZONE ${zone}), first.month)) * 12
            + extract(month FROM age(date_trunc('month', f.occurred_at AT TIME ZONE ${zone}), first.month)))::integer AS step
    FROM read.sales_sold f
    CROSS JOIN LATERAL (
      SELECT date_trunc('month', min(g.occurred_at) AT TIME ZONE ${zone}) AS month
      FROM read.sales_sold g WHERE g.profile = f.profile AND g.until IS NULL
    ) first
    WHERE f.until IS NULL AND f.occurred_at IS NOT NULL`,
});
const every = [revenue, size, paid, buyers, costly, margin, lasting, staffed, again];

describe('figures over sales', () => {
  let world: World;
  let engine: KpiEngine;
  let known: number;
  const ann: Who = { user: 'ann', email: 'ann@example.com' };
  const annByMail: Who = { email: 'ann@example.com' };
  const ben: Who = { user: 'ben' };

  beforeAll(async () => {
    world = await World.begun();
    const projections = world.engine({ models: [sales] });
    const sale = (who: Who, on: string, name: string, duration: number, variant: string, campaign: string) =>
      world.touch(who, on, { kind: 'purchased', name, duration, variant, campaign });
    const says = (kind: string, on: string, campaign: string, name: string) =>
      world.touch({ user: 'boss' }, on, { kind, campaign, name });
    const quoted = (day: string, variant: string, duration: number) =>
      world.touch({ user: 'boss' }, '2026-03-30T00:00:00.000Z', { kind: 'quoted', name: day, variant, duration });
    const onDay = (day: string | null, duration: number) => {
      const { profile, others, identifiers, companies } = world.nodes(ben);
      const payload = { channel: 'order', kind: 'purchased', name: 'ink', duration, variant: 'EUR', campaign: 'zoe' };
      return world.other(
        touchpointRecorded.of(
          { profile, others },
          { ...payload, identifiers, companies },
          {
            when: day === null ? { precision: 'none' } : { precision: 'day', at: day },
          },
        ),
      );
    };
    await projections.start();
    await world.append(
      await says('moved', '2026-01-01T00:00:00.000Z', 'zoe', 'north'),
      await says('moved', '2026-01-01T00:00:00.000Z', 'yan', 'south'),
      await says('moved', '2026-03-10T00:00:00.000Z', 'zoe', 'south'),
      await says('placed', '2026-01-01T00:00:00.000Z', 'north', 'cold'),
      await says('placed', '2026-01-01T00:00:00.000Z', 'south', 'warm'),
      await quoted('2026-01-01', 'EUR', 50),
      await quoted('2026-02-21', 'EUR', 90),
      await quoted('2026-02-01', 'JPY', 15_000),
      await says('placed', '2026-02-15T00:00:00.000Z', 'north', 'mild'),
      await sale(ann, '2026-01-31T16:59:00.000Z', 'pen', 100, 'EUR', 'zoe'),
      // in Jakarta this is the first of February already
      await sale(annByMail, '2026-01-31T17:00:00.000Z', 'pen', 200, 'EUR', 'zoe'),
      await sale(ann, '2026-03-05T10:00:00.000Z', 'ink', 300, 'EUR', 'zoe'),
      await sale(ben, '2026-03-20T10:00:00.000Z', 'pen', 400, 'EUR', 'zoe'),
      await onDay('2026-03-31', 500),
      await onDay(null, 70),
    );
    known = (await world.log.head()).position;
    await world.append(
      await sale(ben, '2026-02-20T10:00:00.000Z', 'new', 600, 'USD', 'yan'),
      await says('moved', '2026-03-01T00:00:00.000Z', 'zoe', 'east'),
    );
    await projections.drained();
    const { pool, log, vault } = world;
    const readModels = new ReadModels(pool);
    engine = new KpiEngine(new QueryEngine({ pool, log, vault, readModels, zone: 'Asia/Jakarta' }), every, {
      over: 'sales.rate',
      from: 'base',
      to: 'quote',
      rate: 'rate',
      on: 'on_day',
    });
  });
  afterAll(() => world.close());

  const quarter = { from: '2026-01-01', to: '2026-04-01' };
  const byName = async (definition: (typeof every)[number], slice: string, more: object = {}): Promise<unknown> =>
    Object.fromEntries(
      (await engine.evaluate(definition, { by: [slice], ...more })).rows.map((row) => [
        nameOf(row.slice[slice]),
        row.n,
      ]),
    );

  it('place records by the local time of the workspace, and days by their date', async () => {
    const { rows, undated } = await engine.evaluate(costly, { ...quarter, bucket: 'month' });
    expect(rows.map(({ bucket, n }) => [bucket, n])).toEqual([
      ['2026-01-01', 1],
      ['2026-02-01', 2],
      ['2026-03-01', 3],
    ]);
    expect(undated).toMatchObject({ n: 1, numerator: 0 });
    const weeks = await engine.evaluate(costly, { from: '2026-03-02', to: '2026-04-01', bucket: 'week' });
    expect(weeks.rows.map(({ bucket, n }) => [bucket, n])).toEqual([
      ['2026-03-02', 1],
      ['2026-03-09', 0],
      ['2026-03-16', 1],
      ['2026-03-23', 0],
      ['2026-03-30', 1],
    ]);
  });

  it('never add up two currencies', async () => {
    expect(await engine.evaluate(revenue, { to: '2026-02-01' })).toMatchObject({ value: 100, currency: 'EUR', n: 1 });
    expect(await engine.evaluate(revenue, quarter)).toMatchObject({
      value: null,
      currency: null,
      amounts: { EUR: 1_500, USD: 600 },
      n: 6,
    });
    expect(await engine.evaluate(revenue, { ...quarter, where: ['product=pen'] })).toMatchObject({ value: 700 });
  });

  it('convert money by the rate of each record’s day, and leave what has none in its own', async () => {
    const asked = { from: '2026-02-01', to: '2026-03-01' };
    // 600 cents of a dollar on 20 February: at 0.50, not at the 0.90 of the day after
    expect(await engine.evaluate(revenue, { ...asked, currency: 'EUR' })).toMatchObject({
      value: 500,
      currency: 'EUR',
    });
    expect(await engine.evaluate(revenue, { ...asked, currency: 'USD' })).toMatchObject({
      value: 1_000,
      currency: 'USD',
    });
    const { n } = await engine.evaluate(dear, asked);
    expect(n).toBeGreaterThan(0);
    expect(await engine.evaluate(dear, { ...asked, currency: 'EUR' })).toMatchObject({ n });
    // the yen has no minor unit
    expect(await engine.evaluate(revenue, { ...asked, currency: 'JPY' })).toMatchObject({
      value: null,
      amounts: { EUR: 200, JPY: 900 },
    });
    for (const currency of ['euro', 'EURO'])
      await expect(engine.evaluate(revenue, { currency })).rejects.toMatchObject({ code: 'kpi.currency' });
    await expect(engine.evaluate(costly, { currency: 'EUR' })).rejects.toMatchObject({ code: 'kpi.currency' });
  });

  it('tell median, mean and 90th percentile', async () => {
    expect(await engine.evaluate(size, { ...quarter, where: ['product=pen', 'product=ink'] })).toMatchObject({
      value: 300,
      mean: 300,
      median: 300,
      p90: 460,
      n: 5,
    });
  });

  it('count people once, whichever identifier they came by', async () => {
    expect(await engine.evaluate(buyers, quarter)).toMatchObject({ value: 2 });
    expect(await byName(buyers, 'product')).toEqual({ ink: 2, new: 1, pen: 2 });
  });

  it('divide sums by sums', async () => {
    expect(await engine.evaluate(margin, { ...quarter, where: [`seller=${IDS['zoe']}`] })).toMatchObject({
      value: 700 / 1_500,
      numerator: 700,
      denominator: 1_500,
    });
  });

  it('keep what is too young, and what has no date, beside', async () => {
    expect(await engine.evaluate(paid, quarter)).toMatchObject({
      value: 5,
      immature: { value: 1 },
      undated: { value: 1 },
    });
  });

  it('slice by states of the record’s date, as known, along chains, or now', async () => {
    const then = { asKnownAt: String(known) };
    expect(await byName(costly, 'team', { ...quarter, ...then })).toEqual({ north: 3, south: 2 });
    expect(await byName(costly, 'team', quarter)).toEqual({ north: 2, east: 1, south: 3 });
    expect(await byName(costly, 'region', { ...quarter, ...then })).toEqual({ cold: 2, mild: 1, warm: 2 });
    expect(await byName(costly, 'team@current', { ...quarter, ...then })).toEqual({ south: 5 });
    expect(await byName(costly, 'team@current', { ...quarter, ...then, asOf: '2026-03-08' })).toEqual({ north: 3 });
    expect(await byName(costly, 'costly', quarter)).toEqual({ false: 2, true: 4 });
    expect(await engine.evaluate(costly, { ...quarter, where: ['region=warm', 'product=ink'] })).toMatchObject({
      n: 1,
    });
    expect(await engine.evaluate(costly, { ...quarter, where: ['region='] })).toMatchObject({ n: 1 });
  });

  it('read states at the end of each part of a period, not after as of', async () => {
    const parts = { ...quarter, bucket: 'month' as const };
    expect(
      (await engine.evaluate(staffed, { ...parts, where: [`team=${IDS['south']}`] })).rows.map(({ n }) => n),
    ).toEqual([1, 1, 2]);
    const asOf = await engine.evaluate(staffed, { ...parts, where: [`team=${IDS['south']}`], asOf: '2026-03-05' });
    expect(asOf.rows.map(({ n }) => n)).toEqual([1, 1, 1]);
    await expect(engine.evaluate(staffed, { bucket: 'month' })).rejects.toMatchObject({ code: 'kpi.period' });
  });

  it('have no parts besides their cohorts, where they are a matrix', async () => {
    await expect(engine.evaluate(again, { ...quarter, bucket: 'month' })).rejects.toMatchObject({ code: 'kpi.period' });
    await expect(engine.records(again, { ...quarter, bucket: 'month', in: '2026-01-01' })).rejects.toMatchObject({
      code: 'kpi.period',
    });
  });

  it('list the records of a part that there is, and of no other', async () => {
    const months = { ...quarter, bucket: 'month' as const };
    for (const definition of [costly, staffed])
      for (const wrong of [
        { ...quarter, in: '2026-01-01' },
        { ...months, in: 'foo' },
        { ...months, in: 'Invalid DateTime' },
        { ...months, in: '2026-01-02' },
        { ...months, in: '2026-04-01' },
        { ...months, in: '2025-12-01' },
        { ...months, in: '2026-W01-4' },
        { ...quarter, bucket: 'week' as const, in: '2026-01-01' },
      ])
        await expect(engine.records(definition, wrong)).rejects.toMatchObject({
          code: 'kpi.period',
          problems: [{ where: 'in', what: expect.any(String), remedy: expect.any(String) }],
        });
    const weeks = { from: '2026-03-04', to: '2026-04-01', bucket: 'week' as const };
    expect(await listed(engine, costly, { ...weeks, in: '2026-03-02' })).toHaveLength(1);
    expect(await listed(engine, costly, { bucket: 'month', in: '2026-03-01' })).toHaveLength(3);
    await expect(engine.records(staffed, { bucket: 'month', in: '2026-03-01' })).rejects.toMatchObject({
      problems: [{ where: 'from', what: 'is open' }],
    });
    await expect(engine.records(again, { ...quarter, in: '2026-01-01' })).rejects.toMatchObject({
      problems: [{ where: 'in', what: 'again is a matrix, of cohorts and months after them' }],
    });
  });

  it('list the records of a row that the answer has, and of no other', async () => {
    const by = ['product'];
    for (const [question, code] of [
      [{ by, slice: ['seller=x'] }, 'kpi.slice'],
      [{ slice: ['product=pen'] }, 'kpi.slice'],
      [{ by, slice: ['colour=red'] }, 'kpi.slice'],
      [{ by, slice: ['cohort=2026-01'] }, 'kpi.slice'],
      [{ by, slice: ['product'] }, 'kpi.where'],
    ] as const)
      await expect(engine.records(costly, question)).rejects.toMatchObject({ code, problems: [{ where: 'slice' }] });
    const row = { by: ['product', 'team'], slice: ['product=pen'], part: 'denominator' as const };
    expect(await listed(engine, costly, { ...quarter, ...row })).toHaveLength(3);
    expect(await listed(engine, again, { slice: ['cohort=2026-01', 'step=2'] })).toHaveLength(1);
  });

  it('have no period before the first year', async () => {
    for (const from of ['0001-01-01', '0900-03-05', '0001-06-01T00:00:00.000Z'])
      expect(await engine.evaluate(costly, { from, to: '2026-01-01', compare: 'previous' })).toMatchObject({
        previous: null,
      });
    expect(await engine.evaluate(costly, { from: '1020-01-01', to: '2026-01-01', compare: 'previous' })).toMatchObject({
      previous: { from: '0014-01-01', to: '1020-01-01' },
    });
  });

  it('follow durations to where half have ended', async () => {
    const { value, numerator, denominator, curve } = await engine.evaluate(lasting, quarter);
    // ended after 1, 2, 4 and 6; 3 and 5 were seen so far only: 5/6, 4/6, then 4/6 * 2/3
    expect({ value, numerator, denominator }).toEqual({ value: 4, numerator: 4, denominator: 6 });
    expect(curve?.points.map(({ time, survival, atRisk }) => [time, Number(survival.toFixed(4)), atRisk])).toEqual([
      [1, 0.8333, 6],
      [2, 0.6667, 5],
      [4, 0.4444, 3],
      [6, 0, 1],
    ]);
  });

  describe('of a curve with thousands of steps', () => {
    const long = kpi('long', 1, {
      kind: 'curve',
      unit: 'months',
      team: 'sales',
      reads: ['deals'],
      gives: ['placed', 'num', 'value', 'half'],
      // 6,000 that ended, 2,000 still there, one of no length and one that is not a number
      records: () => sql`
        SELECT md5(i::text)::uuid AS record, timestamptz '2026-02-01' AS placed, i <= 6000 AS num,
               CASE i WHEN 8001 THEN NULL WHEN 8002 THEN 'NaN' ELSE (i * 7919) % 6000 + 0.25 END::double precision AS value,
               CASE WHEN i <= 6000 THEN 'gone' WHEN i <= 8000 THEN 'there' END AS half
        FROM generate_series(1, 8002) AS i`,
      slices: { half: own },
      parameters: { unit: { type: 'word', preset: 'months', among: ['months', 'days'] } },
      title: { en: 'Long', fr: 'Long', id: 'Panjang' },
      says: { en: 'Long.', fr: 'Long.', id: 'Panjang.' },
    });

    it('tell about a thousand, and the share as it is at the times people ask about in the unit asked', async () => {
      const { curve, value, numerator, n } = await engine.evaluate(long, {});
      expect([numerator, n, curve?.subjects, curve?.events]).toEqual([6_000, 8_000, 8_000, 6_000]);
      expect(curve!.points.length).toBeGreaterThan(500);
      expect(curve!.points.length).toBeLessThan(1_020);
      expect(curve!.points.reduce((sum, { events }) => sum + events, 0)).toBe(6_000);
      expect(value).toBe(curve!.median);
      const { curve: inDays } = await engine.evaluate(long, { parameters: { unit: 'days' } });
      // somebody ends at each whole time and a quarter: the last before a mark is a quarter after the time before it
      for (const [{ points }, mark] of [
        [curve!, 36],
        [curve!, 60],
        [inDays!, 90],
        [inDays!, 365],
        [inDays!, 730],
      ] as const)
        expect([mark, points.findLast(({ time }) => time <= mark)?.time]).toEqual([mark, mark - 0.75]);
    });

    it('count those of each slice, where nobody ended as well', async () => {
      const { rows } = await engine.evaluate(long, { by: ['half'] });
      expect(
        rows.map(({ slice, numerator, denominator, curve, value }) => [
          slice['half'],
          numerator,
          denominator,
          curve?.events,
          value === null,
        ]),
      ).toEqual([
        ['gone', 6_000, 6_000, 6_000, false],
        ['there', 0, 2_000, 0, true],
      ]);
    });

    it('list neither what has no length nor what is not a number', async () => {
      const page = await engine.records(long, { limit: 1, where: ['half='] });
      expect(page.items).toEqual([]);
    });
  });

  it('follow cohorts step by step', async () => {
    const { rows, value } = await engine.evaluate(again, {});
    expect(value).toBeNull();
    expect(
      rows.map(({ slice, numerator, denominator }) => [slice['cohort'], slice['step'], numerator, denominator]),
    ).toEqual([
      ['2026-01', '0', 1, 1],
      ['2026-01', '2', 1, 1],
      ['2026-02', '0', 2, 2],
      ['2026-02', '1', 1, 2],
    ]);
  });

  it('list exactly the records counted', async () => {
    for (const definition of every)
      for (const question of [
        {},
        quarter,
        { ...quarter, asKnownAt: String(known), asOf: '2026-03-25' },
        { ...quarter, by: Object.keys(definition.slices).slice(0, 2) },
        { ...quarter, ...inMonths(definition), by: Object.keys(definition.slices).slice(0, 1) },
        { ...quarter, where: Object.hasOwn(definition.slices, 'product') ? ['product=pen', 'product=ink'] : [] },
      ]) {
        const { said: expected, listed: found } = await compared(engine, definition, question);
        expect([definition.name, question, found]).toEqual([definition.name, question, expected]);
      }
  });

  it('page through records, the newest first and those without a date last', async () => {
    const all = await listed(engine, buyers, { by: ['product'] }, 1);
    expect(all).toHaveLength(2);
    const sums = await listed(engine, revenue, {}, 2);
    expect(sums.map(({ value }) => value)).toEqual([500, 400, 300, 600, 200, 100]);
    expect(await listed(engine, revenue, { part: 'undated' })).toMatchObject([
      { at: null, value: 70, currency: 'EUR' },
    ]);
  });
});
