import {
  activityLogged,
  dealCorrected,
  dealLost,
  dealOpened,
  dealOwnerChanged,
  dealWon,
  orderCancelled,
  orderPlaced,
  pipelineSet,
  teamFounded,
  teamJoined,
} from '#journey';
import type { Happening } from '#kernel';
import { Figures } from '../../test/figures.js';

const id = (n: number): string => `0192f0c1-0002-8000-8000-${String(n).padStart(12, '0')}`;
const [zoe, yan, north, south] = [id(901), id(902), id(903), id(904)] as const;
const at = (moment: string) => ({ when: { precision: 'instant', at: `2026-${moment}:00.000Z` } }) as const;
const on = (day: string) => ({ when: { precision: 'day', at: `2026-${day}` } }) as const;
const unknown = { when: { precision: 'none' } } as const;
const euros = (amount: number) => ({ amount: amount * 100, currency: 'EUR' });

describe('figures of sales', () => {
  let figures: Figures;
  const fay = { email: 'fay@example.com' };
  const node = (email: string) => figures.world.nodes({ email }).profile;
  const gus = { email: 'gus@example.com' };

  /** Three deals that were closed, two that are open, and whose they were. */
  const deals = (): Happening[] => [
    dealOpened.of(
      { deal: id(1), profile: node(fay.email), owner: zoe },
      { stage: 'proposal', amount: euros(900), lines: [{ product: 'press' }], campaign: 'spring' },
      on('01-10'),
    ),
    dealOpened.of(
      { deal: id(2), owner: yan },
      { amount: euros(700), lines: [{ product: 'press' }, { product: 'ink' }] },
      on('01-20'),
    ),
    dealOpened.of(
      { deal: id(3), owner: yan },
      { stage: 'negotiation', amount: euros(400), closeOn: '2026-08-15' },
      unknown,
    ),
    dealOpened.of({ deal: id(4), profile: node(gus.email), owner: zoe }, { amount: euros(3_000) }, at('03-01T00:00')),
    dealOpened.of({ deal: id(5), owner: zoe }, { amount: euros(100), closeOn: '2026-06-15' }, at('05-01T10:00')),
    dealOwnerChanged.of({ deal: id(2), owner: zoe }, {}, at('02-05T10:00')),
    dealLost.of({ deal: id(2), owner: zoe }, { reason: 'price' }, on('02-05')),
    dealWon.of({ deal: id(1), profile: node(fay.email), owner: zoe }, { amount: euros(1_000) }, on('02-10')),
    dealWon.of({ deal: id(4), profile: node(gus.email), owner: zoe }, {}, at('03-11T12:00')),
    dealOwnerChanged.of({ deal: id(1), owner: yan }, {}, at('06-02T10:00')),
  ];

  beforeAll(async () => {
    figures = await Figures.start();
    const { world } = figures;
    await figures.happened(
      teamFounded.of({ team: north }, { name: 'North', function: 'sales', region: 'cold' }, at('01-01T00:00')),
      teamFounded.of({ team: south }, { name: 'South', function: 'sales', region: 'warm' }, at('01-01T00:00')),
      teamJoined.of({ person: zoe, team: north }, {}, at('01-01T00:00')),
      teamJoined.of({ person: zoe, team: south }, {}, at('06-01T00:00')),
      ...deals(),
    );
    const touch = (who: { email: string }, moment: string, channel: string, kind: string, more: object = {}) =>
      world.touch(who, `2026-${moment}:00.000Z`, { channel, kind, ...more });
    await world.append(
      await touch(fay, '01-05T10:00', 'web', 'submitted', { campaign: 'fair' }),
      await touch(fay, '01-13T10:00', 'email', 'sent', { direction: 'out', campaign: 'news' }),
      await touch(fay, '01-14T10:00', 'email', 'opened'),
      await touch(fay, '01-15T10:00', 'email', 'replied'),
      await touch(fay, '01-16T10:00', 'meeting', 'booked'),
      await touch(fay, '02-10T15:00', 'meeting', 'held', { direction: 'out' }),
      await touch(fay, '02-11T10:00', 'call', 'held', { direction: 'out' }),
      await touch({ email: 'cy@example.com' }, '06-29T10:00', 'web', 'submitted'),
    );
    const did = (person: string, email: string, kind: 'call' | 'email' | 'note', moment: string, more: object = {}) =>
      activityLogged.of({ profile: node(email), person }, { kind, ...more }, at(moment));
    await figures.happened(
      did(zoe, fay.email, 'call', '01-12T10:00'),
      did(zoe, fay.email, 'note', '01-12T11:00'),
      did(zoe, 'hal@example.com', 'email', '01-20T11:00'),
      did(yan, 'hal@example.com', 'email', '01-21T11:00', { direction: 'in' }),
      did(yan, 'hal@example.com', 'call', '01-22T11:00'),
      did(yan, 'hal@example.com', 'call', '02-22T11:00'),
    );
  });
  afterAll(() => figures.close());

  it('tell deals won of those closed, of those opened, of all', async () => {
    expect(await figures.ask('win-rate')).toMatchObject({ numerator: 2, denominator: 3 });
    const months = await figures.ask('win-rate', { from: '2026-02-01', to: '2026-04-01', bucket: 'month' });
    expect(months.rows.map(({ numerator, denominator }) => [numerator, denominator])).toEqual([
      [1, 2],
      [1, 1],
    ]);
    expect(await figures.ask('win-rate', { asOf: '2026-03-01' })).toMatchObject({ numerator: 1, denominator: 2 });
    expect(await figures.ask('win-rate', { where: ['reason=price'] })).toMatchObject({ numerator: 0, denominator: 1 });
    expect(await figures.ask('win-rate-of-created')).toMatchObject({
      numerator: 2,
      denominator: 4,
      undated: { denominator: 1 },
    });
    expect(await figures.ask('won-share-of-all')).toMatchObject({ numerator: 2, denominator: 5 });
    expect(await figures.ask('won-share-of-all', { to: '2026-03-01' })).toMatchObject({ numerator: 1, denominator: 3 });
  });

  it('slice by whose a deal was when it was closed, whoever has it now', async () => {
    // the second was handed over on the very day it was lost
    expect(await figures.by('win-rate', 'owner')).toEqual({ [zoe]: 2 / 3 });
    expect(await figures.by('bookings', 'team')).toEqual({ [north]: 400_000 });
    expect(await figures.by('bookings', 'region')).toEqual({ cold: 400_000 });
    expect(await figures.by('bookings', 'owner@current')).toEqual({ [zoe]: 300_000, [yan]: 100_000 });
    expect(await figures.by('bookings', 'region@current')).toEqual({ warm: 300_000, '': 100_000 });
    expect(await figures.by('bookings', 'product')).toEqual({ press: 100_000, '': 300_000 });
    expect(await figures.by('bookings', 'stage')).toEqual({ proposal: 100_000, '': 300_000 });
    expect(await figures.by('bookings', 'campaign')).toEqual({ spring: 100_000, '': 300_000 });
  });

  it('tell how large deals are, and how long they took: whole days between days', async () => {
    expect(await figures.ask('deal-size')).toMatchObject({ value: 200_000, median: 200_000, currency: 'EUR' });
    expect(await figures.ask('sales-cycle')).toMatchObject({ median: 20.75, mean: 20.75, n: 2 });
    expect(await figures.ask('sales-cycle-all-closed')).toMatchObject({ median: 16, n: 3 });
    expect(await figures.by('sales-cycle-all-closed', 'outcome')).toEqual({ won: 20.75, lost: 16 });
  });

  it('tell what is open, what it is worth, and what of it is expected', async () => {
    expect(await figures.ask('open-deals', { to: '2026-02-01' })).toMatchObject({ value: 3 });
    expect(await figures.by('open-deals', 'stage')).toEqual({ negotiation: 1, '': 1 });
    const asOf = '2026-07-01';
    expect(await figures.ask('pipeline-value', { asOf })).toMatchObject({ value: 50_000 });
    expect(await figures.by('pipeline-value', 'overdue', { asOf })).toEqual({ true: 10_000, false: 40_000 });
    expect(await figures.by('pipeline-value', 'region', { asOf })).toEqual({ warm: 10_000, '': 40_000 });
    expect(await figures.ask('pipeline-value', { asOf: '2026-02-01' })).toMatchObject({
      value: 40_000,
      undated: { value: 160_000 },
    });
    // as shipped: three quarters of what is being negotiated, a tenth of what was only begun
    expect(await figures.ask('weighted-forecast', { asOf })).toMatchObject({ value: 31_000 });
    const august = { from: '2026-08-01', to: '2026-09-01' };
    expect(await figures.ask('weighted-forecast', { ...august, asOf })).toMatchObject({ value: 30_000, n: 1 });
  });

  it('weigh by the pipeline as it was known', async () => {
    const pipeline = id(50);
    const stages = (probability: number) => ({
      name: 'Presses',
      stages: [
        { name: 'talk', probability },
        { name: 'contract', probability: 90 },
      ],
    });
    const before = await figures.happened(
      pipelineSet.of({ pipeline }, stages(20), at('05-01T00:00')),
      dealOpened.of({ deal: id(6) }, { pipeline, amount: euros(50), closeOn: '2026-10-01' }, at('05-02T00:00')),
      dealOpened.of(
        { deal: id(7) },
        { pipeline, stage: 'gone', amount: euros(50), closeOn: '2026-10-01' },
        at('05-02T00:00'),
      ),
    );
    await figures.happened(pipelineSet.of({ pipeline }, stages(40), at('05-03T00:00')));
    const october = { from: '2026-10-01', to: '2026-11-01', asOf: '2026-07-01' };
    expect(await figures.ask('weighted-forecast', october)).toMatchObject({ value: 2_000, n: 2 });
    expect(await figures.ask('weighted-forecast', { ...october, asKnownAt: before })).toMatchObject({ value: 1_000 });
    expect(await figures.ask('weighted-forecast', { ...october, asOf: '2026-05-02T12:00:00.000Z' })).toMatchObject({
      value: 1_000,
    });
  });

  it('count touches between people up to a win', async () => {
    // a call, a reply and the meeting of the day it was won; nobody touched the other
    expect(await figures.ask('touches-to-close')).toMatchObject({ value: 1.5, numerator: 3, n: 2 });
  });

  it('follow leads to the first call, and those not called yet as far as they waited', async () => {
    const { value, numerator, denominator, curve } = await figures.ask('speed-to-contact', { asOf: '2026-07-01' });
    expect({ value, numerator, denominator }).toEqual({ value: 168, numerator: 1, denominator: 2 });
    // whoever waits since the day before yesterday was not there any more
    expect(curve?.points).toMatchObject([{ time: 168, atRisk: 1 }]);
    expect(await figures.by('speed-to-contact', 'campaign')).toEqual({ fair: 168, '': null });
  });

  it('tell what members of staff did, in the mean and each', async () => {
    const january = { from: '2026-01-01', to: '2026-02-01' };
    expect(await figures.ask('activities-per-rep', january)).toMatchObject({ value: 2, numerator: 4, n: 2 });
    expect(await figures.by('activities-per-rep', 'person', january)).toEqual({ [zoe]: 3, [yan]: 1 });
    expect(await figures.by('activities-per-rep', 'team', january)).toEqual({ [north]: 3, '': 1 });
    expect(await figures.ask('activities-per-rep', { ...january, parameters: { kind: 'call' } })).toMatchObject({
      value: 1,
    });
  });

  it('follow contacts from stage to stage', async () => {
    const asOf = '2026-07-01';
    expect(await figures.by('stage-conversion', 'stage', { asOf })).toMatchObject({ lead: 1, opportunity: 1 });
    expect(await figures.ask('stage-conversion', { asOf, where: ['stage=lead'] })).toMatchObject({
      numerator: 1,
      denominator: 1,
      immature: { denominator: 1 },
    });
    const fast = { asOf, where: ['stage=opportunity'], parameters: { days: 30 } };
    expect(await figures.ask('stage-conversion', fast)).toMatchObject({ numerator: 1, denominator: 2 });
    const stays = await figures.ask('time-in-stage', { asOf, where: ['stage=opportunity'] });
    expect(stays.curve?.points.map(({ time, atRisk }) => [time, atRisk])).toEqual([
      [10.5, 2],
      [31, 1],
    ]);
    expect(await figures.ask('time-in-stage', { asOf, where: ['stage=lead'] })).toMatchObject({
      numerator: 1,
      denominator: 2,
    });
  });

  it('tell how far deals come in their pipelines, and how long they stand in a stage, by whose they were then', async () => {
    const asked = { from: '2026-01-01', to: '2026-05-02', asOf: '2026-07-01' };
    const stays = await figures.ask('time-in-deal-stage', asked);
    // lost on the day on which its owner had changed at ten
    const second = 16 + 10 / 24;
    expect(stays).toMatchObject({ value: second, numerator: 3, denominator: 4, undated: { denominator: 1 } });
    expect(stays.curve?.points.map(({ time, atRisk }) => [time, atRisk])).toEqual([
      [10.5, 4],
      [second, 3],
      [31, 2],
    ]);
    expect(await figures.ask('deal-stage-conversion', asked)).toMatchObject({
      numerator: 2,
      denominator: 3,
      immature: { denominator: 1 },
    });
    expect(await figures.by('deal-stage-conversion', 'owner', asked)).toEqual({ [zoe]: 1, [yan]: 0 });
    expect(await figures.by('deal-stage-conversion', 'stage', { ...asked, where: [`owner=${yan}`] })).toEqual({
      prospecting: 0,
    });
    const quick = { ...asked, parameters: { days: 20 } };
    expect(await figures.ask('deal-stage-conversion', quick)).toMatchObject({ numerator: 1, denominator: 4 });
  });

  it('tell the margin of orders whose costs are known', async () => {
    const order = (n: number, amount: number, cost: number | undefined): Happening =>
      orderPlaced.of(
        { order: id(n), profile: node('ida@example.com') },
        {
          amount: euros(amount),
          lines: [{ product: 'ink', amount: euros(amount), ...(cost === undefined ? {} : { cost: euros(cost) }) }],
        },
        at('03-05T10:00'),
      );
    await figures.happened(
      order(11, 80, 30),
      order(12, 40, 10),
      order(13, 500, undefined),
      order(14, 70, 0),
      orderCancelled.of({ order: id(14), profile: node('ida@example.com') }, {}, at('03-06T10:00')),
    );
    const march = { from: '2026-03-01', to: '2026-04-01' };
    expect(await figures.ask('gross-margin', march)).toMatchObject({
      value: 80 / 120,
      numerator: 8_000,
      denominator: 12_000,
      currency: 'EUR',
    });
    expect(await figures.ask('customers-added', { from: '2026-02-01', to: '2026-04-01' })).toMatchObject({ value: 3 });
    expect(await figures.by('customers-added', 'how')).toEqual({ 'deal-won': 2, 'order-placed': 1 });
    expect(await figures.by('customers-added', 'campaign')).toEqual({ fair: 1, '': 2 });
    expect(await figures.ask('customers-added', { ...march, compare: 'previous' })).toMatchObject({
      value: 2,
      previous: { value: 1, growth: 1 },
    });
  });

  it('tell customers from when a deal ended that was said to be lost and had been won', async () => {
    const [lost, won] = [
      { deal: id(31), profile: node('joe@example.com') },
      { deal: id(32), profile: node('kim@example.com') },
    ];
    const may = { from: '2026-05-01', to: '2026-06-01' };
    await figures.happened(
      dealOpened.of(lost, {}, at('05-01T10:00')),
      dealLost.of(lost, { reason: 'price' }, at('05-05T10:00')),
      dealOpened.of(won, {}, at('05-01T10:00')),
      dealWon.of(won, {}, at('05-05T10:00')),
    );
    expect(await figures.ask('customers-added', may)).toMatchObject({ value: 1 });
    await figures.happened(
      dealCorrected.of(lost, { outcome: 'won', reason: 'typed wrong' }, at('06-09T10:00')),
      dealCorrected.of(won, { outcome: 'lost', reason: 'typed wrong' }, at('06-09T10:00')),
    );
    expect(await figures.by('customers-added', 'how', may)).toEqual({ 'deal-corrected': 1 });
    await figures.happened(dealCorrected.of(won, { outcome: 'won', reason: 'typed right' }, at('06-10T10:00')));
    expect(await figures.ask('customers-added', { ...may, bucket: 'day' })).toMatchObject({ value: 2 });
  });
});
