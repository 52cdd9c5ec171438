import type { Happening, NewEvent } from '#kernel';
import {
  activityLogged,
  dealLost,
  dealOpened,
  dealReopened,
  dealStageChanged,
  dealWon,
  handoffAccepted,
  handoffExpired,
  handoffOffered,
  handoffRefused,
  handoffWithdrawn,
  orderPlaced,
  orderRefunded,
  ownerAssigned,
  subscriptionCancelled,
  subscriptionChanged,
  subscriptionEnded,
  subscriptionResumed,
  subscriptionStarted,
  teamFounded,
  teamJoined,
  ticketAssigned,
  ticketClosed,
  ticketMerged,
  ticketOpened,
  ticketPrioritised,
  ticketPutOnHold,
  ticketRated,
  ticketReopened,
  ticketReplied,
  ticketResolved,
  ticketSlaStated,
  ticketTakenUp,
  ticketThemed,
} from '#journey';
import { seeded, type Who, type World } from '../../projections/test/world.js';

const id = (kind: number, n: number): string => `0192f0c1-000${kind}-8000-8000-${String(n).padStart(12, '0')}`;

/** Whatever may happen to contacts, deals, tickets, subscriptions, orders and handoffs in three months, in any order, some of it of days or undated. */
export async function busyHistory(world: World, seed: number, things: number): Promise<readonly NewEvent[]> {
  const random = seeded(seed);
  const below = (n: number): number => Math.floor(random() * n);
  const one = <T>(among: readonly T[]): T => among[below(among.length)]!;
  const moment = (): string => new Date(Date.UTC(2026, 0, 1) + below(90 * 24) * 3_600_000).toISOString();
  const when = () => {
    const at = moment();
    const exactly = below(10);
    if (exactly === 0) return { when: { precision: 'none' } as const };
    return {
      when:
        exactly < 3 ? ({ precision: 'day', at: at.slice(0, 10) } as const) : ({ precision: 'instant', at } as const),
    };
  };
  const people: readonly Who[] = ['ann', 'ben', 'cy', 'di', 'eva'].map((user) => ({
    user,
    email: `${user}@example.com`,
  }));
  const staff = [1, 2, 3].map((n) => id(1, n));
  const teams = [1, 2].map((n) => id(2, n));
  const euros = () => ({ amount: 100 * (1 + below(9)), currency: one(['EUR', 'EUR', 'USD']) });
  const whom = () => {
    const { profile } = world.nodes(one(people));
    const company = world.nodes({ group: 'crm/acme' }).profile;
    return one([{ profile }, { profile, company }, { company }]);
  };

  const all: NewEvent[] = [];
  const say = async (...happenings: readonly Happening[]): Promise<void> => {
    for (const happening of happenings) all.push(await world.other(happening));
  };
  const some = async (most: number, among: readonly (() => Happening)[]): Promise<void> => {
    for (let n = below(most + 1); n > 0; n--) await say(one(among)());
  };

  for (const [n, team] of teams.entries())
    await say(
      teamFounded.of(
        { team },
        { name: `Team ${n}`, function: n === 0 ? 'sales' : 'service', region: one(['West', 'East']) },
        when(),
      ),
    );
  for (const person of staff) await say(teamJoined.of({ person, team: one(teams) }, {}, when()));
  const { profile: fay } = world.nodes({ user: 'fay' });
  all.push(await world.touch({ user: 'fay' }, moment(), { kind: 'delivered' }));
  await say(ownerAssigned.of({ profile: fay, team: teams[0]! }, {}, { when: { precision: 'instant', at: moment() } }));
  const touches = ['sent', 'delivered', 'opened', 'clicked', 'bounced', 'replied', 'unsubscribed', 'received'];
  for (let n = 0; n < 12 * things; n++) {
    const variants = { campaign: one(['spring', 'summer']), variant: one(['a', 'b', 'c']) };
    all.push(
      await world.touch(
        one(people),
        moment(),
        one([
          { kind: one(touches), ...variants },
          { kind: one(touches), ...variants },
          { channel: 'web', kind: one(['viewed', 'submitted']) },
          { channel: 'event', kind: one(['invited', 'registered', 'attended']), campaign: 'fair' },
        ]),
      ),
    );
  }
  for (const who of people)
    all.push(
      await world.describe(who, moment(), {
        name: who.user!,
        ...(below(2) === 0 ? { phone: '12' } : { email: who.email! }),
      }),
    );

  for (let n = 0; n < things; n++) {
    const ticket = { ticket: id(3, n), ...whom() };
    const priority = () => one(['low', 'urgent']);
    if (below(8) > 0)
      await say(
        ticketOpened.of(
          ticket,
          { from: 'customer', channel: one(['email', 'call']), priority: priority(), theme: one(['lamp', 'bulb']) },
          when(),
        ),
      );
    await some(8, [
      () => ticketAssigned.of({ ...ticket, assignee: one(staff), team: one(teams) }, {}, when()),
      () => ticketReplied.of(ticket, { from: one(['staff', 'customer'] as const), visibility: 'public' }, when()),
      () => ticketPrioritised.of(ticket, { priority: priority() }, when()),
      () => ticketThemed.of(ticket, { theme: one(['lamp', 'shade']) }, when()),
      () => ticketPutOnHold.of(ticket, { for: 'customer' }, when()),
      () => ticketTakenUp.of(ticket, {}, when()),
      () => ticketResolved.of(ticket, {}, when()),
      () => ticketReopened.of(ticket, {}, when()),
      () => ticketClosed.of(ticket, {}, when()),
      () => ticketRated.of(ticket, { score: 1 + below(5) }, when()),
      () => ticketSlaStated.of(ticket, { met: below(2) === 0 }, when()),
      () => ticketMerged.of({ ...ticket, into: id(3, 0) }, {}, when()),
    ]);

    const deal = { deal: id(4, n), ...whom(), owner: one(staff) };
    await say(
      dealOpened.of(
        deal,
        {
          name: 'Deal',
          stage: one(['proposal', 'negotiation']),
          amount: euros(),
          closeOn: moment().slice(0, 10),
          lines: [{ product: one(['lamp', 'bulb']), amount: euros() }],
        },
        when(),
      ),
    );
    await some(3, [
      () => dealWon.of(deal, { amount: euros() }, when()),
      () => dealLost.of(deal, { reason: 'price' }, when()),
      () => dealStageChanged.of(deal, { stage: 'negotiation' }, when()),
      () => dealReopened.of(deal, { stage: 'proposal' }, when()),
    ]);

    const subscription = { subscription: id(5, n), ...whom() };
    const terms = () => ({ plan: one(['basic', 'pro']), price: euros(), interval: 'month' as const });
    await say(subscriptionStarted.of(subscription, terms(), when()));
    await some(4, [
      () => subscriptionChanged.of(subscription, terms(), when()),
      () => subscriptionCancelled.of(subscription, { effectiveAt: moment() }, when()),
      () => subscriptionEnded.of(subscription, {}, when()),
      () => subscriptionResumed.of(subscription, terms(), when()),
    ]);

    const order = { order: id(6, n), ...whom() };
    await say(
      orderPlaced.of(order, { amount: euros(), lines: [{ product: 'lamp', amount: euros(), cost: euros() }] }, when()),
    );
    await some(1, [() => orderRefunded.of(order, { amount: euros() }, when())]);

    const { profile } = world.nodes(one(people));
    const handoff = { handoff: id(7, n), profile, from: one(staff), fromTeam: teams[1]!, team: teams[0]! };
    await say(
      handoffOffered.of(
        handoff,
        { reason: one(['asked', 'interested']), briefing: { log: 'log', event: id(7, n) }, answerBy: moment() },
        when(),
      ),
    );
    await some(1, [
      () => handoffAccepted.of({ ...handoff, person: one(staff) }, {}, when()),
      () => handoffRefused.of(handoff, { reason: 'not-now', backTo: 'giver' }, when()),
      () => handoffExpired.of(handoff, { backTo: 'nobody' }, when()),
      () => handoffWithdrawn.of(handoff, { reason: 'mistake', backTo: 'giver' }, when()),
    ]);
    await some(2, [
      () =>
        ownerAssigned.of({ profile, team: one(teams), ...(below(3) === 0 ? {} : { person: one(staff) }) }, {}, when()),
      () =>
        activityLogged.of(
          { profile, person: one(staff), deal: deal.deal },
          { kind: one(['call', 'email', 'note'] as const), minutes: 5 },
          when(),
        ),
    ]);
  }
  return all;
}
