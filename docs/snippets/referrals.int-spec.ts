import { advocateShare } from './advocate-share.js';
import { advocates, programmeTotal } from './advocates-query.js';
import { referralRewards, rewardedShare } from './referral-rewards.js';
import { Installation } from './test/installation.js';

const ann = 'ann@example.com';
/** A referral of a day of January. */
const referral = (day: number, more: object = {}): object => ({
  id: `r${day}`,
  at: `2026-01-0${day}T10:00:00Z`,
  by: ann,
  programme: 'friends',
  ...more,
});

describe('the definitions of the how-to pages, all together', () => {
  let installation: Installation;
  beforeEach(async () => {
    installation = await Installation.start();
  });
  afterEach(() => installation.close());

  const rows = async (sql: string): Promise<unknown[]> => (await installation.pool.query(sql)).rows;

  it('take a delivery in, once, and show who recommends us', async () => {
    for (const day of [1, 2, 3]) await installation.deliver(referral(day, { reward: 500, note: 'Try it' }));
    expect(await installation.deliver(referral(3, { reward: 500, note: 'Try it' }))).toMatchObject({ repeated: 1 });
    expect(await installation.deliver({ ...referral(4), by: 'nobody' })).toMatchObject({ quarantined: 1 });
    await installation.drained();
    const contact = installation.node(ann);
    expect((await installation.queries.ask(advocates, {})).answer.items).toEqual([
      { contact, referrals: 3, level: 'advocate' },
    ]);
    expect((await installation.queries.ask(advocates, { atLeast: 4 })).answer.items).toEqual([]);
    expect(await rows('select programme, referrals::int, rewards::int from read.referrals_programme')).toEqual([
      { programme: 'friends', referrals: 3, rewards: 1_500 },
    ]);
    expect(await rows('select distinct note from read.referrals_made')).toEqual([{ note: 'Try it' }]);
  });

  it('forget what is taken back, and still know what was believed', async () => {
    for (const day of [1, 2, 3]) await installation.deliver(referral(day, { reward: 500 }));
    await installation.drained();
    const { position: before } = await installation.log.head();
    await installation.withdraw(installation.eventId('r2'), installation.node(ann));
    await installation.drained();
    expect((await installation.queries.ask(advocates, {})).answer.items).toMatchObject([
      { referrals: 2, level: 'supporter' },
    ]);
    const total = async (how: object): Promise<number> =>
      (await installation.queries.ask(programmeTotal, {}, how)).answer.referrals;
    expect([await total({}), await total({ asKnownAt: String(before) })]).toEqual([2, 3]);
    expect(await total({ asOf: '2026-01-02T00:00:00Z' })).toBe(1);
  });

  it('come out the same from a rebuild', async () => {
    for (const day of [1, 2, 3]) await installation.deliver(referral(day));
    await installation.withdraw(installation.eventId('r1'), installation.node(ann));
    await installation.drained();
    const live = await installation.projections.digest('referrals', 'all');
    const rebuilt = await installation.projections.digestRebuilt(['referrals'], 'all');
    expect(rebuilt.get('referrals')).toEqual(live);
    expect(live.map(({ table }) => table)).toEqual(['made', 'programme', 'by_profile', 'level', 'advocate']);
  });

  it('give figures for any period, by slice, and as known before', async () => {
    await installation.deliver(referral(1, { reward: 500 }));
    await installation.deliver(referral(2, { reward: 700, programme: 'partners' }));
    await installation.drained();
    const period = { from: '2026-01-01', to: '2026-02-01' };
    const { kpis } = installation;
    expect(await kpis.evaluate(referralRewards, { ...period, by: ['programme'] })).toMatchObject({
      value: 1_200,
      rows: [
        { slice: { programme: 'friends' }, value: 500 },
        { slice: { programme: 'partners' }, value: 700 },
      ],
    });
    expect(await kpis.evaluate(referralRewards, { ...period, asKnownAt: '1' })).toMatchObject({ value: 500 });
    expect(await kpis.evaluate(rewardedShare, period)).toMatchObject({ value: 1 });
  });

  it('read states at the date of each record, or at the end of each period', async () => {
    for (const day of [1, 2, 3]) await installation.deliver(referral(day, { reward: 500 }));
    await installation.drained();
    const { kpis } = installation;
    const days = { from: '2026-01-02', to: '2026-01-05', bucket: 'day' as const };
    const levels = async (slice: string): Promise<unknown> =>
      (await kpis.evaluate(rewardedShare, { by: [slice] })).rows.map((row) => [row.slice[slice], row.n]);
    expect(await levels('level')).toEqual([
      ['advocate', 1],
      ['supporter', 1],
    ]);
    expect(await levels('level@current')).toEqual([['advocate', 1]]);
    expect((await kpis.evaluate(advocateShare, days)).rows.map((row) => row.value)).toEqual([0, 1, 1]);
    expect((await kpis.evaluate(advocateShare, { ...days, parameters: { level: 'supporter' } })).value).toBe(0);
    expect(await kpis.records(advocateShare, { ...days, in: '2026-01-02', part: 'denominator' })).toMatchObject({
      items: [{ contact: installation.node(ann) }],
    });
  });

  it('grant a promised reward once, and end it when its time is over', async () => {
    await installation.activateReactions();
    await installation.deliver(referral(1, { reward: 500 }));
    await installation.deliver(referral(2));
    const [granted] = await installation.recorded('reward-granted', 1);
    expect(JSON.parse(granted!.text)).toMatchObject({ cause: installation.eventId('r1'), payload: { amount: 500 } });
    await installation.recorded('timer-set', 1);
    installation.now += 91 * 86_400_000;
    await installation.deliver(referral(3));
    expect(await installation.recorded('reward-expired', 1)).toHaveLength(1);
    expect(await installation.recorded('reward-granted', 1)).toHaveLength(1);
  });
});
