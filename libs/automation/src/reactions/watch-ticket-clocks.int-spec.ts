import {
  CALENDAR,
  openTicket,
  prioritiseTicket,
  replyToTicket,
  resolveTicket,
  setCalendar,
  setSla,
  SLA,
  ticketOpened,
} from '#journey';
import { ask, sealEvent, type Command } from '#kernel';
import { AutomationWorld } from '../../test/automation-world.js';
import { watchTicketClocks } from './watch-ticket-clocks.js';

const at = (time: string): number => Date.parse(`2026-03-02T${time}:00.000Z`);

describe('the clocks of a ticket', () => {
  let world: AutomationWorld;
  let commands: number;
  let ticket: string;
  beforeEach(async () => {
    world = await AutomationWorld.make();
    commands = 0;
    ticket = world.ids.derived('thing', 'ticket');
    world.now = at('08:00');
    const targets = [
      { priority: 'high', firstResponse: 60, resolution: 120 },
      { priority: '*', firstResponse: 120, resolution: 480 },
    ];
    await run(ask(setSla, SLA, { name: 'ours', calendar: CALENDAR, targets, nearBreach: 50 }));
  });
  afterEach(() => world.close());

  const run = (command: Command) =>
    world.decisions.run(command, { by: { kind: 'person', id: 'ann' }, commandId: `c${++commands}` });

  it('ring as a promise nears its end and as it is broken, once each, over a restart', async () => {
    const first = world.start({ reactions: [watchTicketClocks] });
    await world.until('reaction-activated', 1);
    await run(ask(openTicket, ticket, {}));
    // opened before nine: two hours of working time from then on
    const [set] = await world.until('timer-set', 1);
    expect(set!.payload).toMatchObject({ at: '2026-03-02T10:00:00.000Z', decision: 'ticket.watch-clocks' });
    await first.stop();
    world.now = at('10:00');
    const second = world.start({ reactions: [watchTicketClocks] });
    const [neared] = await world.until('ticket-breach-neared', 1);
    expect(neared!.payload).toEqual({ clock: 'first-response', minutes: 120, dueAt: '2026-03-02T11:00:00.000Z' });
    world.now = at('11:01');
    const [broken] = await world.until('ticket-breached', 1);
    expect(broken!.payload).toMatchObject({ clock: 'first-response', dueAt: '2026-03-02T11:00:00.000Z' });
    await world.until('timer-set', 3);
    await world.caughtUp();
    await second.stop();
    await second.reconcile();
    world.start({ reactions: [watchTicketClocks] });
    await world.caughtUp();
    expect(await world.recorded('ticket-breach-neared', 'ticket-breached')).toHaveLength(2);
    expect(world.told).toEqual([]);
  });

  it('ring sooner once the priority is higher, and never once the ticket is solved', async () => {
    world.start({ reactions: [watchTicketClocks] });
    await world.until('reaction-activated', 1);
    world.now = at('09:00');
    await run(ask(openTicket, ticket, {}));
    await world.until('timer-set', 1);
    await run(ask(prioritiseTicket, ticket, { priority: 'high' }));
    const timers = await world.until('timer-set', 2);
    expect(timers[1]!.payload).toMatchObject({ at: '2026-03-02T09:30:00.000Z' });
    await run(ask(replyToTicket, ticket, { from: 'staff' }));
    const answered = await world.until('timer-set', 3);
    expect(answered[2]!.payload).toMatchObject({ at: '2026-03-02T10:00:00.000Z' });
    await run(ask(resolveTicket, ticket, {}));
    await world.until('timer-cancelled', 1);
    world.now = at('16:00');
    await world.caughtUp();
    expect(await world.recorded('timer-fired', 'ticket-breach-neared', 'ticket-breached')).toEqual([]);
  });

  it('go by the calendar that was set, and no setting is news twice', async () => {
    const mornings = [1, 2].map((weekday) => ({ weekday, from: '09:00', to: '10:00' }));
    const hours = { name: 'Mornings', zone: 'UTC', hours: mornings, holidays: [] };
    await run(ask(setCalendar, CALENDAR, hours));
    await run(ask(setCalendar, CALENDAR, hours));
    const policy = { name: 'ours', calendar: CALENDAR, targets: [{ priority: '*', resolution: 90 }], nearBreach: 100 };
    await run(ask(setSla, SLA, policy));
    await run(ask(setSla, SLA, policy));
    expect(await world.recorded('calendar-set', 'sla-set')).toHaveLength(3);
    world.start({ reactions: [watchTicketClocks] });
    await world.until('reaction-activated', 1);
    await run(ask(openTicket, ticket, {}));
    const [set] = await world.until('timer-set', 1);
    expect(set!.payload).toMatchObject({ at: '2026-03-03T09:30:00.000Z' });
  });

  it('are not set for history', async () => {
    world.start({ reactions: [watchTicketClocks] });
    await world.until('reaction-activated', 1);
    const happening = ticketOpened.of(
      { ticket },
      {},
      { when: { precision: 'instant', at: '2026-03-02T07:59:00.000Z' } },
    );
    const id = world.ids.event('file', '1');
    const metadata = {
      actor: { kind: 'system', id: 'import' },
      source: { name: 'file', messageId: '1' },
      origin: 'history',
    } as const;
    const stream = `ticket-${ticket}`;
    await world.log.append(stream, [sealEvent(happening, id, stream, metadata, world.ids, new Map())], 'any');
    await world.caughtUp();
    expect(await world.recorded('timer-set', 'ticket-clock-set')).toEqual([]);
  });
});
