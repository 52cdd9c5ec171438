import {
  activityLogged,
  dealCorrected,
  dealLost,
  dealWon,
  orderCancelled,
  orderPlaced,
  orderRefunded,
  subscriptionCancelled,
  subscriptionChanged,
  subscriptionEnded,
  subscriptionPaused,
  subscriptionPaymentFailed,
  subscriptionResumed,
  subscriptionStarted,
  subscriptionTrialStarted,
} from '#journey';
import type { Happening, NewEvent, When } from '#kernel';
import type { ProjectionEngine } from '#projections';
import { seeded, World } from '../../libs/projections/test/world.js';

const subscription = '0192f0c1-1111-8000-8000-000000000001';
const order = '0192f0c1-1111-8000-8000-000000000002';
const person = '0192f0c1-0004-7000-8000-000000000004';
const eur = (amount: number) => ({ amount, currency: 'EUR' });
const at = (day: string): { when: When } => ({ when: { precision: 'instant', at: `2026-${day}T00:00:00.000Z` } });
const on = (day: string): { when: When } => ({ when: { precision: 'day', at: `2026-${day}` } });
const undated: { when: When } = { when: { precision: 'none' } };

let world: World;
let engine: ProjectionEngine;
beforeEach(async () => {
  world = await World.begun();
  engine = world.engine();
  await engine.start();
});
afterEach(() => world.close());

const sealed = async (happening: Happening, options = {}): Promise<NewEvent> => world.other(happening, options);
const append = async (...happenings: readonly Happening[]): Promise<NewEvent[]> => {
  const events: NewEvent[] = [];
  for (const happening of happenings) events.push(await sealed(happening));
  await record(...events);
  return events;
};
const record = async (...events: readonly NewEvent[]): Promise<void> => {
  await world.append(...events);
  await engine.drained();
};
const rows = async (sql: string, ...values: unknown[]): Promise<Record<string, unknown>[]> =>
  (await world.pool.query<Record<string, unknown>>(sql, values)).rows;
/** The believed rows of a states table, with the day each begins. */
const history = (table: string, columns: string): Promise<Record<string, unknown>[]> =>
  rows(
    `select to_char(valid_from at time zone 'UTC', 'MM-DD') as from, ${columns} from read.${table}
     where believed_until is null order by valid_from nulls first`,
  );
const rebuiltAsLive = async (): Promise<void> => {
  const names = ['activities', 'contacts', 'customers', 'orders', 'subscriptions'];
  const rebuilt = await engine.digestRebuilt(names, 'all');
  for (const name of names) expect([name, rebuilt.get(name)]).toEqual([name, await engine.digest(name, 'all')]);
};

