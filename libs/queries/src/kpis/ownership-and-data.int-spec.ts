import {
  activityLogged,
  handoffAccepted,
  handoffExpired,
  handoffOffered,
  handoffRefused,
  handoffWithdrawn,
  personAdded,
  teamFounded,
  teamJoined,
} from '#journey';
import { listed } from '../../test/listed.js';
import { Figures } from '../../test/figures.js';

const id = (n: number): string => `0192f0c1-0001-8000-8000-${String(n).padStart(12, '0')}`;
const [ann, bob, eva, marketing, sales] = [id(901), id(902), id(903), id(904), id(905)];
/** 2 March 2026 is a Monday. */
const on = (time: string) => ({ when: { precision: 'instant', at: `2026-03-${time}:00.000Z` } as const });
const march = { from: '2026-03-01', to: '2026-04-01' };

describe('figures of ownership and data', () => {
  let figures: Figures;
  beforeEach(async () => {
    figures = await Figures.start();
  });
  afterEach(() => figures.close());

  const node = (who: string) => figures.world.nodes({ email: `${who}@example.com` }).profile;
  const handoff = (n: number, more: object = {}) => ({
    handoff: id(n),
    profile: node(`c${n}`),
    from: ann,
    fromTeam: marketing,
    team: sales,
    ...more,
  });
  const offered = (n: number, time: string, reason = 'interested') =>
    handoffOffered.of(
      handoff(n),
      { reason, briefing: { log: 'log', event: id(1) }, answerBy: '2026-03-09T09:00:00.000Z' },
      on(time),
    );

  it('tell how long offers wait, how many are taken, and which are open', async () => {
    const seen = [1, 2, 3, 4, 5].map((n) =>
      figures.world.touch({ email: `c${n}@example.com` }, '2026-03-01T09:00:00.000Z'),
    );
    await figures.world.append(...(await Promise.all(seen)));
    await figures.happened(
      ...[1, 2, 3, 4, 5].map((n) => offered(n, '02T09:00', n === 2 ? 'asked' : 'interested')),
      handoffAccepted.of(handoff(1, { person: bob }), {}, on('02T11:00')),
      handoffRefused.of(handoff(2, { person: bob }), { reason: 'not-now', backTo: 'giver' }, on('02T13:00')),
      handoffExpired.of(handoff(3), { backTo: 'nobody' }, on('02T15:00')),
      handoffWithdrawn.of(handoff(4), { reason: 'mistake', backTo: 'giver' }, on('02T10:00')),
    );
    const asked = { ...march, asOf: '2026-03-03T09:00:00.000Z' };
    expect(await figures.ask('handoff-acceptance', asked)).toMatchObject({
      numerator: 1,
      denominator: 3,
      immature: { denominator: 1 },
    });
    expect(await figures.by('handoff-acceptance', 'reason', asked)).toEqual({ asked: 0, interested: 0.5 });
    expect(await figures.by('handoff-acceptance', 'answer-reason', asked)).toEqual({ '': 0.5, 'not-now': 0 });
    // four at risk after two hours, when the one withdrawn after one is out of sight; of three one at four
    const { numerator, denominator, curve } = await figures.ask('handoff-wait', asked);
    expect([numerator, denominator]).toEqual([2, 5]);
    expect(curve?.points.filter(({ events }) => events > 0).map(({ time, survival }) => [time, survival])).toEqual([
      [2, 0.75],
      [4, 0.5],
    ]);
    const at = (time: string) => ({ to: `2026-03-${time}:00.000Z` });
    expect(await figures.ask('awaiting-acceptance', at('02T10:30'))).toMatchObject({ value: 4 });
    expect(await figures.ask('awaiting-acceptance', at('03T09:00'))).toMatchObject({ value: 1 });
    expect(await figures.ask('awaiting-acceptance-age', at('03T09:00'))).toMatchObject({ median: 24, n: 1 });
    expect(await figures.ask('unowned', at('02T14:00'))).toMatchObject({ value: 0 });
    expect(await figures.ask('unowned', at('03T09:00'))).toMatchObject({ value: 1 });
    expect(await figures.ask('unowned-age', at('03T09:00'))).toMatchObject({ median: 18 });
    // what begins as the next period does is of that one; the first versions counted it
    for (const [name, time, before, now] of [
      ['awaiting-acceptance', '02T09:00', 5, 0],
      ['unowned', '02T15:00', 1, 0],
    ] as const) {
      expect([name, await figures.ask(name, at(time))]).toMatchObject([name, { version: 2, value: now }]);
      const first = figures.engine.find(name, 1)!;
      expect([name, await figures.engine.evaluate(first, at(time))]).toMatchObject([name, { value: before }]);
    }
    const [record] = await listed(figures.engine, figures.definition('awaiting-acceptance'), at('03T09:00'));
    expect(record).toMatchObject({ record: id(5), contact: node('c5'), company: null });
  });

  it('tell who of the staff works with it, on working days', async () => {
    const activity = (person: string, time: string) =>
      activityLogged.of({ profile: node('cy'), person }, { kind: 'call' }, on(time));
    await figures.happened(
      teamFounded.of({ team: sales }, { name: 'Sales', function: 'sales' }, on('01T00:00')),
      teamJoined.of({ person: ann, team: sales }, {}, on('01T00:00')),
      teamJoined.of({ person: bob, team: sales }, {}, on('01T00:00')),
      personAdded.of({ person: eva }, { email: 'eva@example.com', role: 'admin' }, on('01T00:00')),
      activity(ann, '02T10:00'),
      activity(ann, '02T11:00'),
      // a Saturday
      activity(bob, '07T10:00'),
    );
    const week = { from: '2026-03-02', to: '2026-03-09' };
    expect(await figures.ask('adoption', week)).toMatchObject({ numerator: 1, denominator: 3 });
    expect(await figures.by('adoption', 'team', week)).toEqual({ '': 0, [sales]: 0.5 });
    const { rows } = await figures.ask('adoption', { ...week, bucket: 'day' });
    expect(rows.map(({ numerator, denominator }) => [numerator, denominator])).toEqual([
      [1, 3],
      [0, 3],
      [0, 3],
      [0, 3],
      [0, 3],
      [0, 0],
      [0, 0],
    ]);
  });

  it('tell how complete, valid and recent what is known of contacts is', async () => {
    const { world } = figures;
    const cy = { email: 'cy@example.com' };
    const di = { email: 'di@example' };
    await world.append(
      await world.describe(cy, '2025-01-01T09:00:00.000Z', {
        name: 'Cy',
        email: 'cy@example.com',
        phone: '+44 20 7946 0000',
      }),
      await world.describe(di, '2026-03-01T09:00:00.000Z', { email: 'di@example', phone: '12' }),
      await world.describe(cy, '2026-02-01T09:00:00.000Z', { name: 'Cy' }),
      await world.touch(cy, '2026-03-02T09:00:00.000Z', { kind: 'bounced' }),
    );
    await figures.drained();
    const end = { to: '2026-04-01' };
    expect(await figures.ask('completeness', { to: '2026-01-01' })).toMatchObject({ numerator: 3, denominator: 4 });
    expect(await figures.ask('completeness', end)).toMatchObject({ numerator: 5, denominator: 8, n: 2 });
    expect(await figures.ask('completeness', { ...end, parameters: { fields: 'name, email' } })).toMatchObject({
      value: 0.75,
    });
    expect(await figures.ask('validity', { to: '2026-03-02' })).toMatchObject({ numerator: 2, denominator: 4 });
    expect(await figures.by('validity', 'field', end)).toEqual({ email: 0, phone: 0.5 });
    expect(await figures.ask('timeliness', end)).toMatchObject({ numerator: 3, denominator: 5 });
    expect(await figures.ask('timeliness', { ...end, parameters: { days: 20 } })).toMatchObject({ numerator: 0 });
    await world.append(await world.touch(cy, '2026-03-03T09:00:00.000Z', { kind: 'opened' }));
    await figures.drained();
    expect(await figures.by('validity', 'field', end)).toEqual({ email: 0.5, phone: 0.5 });
  });

  it.each(['Pacific/Kiritimati', 'Etc/GMT+12'])('tell what was stated within so many days of %s', async (zone) => {
    const there = await Figures.start(zone);
    const days = ['10', '11', '12'].map((day) =>
      there.world.describe({ user: day }, `2026-03-${day}`, { name: `Of the ${day}th` }),
    );
    await there.world.append(...(await Promise.all(days)));
    await there.drained();
    const recent = (parameters: { readonly days: number }) => there.ask('timeliness', { to: '2026-04-01', parameters });
    expect(await recent({ days: 22 })).toMatchObject({ numerator: 3, denominator: 3 });
    expect(await recent({ days: 21 })).toMatchObject({ numerator: 2, denominator: 3 });
    expect(await recent({ days: 20 })).toMatchObject({ numerator: 1, denominator: 3 });
    await there.close();
  });
});
