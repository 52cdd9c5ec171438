import {
  orderCancelled,
  orderPlaced,
  subscriptionCancelled,
  subscriptionChanged,
  subscriptionEnded,
  subscriptionPaused,
  subscriptionResumed,
  subscriptionStarted,
  subscriptionTrialStarted,
} from '#journey';
import type { Happening } from '#kernel';
import { Figures } from '../../test/figures.js';

const id = (n: number): string => `0192f0c1-0003-8000-8000-${String(n).padStart(12, '0')}`;
const at = (moment: string) => ({ when: { precision: 'instant', at: `2026-${moment}:00.000Z` } }) as const;
const on = (day: string) => ({ when: { precision: 'day', at: `2026-${day}` } }) as const;
const euros = (amount: number) => ({ amount: amount * 100, currency: 'EUR' });

describe('figures of retention', () => {
  let figures: Figures;
  const profile = (name: string) => figures.world.nodes({ email: `${name}@example.com` }).profile;
  const company = () => figures.world.nodes({ group: 'acme' }).profile;
  const sub = (n: number, name: string) => ({ subscription: id(n), profile: profile(name) });
  const order = (n: number, name: string, amount: number, day: string, cost?: number): Happening =>
    orderPlaced.of(
      { order: id(n), profile: profile(name) },
      {
        amount: euros(amount),
        lines: [{ product: 'ink', amount: euros(amount), ...(cost === undefined ? {} : { cost: euros(cost) }) }],
      },
      on(day),
    );
  const february = { from: '2026-02-01', to: '2026-03-01' };

  beforeAll(async () => {
    figures = await Figures.start();
    const { world } = figures;
    const acme = { subscription: id(5), profile: profile('eve'), company: company() };
    await world.append(await world.company({ group: 'acme' }, '2026-01-01T00:00:00.000Z', { name: 'Acme' }));
    await figures.happened(
      // grows
      subscriptionStarted.of(sub(1, 'ann'), { plan: 'pro', price: euros(100) }, on('01-01')),
      subscriptionChanged.of(sub(1, 'ann'), { price: euros(150) }, at('02-20T10:00')),
      // leaves on the last day of February, is back in May on the smaller plan
      subscriptionStarted.of(sub(2, 'ben'), { plan: 'pro', price: euros(50) }, on('01-01')),
      subscriptionEnded.of(sub(2, 'ben'), {}, on('02-28')),
      subscriptionResumed.of(sub(2, 'ben'), { plan: 'basic', price: euros(40) }, at('05-10T10:00')),
      // paid by the year; says in March that it leaves in April
      subscriptionStarted.of(sub(3, 'dee'), { plan: 'basic', price: euros(1_200), interval: 'year' }, on('02-20')),
      subscriptionCancelled.of(sub(3, 'dee'), { effectiveAt: '2026-04-10T00:00:00.000Z' }, at('03-10T10:00')),
      // never pays
      subscriptionTrialStarted.of(sub(4, 'cy'), { plan: 'pro' }, on('01-15')),
      // a company with two, one of them over on the first of March, one on hold
      subscriptionStarted.of(acme, { plan: 'pro', price: euros(200) }, on('01-01')),
      subscriptionPaused.of(acme, {}, at('02-10T10:00')),
      subscriptionStarted.of({ ...acme, subscription: id(6) }, { plan: 'basic', price: euros(30) }, on('01-01')),
      subscriptionEnded.of({ ...acme, subscription: id(6) }, {}, on('03-01')),
    );
  });
  afterAll(() => figures.close());

  it('tell who left in a period, of those there at its beginning', async () => {
    expect(await figures.ask('logo-churn', february)).toMatchObject({ numerator: 1, denominator: 3 });
    expect(await figures.ask('retention', february)).toMatchObject({ numerator: 2, denominator: 3 });
    // an end on a day is of that day's month, one that is announced of the month it takes effect in
    const months = await figures.ask('logo-churn', { from: '2026-01-01', to: '2026-05-01', bucket: 'month' });
    expect(months.rows.map(({ numerator, denominator }) => [numerator, denominator])).toEqual([
      [0, 0],
      [1, 3],
      [0, 3],
      [1, 3],
    ]);
    expect(await figures.by('logo-churn', 'plan', { from: '2026-04-01', to: '2026-05-01' })).toEqual({
      basic: 1,
      pro: 0,
    });
    expect(await figures.ask('logo-churn', { ...february, asOf: '2026-02-15' })).toMatchObject({ numerator: 0 });
  });

  it('tell who ever left', async () => {
    expect(await figures.ask('ever-churned-share')).toMatchObject({ numerator: 2, denominator: 4 });
    expect(await figures.ask('ever-churned-share', { asOf: '2026-03-15' })).toMatchObject({
      numerator: 1,
      denominator: 4,
    });
    expect(await figures.by('ever-churned-share', 'plan', { asOf: '2026-03-15' })).toEqual({ basic: 0, pro: 1 / 3 });
    expect(await figures.by('ever-churned-share', 'plan')).toEqual({ basic: 1, pro: 0 });
  });

  it('tell what recurs, and by which movements it changed', async () => {
    const months = await figures.ask('mrr', { from: '2026-01-01', to: '2026-06-01', bucket: 'month' });
    expect(months.rows.map(({ value }) => value)).toEqual([38_000, 48_000, 45_000, 35_000, 39_000]);
    expect(await figures.by('mrr', 'plan', { to: '2026-03-01' })).toEqual({ pro: 35_000, basic: 13_000 });
    expect(await figures.by('mrr-movements', 'movement', february)).toEqual({
      new: 10_000,
      expansion: 5_000,
      churn: -5_000,
    });
    const march = { from: '2026-03-01', to: '2026-04-01' };
    expect(await figures.by('mrr-movements', 'movement', march)).toEqual({ contraction: -3_000 });
    const may = { from: '2026-05-01', to: '2026-06-01' };
    expect(await figures.by('mrr-movements', 'movement', may)).toEqual({ reactivation: 4_000 });
    for (const period of [february, march, may, { from: '2026-01-01', to: '2026-06-01' }]) {
      const [before, after, change] = await Promise.all([
        figures.ask('mrr', { to: period.from }),
        figures.ask('mrr', { to: period.to }),
        figures.ask('mrr-movements', period),
      ]);
      expect([period.from, change.value]).toEqual([period.from, after.value! - before.value!]);
    }
  });

  it('tell what is kept of what recurred, customer by customer', async () => {
    expect(await figures.ask('revenue-churn', february)).toMatchObject({ numerator: 5_000, denominator: 38_000 });
    expect(await figures.ask('gross-revenue-retention', february)).toMatchObject({ numerator: 33_000 });
    expect(await figures.ask('net-revenue-retention', february)).toMatchObject({
      numerator: 38_000,
      denominator: 38_000,
      currency: 'EUR',
    });
    // who came back is not among those who were there
    expect(
      await figures.ask('net-revenue-retention', { from: '2026-05-01', to: '2026-06-01', compare: 'previous' }),
    ).toMatchObject({ value: 1, previous: { value: 35 / 45 } });
  });

  it('never add up two currencies', async () => {
    const dollars = { amount: 70_00, currency: 'USD' };
    await figures.happened(
      subscriptionStarted.of(sub(7, 'fay'), { plan: 'pro', price: dollars }, on('06-10')),
      subscriptionChanged.of(sub(1, 'ann'), { price: { amount: 120_00, currency: 'USD' } }, at('06-10T10:00')),
    );
    const june = { from: '2026-06-01', to: '2026-07-01' };
    expect(await figures.ask('mrr', june)).toMatchObject({ value: null, amounts: { EUR: 24_000, USD: 19_000 } });
    expect((await figures.ask('mrr-movements', june)).amounts).toEqual({ EUR: -15_000, USD: 19_000 });
    expect((await figures.ask('gross-revenue-retention', june)).amounts).toMatchObject({ EUR: 24 / 39 });
  });

  it('follow subscriptions to their end, in months or days', async () => {
    const asOf = '2026-05-01';
    const months = await figures.ask('survival', { asOf });
    // a month and 21 days, a month and 27, two whole months
    expect(months).toMatchObject({ unit: 'months', numerator: 3, denominator: 5, value: 2 });
    expect(months.curve?.points.map(({ time, atRisk }) => [Number(time.toFixed(3)), atRisk])).toEqual([
      [1.69, 5],
      [1.887, 4],
      [2, 3],
    ]);
    const days = await figures.ask('survival', { asOf, parameters: { unit: 'days' } });
    expect(days.unit).toBe('days');
    expect(days.curve?.points.map(({ time }) => time)).toEqual([49, 58, 59]);
    expect(await figures.by('survival', 'plan', { asOf, parameters: { unit: 'days' } })).toEqual({
      basic: 49,
      pro: null,
    });
    await expect(figures.ask('survival', { parameters: { unit: 'weeks' } })).rejects.toMatchObject({
      code: 'kpi.parameter',
    });
  });

  it('follow those who ordered first in a month', async () => {
    await figures.happened(
      order(11, 'gus', 80, '01-31', 30),
      order(12, 'gus', 20, '03-01'),
      order(13, 'hal', 50, '01-05'),
      order(14, 'hal', 50, '02-05'),
      orderCancelled.of({ order: id(14), profile: profile('hal') }, {}, on('02-06')),
      order(15, 'ida', 40, '03-05', 10),
    );
    const cells = async (question: object = {}): Promise<unknown> =>
      (await figures.ask('cohort-retention', question)).rows.map(({ slice, numerator, denominator }) => [
        slice['cohort'],
        slice['step'],
        numerator,
        denominator,
      ]);
    expect(await cells()).toEqual([
      ['2026-01', '0', 2, 2],
      ['2026-01', '2', 1, 2],
      ['2026-03', '0', 1, 1],
    ]);
    expect(await cells({ from: '2026-03-01' })).toEqual([['2026-03', '0', 1, 1]]);
    expect(await cells({ asOf: '2026-02-05T12:00:00.000Z' })).toEqual([
      ['2026-01', '0', 2, 2],
      ['2026-01', '1', 1, 2],
    ]);
  });

  it('tell what customers brought, and for how long they have been some', async () => {
    const asOf = '2026-04-01';
    const { n, mean } = await figures.ask('lifetime-value', { asOf });
    const day = 86_400 / 2_629_746;
    // to the minute: ann's price went up on 20 February at ten
    const ann = 10_000 * day * (50 + 10 / 24) + 15_000 * day * (40 - 10 / 24);
    const subscribers = ann + 5_000 * day * 58 + 10_000 * day * 40 + 20_000 * day * 90 + 3_000 * day * 59;
    expect(n).toBe(7);
    expect(mean).toBeCloseTo((subscribers + 5_000 + 2_000 + 5_000 + 3_000) / 7, 6);
    const revenue = await figures.ask('lifetime-value', { asOf, parameters: { of: 'revenue' } });
    expect(revenue.mean! * 7 - mean! * 7).toBeCloseTo(4_000, 6);
    const tenures = await figures.ask('tenure', { to: '2026-02-01' });
    // three subscribers since New Year, two who ordered on 5 and 31 January
    expect(tenures).toMatchObject({ n: 5, median: 31, mean: (3 * 31 + 27 + 1) / 5 });
    expect(await figures.by('tenure', 'how', { to: '2026-02-01' })).toEqual({
      'subscription-started': 31,
      'order-placed': 14,
    });
  });

  it('predict what customers will bring, and say by what', async () => {
    const few = await figures.ask('lifetime-value-orders', { asOf: '2026-04-01' });
    // one came back: that is no model
    expect(few).toMatchObject({ kind: 'prediction', value: null, denominator: 3, model: { histories: 3, fits: [] } });
    await expect(figures.ask('lifetime-value-orders', { parameters: { months: 121 } })).rejects.toMatchObject({
      code: 'kpi.parameter',
      problems: [{ what: '121 is more than 120' }],
    });
    const days = { from: '2026-01-01', to: '2026-04-01', bucket: 'day' } as const;
    await expect(figures.ask('lifetime-value-orders', days)).rejects.toMatchObject({
      code: 'kpi.period',
      problems: [{ what: 'more than 24 of a day' }],
    });
    let n = 100;
    const again = (name: string, amount: number, ...days: readonly string[]): Happening[] =>
      days.map((day) => order(n++, name, amount, day));
    const people = Array.from({ length: 12 }, (_, i) => `buyer${i}`);
    await figures.happened(
      ...people.flatMap((name, i) =>
        again(name, 20 + 7 * i, ...['01-03', '01-20', '02-11', '02-27', '03-08', '03-25'].slice(0, 1 + (i % 6))),
      ),
    );
    const question = { asOf: '2026-04-01', parameters: { of: 'revenue', months: 6 } };
    const { value, numerator, denominator, currency, model } = await figures.ask('lifetime-value-orders', question);
    expect([denominator, currency, model!.histories]).toEqual([15, 'EUR', 15]);
    expect(model!.fits.map(({ name }) => name)).toEqual(['bg-nbd', 'gamma-gamma']);
    const trusted = model!.fits.every(({ converged }) => converged);
    expect(value !== null).toBe(trusted);
    const { items } = await figures.engine.records(figures.definition('lifetime-value-orders'), question);
    expect(items).toHaveLength(15);
    if (trusted) {
      expect(value).toBeCloseTo(numerator! / 15, 6);
      expect(items.reduce((sum, item) => sum + item.value!, 0)).toBeCloseTo(numerator!, 4);
    } else expect(items.map((item) => item.value)).toEqual(items.map(() => null));

    // one has left after two months, one after another month more; dee's end is announced, acme's other one is on hold
    const subscriptions = await figures.ask('lifetime-value-subscriptions', { asOf: '2026-04-01' });
    expect(subscriptions).toMatchObject({ denominator: 2, currency: 'EUR', model: { histories: 5 } });
    const counted = await figures.engine.records(figures.definition('lifetime-value-subscriptions'), {
      asOf: '2026-04-01',
      part: 'denominator',
    });
    expect(counted.items.map(({ record }) => record).sort()).toEqual([id(1), id(5)]);
  });

  it('follow customers to their first value', async () => {
    const { world } = figures;
    const seen = (who: object, moment: string, says: object) =>
      world.touch(who, `2026-${moment}:00.000Z`, { channel: 'product', ...says });
    await world.append(
      await seen({ email: 'ann@example.com' }, '01-11T00:00', { kind: 'activated' }),
      await seen({ email: 'eve@example.com', group: 'acme' }, '01-21T00:00', { kind: 'used', name: 'activated' }),
      await seen({ email: 'ben@example.com' }, '01-02T00:00', { kind: 'used', name: 'exported' }),
    );
    await figures.drained();
    const february1 = { asOf: '2026-02-01', where: ['how=subscription-started'] };
    const { value, numerator, denominator, curve } = await figures.ask('onboarding-time', february1);
    expect({ value, numerator, denominator }).toEqual({ value: 20, numerator: 2, denominator: 3 });
    expect(curve?.points.map(({ time }) => time)).toEqual([10, 20]);
    expect(await figures.ask('onboarding-time', { ...february1, parameters: { event: 'exported' } })).toMatchObject({
      numerator: 1,
      denominator: 3,
    });
  });
});