describe('subscriptions', () => {
  const { profile } = { profile: '0192f0c1-0001-8200-8000-000000000001' };
  const about = { subscription, profile };
  const started = subscriptionStarted.of(
    about,
    { plan: 'pro', price: eur(12_000), interval: 'year', quantity: 2 },
    on('01-10'),
  );
  const cancelled = subscriptionCancelled.of(
    about,
    { effectiveAt: '2026-04-01T00:00:00.000Z', reason: 'price', voluntary: true },
    at('02-10'),
  );

  it('are what was said of them, from when it was so', async () => {
    await append(
      subscriptionTrialStarted.of(about, { plan: 'try' }, at('01-01')),
      started,
      subscriptionChanged.of(about, { price: eur(30_000) }, at('01-20')),
      subscriptionPaymentFailed.of(about, {}, at('01-25')),
      subscriptionPaused.of(about, {}, at('02-01')),
      cancelled,
    );
    expect(await history('subscriptions_subscription', 'status, plan, mrr::int, owing')).toEqual([
      { from: '01-01', status: 'trial', plan: 'try', mrr: 0, owing: false },
      { from: '01-10', status: 'active', plan: 'pro', mrr: 1_000, owing: false },
      { from: '01-20', status: 'active', plan: 'pro', mrr: 2_500, owing: false },
      { from: '01-25', status: 'active', plan: 'pro', mrr: 2_500, owing: true },
      { from: '02-01', status: 'paused', plan: 'pro', mrr: 2_500, owing: true },
      { from: '02-10', status: 'at-risk', plan: 'pro', mrr: 2_500, owing: true },
      { from: '04-01', status: 'ended', plan: 'pro', mrr: 0, owing: false },
    ]);
    const [{ cancelling, ...last }] = (await rows(
      `select started_precision, started_at = '2026-01-10Z' as started, ended_precision, ended_at = '2026-04-01Z' as ended,
              cancelled_event, ended_event = cancelled_event as cancelling, reason, voluntary, quantity, currency, profile, company
       from read.subscriptions_subscription where valid_to is null and believed_until is null`,
    )) as [Record<string, unknown>];
    expect(cancelling).toBe(true);
    expect(last).toEqual({
      started_precision: 'day',
      started: true,
      ended_precision: 'instant',
      ended: true,
      cancelled_event: world.id('m6'),
      reason: 'price',
      voluntary: true,
      quantity: 2,
      currency: 'EUR',
      profile,
      company: null,
    });
    // the list says what is so until the cancellation takes effect, and when that is
    expect(await rows(`select status, mrr::int, ends_at = '2026-04-01Z' as ends from read.subscriptions_list`)).toEqual(
      [{ status: 'at-risk', mrr: 2_500, ends: true }],
    );
    await rebuiltAsLive();
  });

  it('change for the month it was about when a cancellation is reported late, not for what was known then', async () => {
    await append(started);
    const { position } = await world.log.head();
    const late = { ...cancelled, payload: { effectiveAt: '2026-02-01T00:00:00.000Z' } };
    await append(late);
    expect(await history('subscriptions_subscription', 'status')).toEqual([
      { from: '01-10', status: 'active' },
      { from: '02-01', status: 'ended' },
    ]);
    expect(
      await rows(
        `select status from read.subscriptions_subscription where believed_from <= $1 and (believed_until is null or believed_until > $1)`,
        position,
      ),
    ).toEqual([{ status: 'active' }]);
    expect(await rows(`select status, ends_at = ended_at as ends from read.subscriptions_list`)).toEqual([
      { status: 'active', ends: true },
    ]);
  });

  it('end once, by what says so first, and go on when resumed', async () => {
    await append(started, cancelled, subscriptionEnded.of(about, {}, at('04-01')));
    expect(await rows(`select status, reason, ends_at from read.subscriptions_list`)).toEqual([
      { status: 'ended', reason: 'price', ends_at: null },
    ]);
    await append(subscriptionResumed.of(about, { price: eur(24_000) }, at('05-01')));
    expect(await history('subscriptions_subscription', 'status, mrr::int, ended_at, reason')).toEqual([
      { from: '01-10', status: 'active', mrr: 1_000, ended_at: null, reason: null },
      { from: '02-10', status: 'at-risk', mrr: 1_000, ended_at: null, reason: 'price' },
      { from: '04-01', status: 'ended', mrr: 0, ended_at: new Date('2026-04-01Z'), reason: 'price' },
      { from: '05-01', status: 'active', mrr: 2_000, ended_at: null, reason: null },
    ]);
  });

  it('are, whatever is repeated, late, taken back or undone, what a rebuild makes of them', async () => {
    const random = seeded(11);
    const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
    const sent: NewEvent[] = [];
    for (let round = 0; round < 6; round++) {
      const events: NewEvent[] = [];
      for (let i = 0; i < 15; i++) {
        const whose = { ...about, subscription: pick([subscription, order]) };
        const day = `0${1 + Math.floor(random() * 6)}-1${Math.floor(random() * 10)}`;
        const when = pick([at(day), at(day), on(day), undated]);
        const happening = pick<() => Happening>([
          () => subscriptionStarted.of(whose, { plan: pick(['a', 'b']), price: eur(1_200) }, when),
          () => subscriptionChanged.of(whose, { price: eur(pick([500, 700])) }, when),
          () => subscriptionPaused.of(whose, {}, when),
          () => subscriptionResumed.of(whose, {}, when),
          () => subscriptionEnded.of(whose, {}, when),
          () => subscriptionCancelled.of(whose, { effectiveAt: `2026-0${pick([2, 4, 6])}-15T00:00:00.000Z` }, when),
          () => subscriptionTrialStarted.of(whose, { plan: 'try' }, when),
        ])();
        events.push(await sealed(happening, random() < 0.3 ? { import: `import-${pick([1, 2])}` } : {}));
        if (sent.length > 0 && random() < 0.25) events.push(await world.withdraw(pick(sent)));
      }
      sent.push(...events.filter(({ type }) => type !== 'withdrawn'));
      await record(...events);
    }
    const before = await world.digests(engine, 'all');
    await world.append(...sent);
    await engine.drained();
    expect(await world.digests(engine, 'all')).toEqual(before);
    await record(await world.undo('import-1'));
    await rebuiltAsLive();
    // rows of one subscription never overlap
    expect(
      await rows(
        `select a.subscription from read.subscriptions_subscription a join read.subscriptions_subscription b
           on b.subscription = a.subscription and (b.valid_from, b.believed_from) is distinct from (a.valid_from, a.believed_from)
         where a.believed_until is null and b.believed_until is null
           and coalesce(a.valid_from, '-infinity') < coalesce(b.valid_to, 'infinity')
           and coalesce(b.valid_from, '-infinity') < coalesce(a.valid_to, 'infinity')`,
      ),
    ).toEqual([]);
  });
});

