import {
  activityLogged,
  dealOpened,
  dealWon,
  orderPlaced,
  orderRefunded,
  subscriptionCancelled,
  subscriptionStarted,
  subscriptionTrialStarted,
} from '#journey';
import type { Happening, When } from '#kernel';
import { ReadModels, type ProjectionEngine } from '#projections';
import {
  activityList,
  companyJourney,
  journey,
  orderList,
  orderRecord,
  QueryEngine,
  subscriptionList,
  subscriptionRecord,
  type ActivityLine,
  type AnyQuery,
  type OrderLine,
  type OrderRecord,
  type SubscriptionLine,
  type SubscriptionRecord,
} from '#queries';
import { World } from '../../libs/projections/test/world.js';

const thing = (n: number): string => `0192f0c1-1111-8000-8000-${String(n).padStart(12, '0')}`;
const person = '0192f0c1-0004-7000-8000-000000000004';
const eur = (amount: number) => ({ amount, currency: 'EUR' });
const at = (day: string): { when: When } => ({ when: { precision: 'instant', at: `2020-${day}T00:00:00.000Z` } });
const ann = { email: 'ann@acme.example', domain: 'acme.example' } as const;

describe('questions about what customers pay for, and what staff do', () => {
  let world: World;
  let engine: ProjectionEngine;
  let profile: string;
  let company: string;
  beforeAll(async () => {
    world = await World.begun();
    engine = world.engine();
    await engine.start();
    profile = world.nodes(ann).profile;
    company = world.nodes({ domain: 'acme.example' }).profile;
    await world.append(await world.touch(ann, '2020-01-01T00:00:00.000Z'));
    await append(
      subscriptionStarted.of({ subscription: thing(1), profile }, { plan: 'pro', price: eur(300) }, at('01-10')),
      subscriptionStarted.of({ subscription: thing(2), company }, { plan: 'max', price: eur(900) }, at('02-10')),
      subscriptionTrialStarted.of({ subscription: thing(3), company }, { plan: 'try' }, at('03-10')),
      subscriptionCancelled.of(
        { subscription: thing(1), profile },
        { effectiveAt: '2020-04-01T00:00:00.000Z', reason: 'price' },
        at('03-01'),
      ),
      subscriptionCancelled.of(
        { subscription: thing(2), company },
        { effectiveAt: '2999-01-01T00:00:00.000Z' },
        at('03-01'),
      ),
      orderPlaced.of(
        { order: thing(4), profile },
        { number: 'A-7', amount: eur(100), lines: [{ product: 'Cable', cost: eur(30) }] },
        at('01-20'),
      ),
      orderPlaced.of({ order: thing(5), company }, { amount: eur(50) }, at('02-20')),
      orderRefunded.of({ order: thing(4), profile }, { amount: eur(20) }, at('05-01')),
      activityLogged.of({ profile, person, deal: thing(6) }, { kind: 'call', title: 'Offer', minutes: 3 }, at('06-01')),
      activityLogged.of({ profile }, { kind: 'note', note: 'wants less' }, { when: { precision: 'none' } }),
      dealOpened.of({ deal: thing(6), company }, { name: 'Laptops' }, at('07-01')),
      dealWon.of({ deal: thing(6), company }, { reason: 'price' }, at('08-01')),
    );
  });
  afterAll(() => world.close());

  const append = async (...happenings: readonly Happening[]): Promise<void> => {
    for (const happening of happenings) await world.append(await world.other(happening));
    await engine.drained();
  };
  const ask = async <A>(query: AnyQuery, params: object, how = {}): Promise<A> => {
    const { pool, log, vault } = world;
    const queries = new QueryEngine({ pool, log, vault, readModels: new ReadModels(pool), zone: 'UTC' });
    return (await queries.ask(query, params as never, how)).answer as A;
  };
  const subscriptions = async (params: object, how = {}): Promise<unknown[]> =>
    (await ask<{ items: SubscriptionLine[] }>(subscriptionList, params, how)).items.map((line) => [
      line.plan,
      line.status,
      line.mrr,
    ]);

  it('says which subscriptions there are, as they are now: over where the announced end has come', async () => {
    expect(await subscriptions({})).toEqual([
      ['max', 'at-risk', 900],
      ['pro', 'ended', 0],
      ['try', 'trial', 0],
    ]);
    expect(await subscriptions({ sort: 'effectiveAt' })).toEqual([
      ['pro', 'ended', 0],
      ['max', 'at-risk', 900],
      ['try', 'trial', 0],
    ]);
    expect(await subscriptions({ status: 'ended' })).toEqual([['pro', 'ended', 0]]);
    expect(await subscriptions({ status: 'at-risk' })).toEqual([['max', 'at-risk', 900]]);
    expect(await subscriptions({ contact: profile })).toEqual([['pro', 'ended', 0]]);
    expect(await subscriptions({ company })).toHaveLength(3);
    expect(await subscriptions({ plan: 'max', owing: false })).toEqual([['max', 'at-risk', 900]]);
  });

  it('says how they were, and what was known of them', async () => {
    expect(await subscriptions({}, { asOf: '2020-02-15' })).toEqual([
      ['max', 'active', 900],
      ['pro', 'active', 300],
    ]);
    expect(await subscriptions({ company }, { asOf: '2020-03-15' })).toEqual([
      ['max', 'at-risk', 900],
      ['pro', 'at-risk', 300],
      ['try', 'trial', 0],
    ]);
    // before the cancellations were recorded
    expect(await subscriptions({ status: 'active' }, { asKnownAt: '4' })).toEqual([
      ['max', 'active', 900],
      ['pro', 'active', 300],
    ]);
  });

  it('pages through lists, each line once', async () => {
    for (const sort of ['-startedAt', 'mrr', 'effectiveAt']) {
      const seen: string[] = [];
      for (let cursor: string | undefined, pages = 0; pages < 5; pages++) {
        const page = await ask<{ items: SubscriptionLine[]; next: string | null }>(subscriptionList, {
          sort,
          limit: 1,
          ...(cursor === undefined ? {} : { cursor }),
        });
        seen.push(...page.items.map(({ subscription }) => subscription));
        if (page.next === null) break;
        cursor = page.next;
      }
      expect([sort, seen.sort()]).toEqual([sort, [thing(1), thing(2), thing(3)]]);
    }
    await expect(ask(subscriptionList, { sort: 'plan' })).rejects.toMatchObject({ code: 'query.sort' });
  });

  it('says all of one subscription, with whom it is and what happened', async () => {
    const one = await ask<SubscriptionRecord>(subscriptionRecord, { subscription: thing(1) });
    expect(one).toMatchObject({
      status: 'ended',
      reason: 'price',
      endedAt: '2020-04-01T00:00:00.000Z',
      startedAt: '2020-01-10T00:00:00.000Z',
      contact: { contact: profile, name: 'ann@acme.example' },
      company: null,
    });
    expect(one.history.map(({ type }) => type)).toEqual(['subscription-cancelled', 'subscription-started']);
    const before = await ask<SubscriptionRecord>(
      subscriptionRecord,
      { subscription: thing(1) },
      { asOf: '2020-02-01' },
    );
    expect([before.status, before.endedAt, before.history.length]).toEqual(['active', null, 1]);
    expect(await ask(subscriptionRecord, { subscription: thing(9) })).toBeNull();
  });

  it('says which orders there are, and all of one', async () => {
    const orders = async (params: object, how = {}): Promise<unknown[]> =>
      (await ask<{ items: OrderLine[] }>(orderList, params, how)).items.map((line) => [line.amount, line.net]);
    expect(await orders({})).toEqual([
      [50, 50],
      [100, 80],
    ]);
    expect(await orders({ sort: '-amount', from: '2020-01-01', to: '2020-02-01' })).toEqual([[100, 80]]);
    expect(await orders({ contact: profile }, { asOf: '2020-04-01' })).toEqual([[100, 100]]);
    expect(await orders({ company })).toHaveLength(2);
    const one = await ask<OrderRecord>(orderRecord, { order: thing(4) });
    expect(one).toMatchObject({ number: 'A-7', refunded: 20, net: 80, cost: 30, margin: 50 });
    expect(one.lines).toEqual([
      { product: 'Cable', quantity: 1, amount: null, currency: null, cost: 30, costCurrency: 'EUR' },
    ]);
    expect(one.history.map(({ type }) => type)).toEqual(['order-refunded', 'order-placed']);
  });

  it('says what staff did, by whom and with whom', async () => {
    const activities = async (params: object, how = {}): Promise<ActivityLine[]> =>
      (await ask<{ items: ActivityLine[] }>(activityList, params, how)).items;
    expect(await activities({ contact: profile })).toMatchObject([
      { kind: 'call', title: 'Offer', minutes: 3, person: { person }, deal: thing(6), direction: 'out' },
      { kind: 'note', note: 'wants less', at: null, person: null },
    ]);
    for (const params of [{ person }, { deal: thing(6) }, { kind: 'call' }, { from: '2020-06-01', company }])
      expect((await activities(params)).map(({ kind }) => kind)).toEqual(['call']);
    expect(await activities({ ticket: thing(6) })).toEqual([]);
    expect((await activities({ company }, { asOf: '2020-05-01' })).map(({ kind }) => kind)).toEqual(['note']);
    const first = await ask<{ items: ActivityLine[]; next: string }>(activityList, { limit: 1 });
    const second = await ask<{ items: ActivityLine[]; next: string | null }>(activityList, {
      limit: 1,
      cursor: first.next,
    });
    expect([first, second].map(({ items }) => items[0]!.kind)).toEqual(['call', 'note']);
    expect(second.next).toBeNull();
  });

  it('tells the contact’s journey what is with the contact, and the company’s what is its own as well', async () => {
    const lines = (items: readonly { channel: string; kind: string }[]) =>
      items.map(({ channel, kind }) => `${channel} ${kind}`);
    const own = await ask<{ items: { channel: string; kind: string }[] }>(journey, { contact: profile });
    expect(lines(own.items)).toEqual([
      'call held',
      'order refunded',
      'subscription cancelled',
      'order placed',
      'subscription started',
      'email opened',
      'other noted',
    ]);
    const whole = await ask<{ items: { channel: string; kind: string; contact: string | null }[] }>(companyJourney, {
      company,
    });
    expect(lines(whole.items)).toEqual([
      'deal won',
      'deal opened',
      'call held',
      'order refunded',
      'subscription trial-started',
      'subscription cancelled',
      'subscription cancelled',
      'order placed',
      'subscription started',
      'order placed',
      'subscription started',
      'email opened',
      'other noted',
    ]);
    expect(whole.items[0]!.contact).toBeNull();
    expect(whole.items[2]!.contact).toBe(profile);
  });
});
