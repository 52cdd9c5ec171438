import {
  activityLogged,
  CALENDAR,
  calendarSet,
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
  ticketThemed,
} from '#journey';
import { listed } from '../../test/listed.js';
import { Figures } from '../../test/figures.js';

const id = (n: number): string => `0192f0c1-0001-8000-8000-${String(n).padStart(12, '0')}`;
const [ann, bob, north] = [id(901), id(902), id(903)];
/** 2 March 2026 is a Monday. */
const on = (time: string) => ({ when: { precision: 'instant', at: `2026-03-${time}:00.000Z` } as const });
const day = (at: string) => ({ when: { precision: 'day', at: `2026-03-${at}` } as const });
const march = { from: '2026-03-01', to: '2026-04-01' };

describe('figures of service', () => {
  let figures: Figures;
  beforeEach(async () => {
    figures = await Figures.start();
  });
  afterEach(() => figures.close());

  const about = (n: number, who = 'cy') => ({
    ticket: id(n),
    profile: figures.world.nodes({ email: `${who}@example.com` }).profile,
  });
  const opened = (n: number, time: string, more: object = {}, who?: string) =>
    ticketOpened.of(about(n, who), { from: 'customer', channel: 'email', ...more }, on(time));
  const replied = (n: number, time: string, more: object = {}) =>
    ticketReplied.of(about(n), { from: 'staff', visibility: 'public', ...more }, on(time));
  const resolved = (n: number, time: string) => ticketResolved.of(about(n), {}, on(time));

  it('measure resolutions, with and without the time a customer took', async () => {
    const known = await figures.happened(
      opened(1, '02T09:00', { priority: 'low' }),
      ticketAssigned.of({ ...about(1), assignee: ann, team: north }, {}, on('02T09:05')),
      ticketPutOnHold.of(about(1), { for: 'customer' }, on('02T10:00')),
      ticketPrioritised.of(about(1), { priority: 'high' }, on('02T11:00')),
      resolved(1, '02T12:00'),
      ticketAssigned.of({ ...about(1), assignee: bob, team: north }, {}, on('02T12:30')),
      opened(2, '02T09:00'),
      resolved(2, '02T19:00'),
      ticketOpened.of(about(3), {}, day('03')),
      ticketResolved.of(about(3), {}, day('05')),
      opened(4, '02T09:00'),
      resolved(4, '02T10:00'),
      ticketMerged.of({ ...about(4), into: id(1) }, {}, on('02T11:00')),
      ticketResolved.of(about(5), {}),
    );
    expect(await figures.ask('full-resolution', march)).toMatchObject({ median: 10, mean: 61 / 3, n: 3 });
    expect(await figures.ask('full-resolution', { ...march, parameters: { waiting: 'excluded' } })).toMatchObject({
      mean: 59 / 3,
    });
    await expect(figures.ask('full-resolution', { parameters: { waiting: 'no' } })).rejects.toMatchObject({
      code: 'kpi.parameter',
    });
    expect(await figures.by('full-resolution', 'priority', march)).toEqual({ '': 29, high: 3 });
    expect(await figures.by('full-resolution', 'assignee', march)).toEqual({ '': 29, [ann]: 3 });
    expect(await figures.by('full-resolution', 'assignee@current', march)).toEqual({ '': 29, [bob]: 3 });
    expect(await figures.by('full-resolution', 'team', march)).toEqual({ '': 29, [north]: 3 });

    await figures.happened(
      ticketReopened.of(about(1), {}, on('06T09:00')),
      ticketReopened.of(about(2), {}, on('06T09:00')),
      resolved(2, '06T19:00'),
      ticketReopened.of(about(5), {}),
    );
    // the first is open again; the second was solved four days later
    expect(await figures.ask('full-resolution', march)).toMatchObject({ mean: (106 + 48) / 2, n: 2 });
    expect(await figures.ask('first-resolution', march)).toMatchObject({ mean: (3 + 10 + 48 + 1) / 4, n: 4 });
    expect(await figures.ask('reopen-rate', march)).toMatchObject({ numerator: 2, denominator: 4 });
    expect((await figures.ask('reopen-rate')).undated).toMatchObject({ numerator: 1, denominator: 1 });
    expect(await figures.ask('full-resolution', { ...march, asKnownAt: known })).toMatchObject({ n: 3, mean: 61 / 3 });
    expect(await figures.ask('full-resolution', { ...march, asOf: '2026-03-04' })).toMatchObject({ n: 2, mean: 6.5 });
  });

  it('measure the first answer by a person, those still waiting beside, in working time if asked', async () => {
    await figures.happened(
      // Friday afternoon to Monday morning, with a machine and a note between
      opened(1, '06T16:00'),
      replied(1, '06T16:01', { automatic: true }),
      replied(1, '06T16:02', { visibility: 'internal' }),
      replied(1, '09T10:00'),
      replied(1, '09T11:00'),
      opened(2, '09T09:00'),
      opened(3, '09T09:00'),
      resolved(3, '09T10:00'),
    );
    const asked = { ...march, asOf: '2026-03-10T09:00:00.000Z' };
    const answer = await figures.ask('first-response', asked);
    expect(answer).toMatchObject({ median: 66, n: 1, immature: { n: 1, median: 24 } });
    const business = { ...asked, parameters: { hours: 'business' } };
    expect(await figures.ask('first-response', business)).toMatchObject({ median: 2, immature: { n: 1, median: 8 } });
    await figures.happened(
      calendarSet.of(
        { calendar: CALENDAR },
        {
          name: 'ours',
          zone: 'Europe/Paris',
          hours: [
            { weekday: 1, from: '09:00', to: '12:00' },
            { weekday: 1, from: '11:00', to: '13:00' },
            { weekday: 5, from: '09:00', to: '24:00' },
          ],
          holidays: [{ on: '2026-03-30' }],
        },
        on('01T00:00'),
      ),
    );
    // Friday from 17:00 to midnight in Paris, Monday from 9:00 to 11:00
    expect(await figures.ask('first-response', business)).toMatchObject({ median: 9, immature: { median: 3 } });
  });

  it('count what was solved at the first contact', async () => {
    const theme = { theme: 'lamp' };
    await figures.happened(
      opened(1, '02T09:00', theme),
      replied(1, '02T10:00'),
      resolved(1, '02T10:00'),
      replied(1, '02T11:00'),
      opened(2, '02T09:00', { channel: 'call' }),
      resolved(2, '02T09:10'),
      // two answers
      opened(3, '02T09:00'),
      replied(3, '02T09:30'),
      replied(3, '02T10:00'),
      resolved(3, '02T10:00'),
      // none, by mail
      opened(4, '02T09:00'),
      resolved(4, '02T10:00'),
      // handed on
      opened(5, '02T09:00'),
      ticketAssigned.of({ ...about(5), assignee: ann }, {}, on('02T09:10')),
      ticketAssigned.of({ ...about(5), assignee: bob }, {}, on('02T09:20')),
      replied(5, '02T10:00'),
      resolved(5, '02T10:00'),
      // somebody else's, of the same theme, and of another theme
      opened(6, '05T09:00', theme, 'di'),
      opened(7, '05T09:00', { theme: 'bulb' }),
    );
    const asked = { ...march, asOf: '2026-03-20' };
    expect(await figures.ask('first-contact-resolution', asked)).toMatchObject({ numerator: 2, denominator: 5 });
    expect(await figures.ask('first-contact-resolution', { ...march, asOf: '2026-03-08' })).toMatchObject({
      denominator: 0,
      immature: { numerator: 2, denominator: 5 },
    });
    await figures.happened(opened(8, '08T09:00', theme));
    expect(await figures.ask('first-contact-resolution', asked)).toMatchObject({ numerator: 1 });
    const days = { parameters: { days: 3 } };
    expect(await figures.ask('first-contact-resolution', { ...asked, ...days })).toMatchObject({ numerator: 2 });
  });

  it('tell which promises were kept, as measured and as their source says', async () => {
    await figures.happened(
      // eight working hours for an answer, forty for a solution
      opened(1, '02T09:00'),
      replied(1, '02T10:00'),
      resolved(1, '03T10:00'),
      opened(2, '02T09:00', { priority: 'urgent' }),
      ticketSlaStated.of(about(1), { met: true }, on('03T10:00')),
      ticketSlaStated.of(about(2), { met: false }, on('03T10:00')),
    );
    const asOf = (at: string) => figures.ask('sla-attainment', { ...march, asOf: `2026-03-${at}:00.000Z` });
    expect(await asOf('02T09:59')).toMatchObject({ numerator: 0, denominator: 0 });
    // an hour for the answer to what is urgent, then its day for a solution
    expect(await asOf('02T10:01')).toMatchObject({ numerator: 1, denominator: 2 });
    expect(await asOf('04T09:00')).toMatchObject({ numerator: 2, denominator: 4 });
    expect(await figures.by('sla-attainment', 'target', { ...march, asOf: '2026-03-04' })).toEqual({
      '*': 1,
      urgent: 0,
    });
    expect(await figures.by('sla-attainment', 'clock', { ...march, asOf: '2026-03-04' })).toEqual({
      'first-response': 0.5,
      resolution: 0.5,
    });
    expect(await figures.ask('sla-stated', march)).toMatchObject({ numerator: 1, denominator: 2 });
  });

  it('ask customers how it was', async () => {
    await figures.happened(
      ...[5, 4, 3].flatMap((score, n) => [
        opened(n, '02T09:00'),
        resolved(n, '02T10:00'),
        ticketRated.of(about(n), { score }, on('03T10:00')),
      ]),
      opened(7, '02T09:00'),
      resolved(7, '02T10:00'),
      ticketRated.of(about(0), { score: 2 }, on('04T10:00')),
    );
    expect(await figures.ask('csat', march)).toMatchObject({ numerator: 1, denominator: 3 });
    expect(await figures.ask('csat', { ...march, asOf: '2026-03-04' })).toMatchObject({ numerator: 2, denominator: 3 });
    expect(await figures.ask('csat-answer-rate', march)).toMatchObject({ numerator: 3, denominator: 4 });
  });

  it('show the queue at the end of each day, and how old it is', async () => {
    await figures.happened(
      opened(1, '02T00:00', { theme: 'lamp' }),
      opened(2, '03T01:00'),
      ticketPutOnHold.of(about(2), { for: 'customer' }, on('03T10:00')),
      ticketThemed.of(about(2), { theme: 'bulb' }, on('04T10:00')),
      resolved(1, '03T12:00'),
      opened(3, '05T12:00'),
      ticketClosed.of(about(3), {}, on('05T13:00')),
      opened(4, '06T00:00'),
    );
    const days = { from: '2026-03-02', to: '2026-03-06', bucket: 'day' as const };
    expect((await figures.ask('queue-depth', days)).rows.map(({ value }) => value)).toEqual([1, 1, 1, 1]);
    expect((await figures.ask('open-age', days)).rows.map(({ value }) => value)).toEqual([24, 23, 47, 71]);
    // what is opened right as the period ends is of the next one
    expect(await figures.ask('open-age', days)).toMatchObject({ version: 2, n: 1 });
    const first = figures.engine.find('open-age', 1)!;
    expect(await figures.engine.evaluate(first, days)).toMatchObject({ version: 1, n: 2 });
    expect(await figures.by('queue-depth', 'status', { to: '2026-03-04' })).toEqual({ waiting: 1 });
    expect(await figures.by('themes', 'theme', march)).toEqual({ '': 2, bulb: 1, lamp: 1 });
    const week = { from: '2026-03-04', to: '2026-03-06', compare: 'previous' as const };
    expect(await figures.ask('themes', week)).toMatchObject({ value: 1, previous: { value: 2, growth: -0.5 } });
  });

  it('tell which messages nobody has answered', async () => {
    const { world } = figures;
    await world.append(
      await world.touch({ email: 'cy@example.com' }, '2026-03-02T09:00:00.000Z', { kind: 'received' }),
      await world.touch({ email: 'di@example.com' }, '2026-03-02T09:00:00.000Z', {
        kind: 'replied',
        campaign: 'spring',
      }),
      await world.touch({ email: 'di@example.com' }, '2026-03-02T09:01:00.000Z', { kind: 'opened' }),
    );
    await figures.happened(
      opened(1, '02T10:00'),
      replied(1, '02T11:00', { automatic: true }),
      activityLogged.of(
        { profile: world.nodes({ email: 'cy@example.com' }).profile, person: ann },
        { kind: 'note', note: 'call back' },
        on('02T11:00'),
      ),
    );
    const by = (to: string) => ({ to: `2026-03-${to}:00.000Z` });
    expect(await figures.ask('unanswered', by('02T12:00'))).toMatchObject({ value: 3 });
    expect(await figures.ask('unanswered-age', by('02T12:00'))).toMatchObject({ median: 3, n: 3 });
    await figures.happened(
      activityLogged.of(
        { profile: world.nodes({ email: 'di@example.com' }).profile, person: ann },
        { kind: 'call' },
        on('02T13:00'),
      ),
      resolved(1, '02T14:00'),
    );
    expect(await figures.ask('unanswered', by('02T13:30'))).toMatchObject({ value: 2 });
    expect(await figures.ask('unanswered', by('02T15:00'))).toMatchObject({ value: 0 });
    const open = await listed(figures.engine, figures.definition('unanswered'), by('02T13:30'));
    expect(new Set(open.map(({ contact }) => contact))).toEqual(
      new Set([await world.contactOf({ email: 'cy@example.com' })]),
    );
  });
});