describe('orders', () => {
  const profile = '0192f0c1-0001-8200-8000-000000000001';
  const about = { order, profile };

  it('are worth what they cost less what was given back, and nothing once called off', async () => {
    const lines = [
      { product: 'GTX Pro', quantity: 2, amount: eur(80), cost: eur(30) },
      { product: 'Cable', amount: eur(20), cost: eur(5) },
    ];
    const [, refund] = await append(
      orderPlaced.of(about, { number: 'A-7', amount: eur(100), lines }, at('01-10')),
      orderRefunded.of(about, { amount: { amount: 4, currency: 'EUR', exponent: 1 } }, at('01-20')),
      orderCancelled.of(about, { reason: 'late' }, at('02-01')),
    );
    const columns = 'status, amount::int, refunded::int, net::int, margin::int';
    expect(await history('orders_order', columns)).toEqual([
      { from: '01-10', status: 'placed', amount: 100, refunded: 0, net: 100, margin: 65 },
      { from: '01-20', status: 'placed', amount: 100, refunded: 40, net: 60, margin: 25 },
      { from: '02-01', status: 'cancelled', amount: 100, refunded: 40, net: 0, margin: 0 },
    ]);
    expect(await rows(`select product, quantity, amount::int, cost::int from read.orders_line order by n`)).toEqual([
      { product: 'GTX Pro', quantity: 2, amount: 80, cost: 30 },
      { product: 'Cable', quantity: 1, amount: 20, cost: 5 },
    ]);
    await record(await world.withdraw(refund!));
    expect((await history('orders_order', columns)).map(({ from, refunded }) => [from, refunded])).toEqual([
      ['01-10', 0],
      ['02-01', 0],
    ]);
    await rebuiltAsLive();
  });

  it('are what they were placed as, though a refund was told before, and nothing once their import is undone', async () => {
    await record(await sealed(orderRefunded.of(about, { amount: eur(10) }, undated), { import: 'shop' }));
    expect(await rows(`select 1 from read.orders_list`)).toEqual([]);
    await record(await sealed(orderPlaced.of(about, { amount: eur(100) }, on('01-10')), { import: 'shop' }));
    expect(await rows(`select net::int, margin, placed_precision from read.orders_list`)).toEqual([
      { net: 90, margin: null, placed_precision: 'day' },
    ]);
    await record(await world.undo('shop'));
    expect(await rows(`select 1 from read.orders_list`)).toEqual([]);
    await rebuiltAsLive();
  });
});

