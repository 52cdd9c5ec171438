import type { NewEvent } from '#kernel';
import {
  CALENDAR,
  calendarSet,
  SLA,
  slaSet,
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
} from '#journey';
import { ChaosFeed } from '../../test/chaos-feed.js';
import { seeded, World } from '../../test/world.js';
import { tickets } from './tickets.js';

const id = (n: number): string => `0192f0c1-0001-8000-8000-${String(n).padStart(12, '0')}`;
const [ann, bob] = [id(901), id(902)];
/** 2 March 2026 is a Monday. */
const on = (time: string) => ({ when: { precision: 'instant', at: `2026-03-${time}:00.000Z` } as const });
const MINUTE = 60_000;

type Row = Record<string, unknown>;

describe('tickets', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.begun();
  });
  afterEach(() => world.close());

  const about = (n = 1) => ({ ticket: id(n), profile: world.nodes({ email: 'cy@example.com' }).profile });
  const start = async () => {
    const engine = world.engine({ models: [tickets] });
    await engine.start();
    return engine;
  };
  const add = async (...happenings: Parameters<World['other']>[0][]): Promise<NewEvent[]> => {
    const events = await Promise.all(happenings.map((happening) => world.other(happening)));
    await world.append(...events);
    return events;
  };
  const rows = async (text: string): Promise<Row[]> => (await world.pool.query<Row>(text)).rows;
  const now = async (n = 1): Promise<Row> =>
    (
      await rows(
        `select * from read.tickets_ticket where ticket = '${id(n)}' and believed_until is null and valid_to is null`,
      )
    )[0]!;
  const clocks = (n = 1): Promise<Row[]> =>
    rows(
      `select clock, status, minutes, priority, decided_at from read.tickets_clock
       where ticket = '${id(n)}' and believed_until is null and valid_to is null order by clock`,
    );
  const decided = (time: string): Date => new Date(on(time).when.at);

  it('tell where a ticket stands, and when it was answered and solved, first and last', async () => {
    const engine = await start();
    await add(
      ticketOpened.of(
        about(),
        { number: 'T-7', title: 'No light', from: 'customer', channel: 'phone' },
        on('02T09:00'),
      ),
      ticketAssigned.of({ ...about(), assignee: ann }, {}, on('02T09:05')),
      ticketReplied.of(about(), { from: 'staff', visibility: 'public', automatic: true }, on('02T09:06')),
      ticketReplied.of(about(), { from: 'staff', visibility: 'internal' }, on('02T09:07')),
      ticketReplied.of(about(), { from: 'staff', visibility: 'public' }, on('02T10:00')),
      ticketPutOnHold.of(about(), { for: 'customer' }, on('02T10:00')),
      ticketReplied.of(about(), { from: 'customer', visibility: 'public' }, on('02T11:00')),
      ticketTakenUp.of(about(), {}, on('02T11:00')),
      ticketAssigned.of({ ...about(), assignee: bob }, {}, on('02T11:05')),
      ticketResolved.of(about(), { code: 'replaced' }, on('02T12:00')),
      ticketReopened.of(about(), {}, on('02T13:00')),
      ticketPutOnHold.of(about(), { for: 'customer' }, on('02T13:30')),
      ticketResolved.of(about(), {}, on('02T14:00')),
      ticketClosed.of(about(), {}, on('03T09:00')),
      ticketRated.of(about(), { score: 4 }, on('03T10:00')),
      ticketSlaStated.of(about(), { met: true }, on('03T10:00')),
    );
    await engine.drained();
    expect(await now()).toMatchObject({
      status: 'closed',
      number: 'T-7',
      channel: 'phone',
      assignee: bob,
      profile: about().profile,
      opened_at: decided('02T09:00'),
      opened_precision: 'instant',
      first_response_at: decided('02T10:00'),
      first_resolved_at: decided('02T12:00'),
      first_resolved_waiting_ms: String(60 * MINUTE),
      resolved_at: decided('02T14:00'),
      resolved_waiting_ms: String(90 * MINUTE),
      closed_at: decided('03T09:00'),
      reopened: 1,
      transfers: 1,
      staff_replies: 1,
      customer_replies: 1,
      score: 4,
      sla_stated: true,
    });
    const waiting = await rows(
      `select status, waits_for from read.tickets_ticket where believed_until is null
       and valid_from <= '2026-03-02T10:30:00Z' and valid_to > '2026-03-02T10:30:00Z'`,
    );
    expect(waiting).toEqual([{ status: 'waiting', waits_for: 'customer' }]);
    expect(await rows('select status, due_at from read.tickets_queue')).toEqual([{ status: 'closed', due_at: null }]);
  });

  it('keep what a history has: days, nothing dated, and no opening', async () => {
    const engine = await start();
    const day = (at: string) => ({ when: { precision: 'day', at } as const });
    await add(
      ticketOpened.of(about(1), {}, day('2026-02-01')),
      ticketResolved.of(about(1), {}, day('2026-02-03')),
      ticketOpened.of(about(2), {}),
      ticketResolved.of(about(3), {}, on('02T12:00')),
      ticketMerged.of({ ...about(4), into: id(1) }, {}, on('02T12:00')),
    );
    await engine.drained();
    expect(await now(1)).toMatchObject({ opened_precision: 'day', resolved_precision: 'day', status: 'resolved' });
    expect(await now(2)).toMatchObject({ opened_at: null, opened_precision: 'none', status: 'open' });
    expect(await now(3)).toMatchObject({ opened_event: null, status: 'resolved' });
    expect(await now(4)).toMatchObject({ status: 'merged', merged_into: id(1) });
    // a promise of minutes cannot be told by days
    expect(await rows('select 1 from read.tickets_clock')).toEqual([]);
  });

  it('measure each by the policy and calendar in force as it was opened, or got its priority', async () => {
    const engine = await start();
    const targets = (minutes: number) => [{ priority: '*', firstResponse: minutes, resolution: 10 * minutes }];
    await add(ticketOpened.of(about(1), {}, on('02T10:00')));
    await add(slaSet.of({ sla: SLA }, { name: 'ours', targets: targets(30), nearBreach: 50 }));
    await add(ticketOpened.of(about(2), {}, on('02T10:00')));
    await add(slaSet.of({ sla: SLA }, { name: 'ours', calendar: CALENDAR, targets: targets(60), nearBreach: 50 }));
    const afternoon = [{ weekday: 1, from: '13:00', to: '17:00' }];
    await add(calendarSet.of({ calendar: CALENDAR }, { name: 'c', zone: 'UTC', hours: afternoon, holidays: [] }));
    await add(ticketOpened.of(about(3), {}, on('02T10:00')), ticketOpened.of(about(4), {}, on('02T10:00')));
    await add(
      slaSet.of({ sla: SLA }, { name: 'ours', targets: [{ priority: 'high', resolution: 5 }], nearBreach: 50 }),
    );
    await add(ticketPrioritised.of(about(4), { priority: 'high' }, on('02T10:01')));
    await engine.drained();
    const running = { clock: 'first-response', status: 'running', priority: '*' };
    expect((await clocks(1))[0]).toEqual({ ...running, minutes: 480, decided_at: decided('03T10:00') });
    expect((await clocks(2))[0]).toEqual({ ...running, minutes: 30, decided_at: decided('02T10:30') });
    expect((await clocks(3))[0]).toEqual({ ...running, minutes: 60, decided_at: decided('02T14:00') });
    expect(await clocks(4)).toEqual([
      { clock: 'resolution', status: 'running', minutes: 5, priority: 'high', decided_at: decided('02T10:05') },
    ]);
    expect(await rows('select due_clock, due_at from read.tickets_queue order by due_at limit 1')).toEqual([
      { due_clock: 'resolution', due_at: decided('02T10:05') },
    ]);
    expect(await rows('select name, valid_to from read.tickets_calendar')).toEqual([{ name: 'c', valid_to: null }]);
  });

  it('let late facts, and what is taken back, change what was decided, and keep what was believed', async () => {
    const engine = await start();
    await add(ticketOpened.of(about(), { priority: 'urgent' }, on('02T10:00')));
    const [, replied] = await add(
      ticketResolved.of(about(), {}, on('02T15:00')),
      ticketReplied.of(about(), { from: 'staff', visibility: 'public' }, on('02T10:30')),
    );
    await engine.drained();
    expect((await clocks())[0]).toMatchObject({ status: 'met', decided_at: decided('02T10:30') });
    await world.append(await world.withdraw(replied!));
    await engine.drained();
    expect((await clocks())[0]).toMatchObject({ status: 'breached', decided_at: decided('02T11:00') });
    expect(
      await rows(
        `select status from read.tickets_clock where clock = 'first-response' and valid_to is null
         and believed_from <= 3 and (believed_until is null or believed_until > 3)`,
      ),
    ).toEqual([{ status: 'met' }]);
    expect(await now()).toMatchObject({ first_response_at: null, staff_replies: 0 });
  });

  /** What a company writes about its tickets in a week, in no order. */
  async function week(random: () => number): Promise<NewEvent[]> {
    const events: NewEvent[] = [];
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
    for (let i = 0; i < 160; i++) {
      const n = 1 + Math.floor(random() * 14);
      const at = on(
        `0${2 + Math.floor(random() * 6)}T${10 + Math.floor(random() * 10)}:${10 + Math.floor(random() * 49)}`,
      );
      const when = random() < 0.1 ? ({ when: { precision: 'day', at: at.when.at.slice(0, 10) } } as const) : at;
      const happening = pick([
        ticketOpened.of(about(n), { priority: pick(['high', 'low']), title: 'words' }, when),
        ticketReplied.of(about(n), { from: pick(['staff', 'customer'] as const), visibility: 'public' }, when),
        ticketPrioritised.of(about(n), { priority: pick(['urgent', 'low']) }, when),
        ticketPutOnHold.of(about(n), { for: pick(['customer', 'third-party'] as const) }, when),
        ticketTakenUp.of(about(n), {}, when),
        ticketAssigned.of({ ...about(n), assignee: pick([ann, bob]) }, {}, when),
        ticketResolved.of(about(n), {}, random() < 0.1 ? {} : when),
        ticketReopened.of(about(n), {}, when),
        ticketClosed.of(about(n), {}, when),
      ]);
      events.push(await world.other(happening, random() < 0.3 ? { import: `import-${pick([1, 2])}` } : {}));
    }
    return events;
  }

  it.each([51, 52, 53])('are the same rebuilt, told twice, and in whatever order of lanes (seed %i)', async (seed) => {
    const random = seeded(seed);
    const engine = world.engine({ models: [tickets], batchSize: 1 + Math.floor(random() * 40) });
    await engine.start();
    for (const event of await week(random)) {
      await world.append(event);
      const dice = random();
      const targets = [{ priority: '*', firstResponse: 1 + Math.floor(dice * 3_000), resolution: 900 }];
      if (dice < 0.08)
        await add(slaSet.of({ sla: SLA }, { name: 'ours', calendar: CALENDAR, targets, nearBreach: 50 }));
      else if (dice < 0.16) await world.append(await world.withdraw(event));
    }
    await world.append(await world.undo('import-1'));
    await engine.drained();
    const live = await world.digests(engine, 'all');
    expect(live['tickets.clock']).not.toMatch(/^0 /);
    expect((await engine.digestRebuilt(['tickets'], 'all')).get('tickets')).toEqual(
      await engine.digest('tickets', 'all'),
    );
    const other = await world.beside();
    const first = other.engine({ models: [tickets] });
    await first.start();
    await other.stop(first);
    const recorded = await world.recorded();
    const apart = other.engine({ models: [tickets], feed: new ChaosFeed(recorded, random), batchSize: 20 });
    await apart.start();
    await apart.drained((await world.log.head()).position);
    expect(await other.digests(apart, 'all')).toEqual(live);
    await other.close();
  });

  it.each([61, 62])('are what they would be had it never been recorded, once it is undone (seed %i)', async (seed) => {
    const random = seeded(seed);
    const engine = await start();
    const events = await week(random);
    const gone = new Set(events.filter(() => random() < 0.2));
    await world.append(...events);
    for (const event of gone) await world.append(await world.withdraw(event));
    await world.append(await world.undo('import-2'));
    await engine.drained();
    const other = await World.begun();
    Object.assign(other, { vault: world.vault, ids: world.ids });
    const never = other.engine({ models: [tickets] });
    await never.start();
    await other.append(...events.filter((event) => !gone.has(event) && !event.text.includes('"import":"import-2"')));
    await never.drained();
    const wanted = await other.digests(never, 'now');
    await other.close();
    expect(await world.digests(engine, 'now')).toEqual(wanted);
  });
});