describe('customers', () => {
  const ann = { email: 'ann@acme.example', domain: 'acme.example' } as const;
  const annAlone = { user: 'ann' } as const;
  const deal = '0192f0c1-1111-8000-8000-000000000003';
  const since = (of: 'contact' | 'company') =>
    rows(
      `select how, unit, to_char(since_at at time zone 'UTC', 'MM-DD') as since from read.customers_${of}
       where believed_until is null and valid_to is null`,
    );

  it('are companies where one is named, else contacts, from the first thing that made them one', async () => {
    const { profile } = world.nodes(ann);
    const company = world.nodes({ domain: 'acme.example' }).profile;
    await world.append(await world.touch(ann, '2026-01-01T00:00:00.000Z'));
    await append(
      subscriptionTrialStarted.of({ subscription, profile, company }, { plan: 'try' }, at('01-02')),
      orderPlaced.of({ order, profile, company }, { amount: eur(1) }, at('03-01')),
      subscriptionStarted.of({ subscription, profile, company }, { plan: 'pro' }, on('02-01')),
    );
    expect(await since('company')).toEqual([{ how: 'subscription-started', unit: true, since: '02-01' }]);
    expect(await since('contact')).toEqual([{ how: 'subscription-started', unit: false, since: '02-01' }]);
    await append(dealWon.of({ deal, profile }, {}, at('04-01')));
    expect(await since('contact')).toEqual([{ how: 'deal-won', unit: true, since: '04-01' }]);
    await rebuiltAsLive();
  });

  it('follow corrections of deals, taking back, and who is one with whom', async () => {
    const { profile } = world.nodes(annAlone);
    await world.append(await world.touch(annAlone, '2026-01-01T00:00:00.000Z'));
    const [won] = await append(dealWon.of({ deal, profile }, {}, at('02-01')));
    await append(dealCorrected.of({ deal, profile }, { closedOn: '2026-01-15', reason: 'typed wrong' }, at('03-01')));
    expect(await since('contact')).toEqual([{ how: 'deal-won', unit: true, since: '01-15' }]);
    const [lost] = await append(
      dealCorrected.of({ deal, profile }, { outcome: 'lost', reason: 'never was' }, at('03-02')),
    );
    expect(await since('contact')).toEqual([]);
    await record(await world.withdraw(lost!));
    expect(await since('contact')).toEqual([{ how: 'deal-won', unit: true, since: '01-15' }]);
    await record(await world.withdraw(won!));
    expect(await since('contact')).toEqual([]);
    await append(
      dealLost.of({ deal, profile }, {}, at('02-01')),
      dealCorrected.of({ deal, profile }, { outcome: 'won', reason: 'was won' }, at('03-03')),
    );
    // it is about the end before it: that of the day before was said of the win that is taken back
    expect(await since('contact')).toEqual([{ how: 'deal-corrected', unit: true, since: '02-01' }]);

    const other = world.nodes({ email: 'ann@home.example' }).profile;
    await world.append(await world.touch({ email: 'ann@home.example' }, '2026-01-02T00:00:00.000Z'));
    await append(orderPlaced.of({ order, profile: other }, { amount: eur(1) }, at('01-05')));
    expect(await since('contact')).toHaveLength(2);
    const linking = await world.touch({ user: 'ann', email: 'ann@home.example' }, '2026-01-03T00:00:00.000Z');
    await record(linking);
    expect(await since('contact')).toEqual([{ how: 'order-placed', unit: true, since: '01-05' }]);
    await record(await world.withdraw(linking));
    expect(await since('contact')).toHaveLength(2);
    await rebuiltAsLive();
  });
});

describe('activities', () => {
  it('are of who did them, and lines of the contact’s journey', async () => {
    const who = { email: 'ann@acme.example' } as const;
    const { profile } = world.nodes(who);
    await world.append(await world.touch(who, '2026-01-01T00:00:00.000Z'));
    const [call] = await append(
      activityLogged.of(
        { profile, person },
        { kind: 'call', outcome: 'reached', minutes: 12, title: 'Offer' },
        at('01-02'),
      ),
      activityLogged.of({ profile }, { kind: 'email', direction: 'in' }, at('01-03')),
      activityLogged.of({ profile, person }, { kind: 'note', note: 'wants an offer' }, on('01-04')),
    );
    expect(
      await rows(
        `select kind, direction, outcome, minutes, person, content is not null as says from read.activities_activity where until is null order by position`,
      ),
    ).toEqual([
      { kind: 'call', direction: 'out', outcome: 'reached', minutes: 12, person, says: true },
      { kind: 'email', direction: 'in', outcome: null, minutes: null, person: null, says: false },
      { kind: 'note', direction: null, outcome: null, minutes: null, person, says: true },
    ]);
    expect(
      await rows(
        `select channel, kind, direction, name, duration from read.contacts_touch where until is null and position > 1 order by position`,
      ),
    ).toEqual([
      { channel: 'call', kind: 'held', direction: 'out', name: 'reached', duration: 720 },
      { channel: 'email', kind: 'received', direction: 'in', name: null, duration: null },
      { channel: 'other', kind: 'noted', direction: null, name: null, duration: null },
    ]);
    expect(await rows(`select touches::int, last_channel from read.contacts_contact`)).toEqual([
      { touches: 4, last_channel: 'other' },
    ]);
    await record(await world.withdraw(call!));
    expect(await rows(`select touches::int from read.contacts_contact`)).toEqual([{ touches: 3 }]);
    await rebuiltAsLive();
  });
});
