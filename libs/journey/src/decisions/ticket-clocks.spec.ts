import type { Consulted, Happening } from '#kernel';
import { given } from '../../test/given.js';
import { ticketBreachNeared } from '../events/tickets/ticket-breach-neared.js';
import { ticketBreached } from '../events/tickets/ticket-breached.js';
import { ticketClockSet } from '../events/tickets/ticket-clock-set.js';
import { ticketOpened } from '../events/tickets/ticket-opened.js';
import { ticketPrioritised } from '../events/tickets/ticket-prioritised.js';
import { ticketPutOnHold } from '../events/tickets/ticket-put-on-hold.js';
import { ticketReplied } from '../events/tickets/ticket-replied.js';
import { ticketResolved } from '../events/tickets/ticket-resolved.js';
import { ticket } from '../tickets/ticket-state.js';
import { calendar } from './calendar.js';
import { sla, type SlaState } from './sla.js';
import { watchTicket } from './ticket-clocks.js';

const about = { ticket: '0192f0c1-1111-8000-8000-000000000001' };
const when = (time: string) => ({ when: { precision: 'instant', at: `2026-03-02T${time}:00.000Z` } as const });
/** Around the clock: an hour to answer, four to solve; urgent ones half of it. What was set later counts from position 3. */
const policy = (factor: number) => ({
  name: 'ours',
  nearBreach: 50,
  targets: [
    { priority: 'urgent', firstResponse: 30 * factor, resolution: 120 * factor },
    { priority: '*', firstResponse: 60 * factor, resolution: 240 * factor },
  ],
});
const versions: SlaState['versions'] = [
  { position: 0, policy: policy(1) },
  { position: 3, policy: policy(10) },
];
const consulted: Consulted = (decider) => {
  if (decider.name === sla.name) return { versions } as never;
  if (decider.name === calendar.name) return { versions: [] } as never;
  throw new Error(`nobody consults ${decider.name}`);
};
const look = (time: string, ...history: readonly Happening[]) =>
  given(...history).when(watchTicket, {}, { id: about.ticket, at: `2026-03-02T${time}:00.000Z`, consulted });
const opened = ticketOpened.of(about, {}, when('10:00'));
const set = (time: string) => ['ticket-clock-set', { at: `2026-03-02T${time}.000Z` }];
const alarm = (event: string, clock: string, minutes: number, due: string) => [
  event,
  { clock, minutes, dueAt: `2026-03-02T${due}:00.000Z` },
];

describe('looking at a ticket’s clocks', () => {
  it('says when to look again: as the first promise is near its end', () => {
    expect(look('10:00', opened)).toEqual([set('10:30:00')]);
    expect(look('10:00', opened, ticketClockSet.of(about, { at: '2026-03-02T10:30:00.000Z' }))).toEqual([]);
  });
  it('says that a promise is near its end, then that it was broken, each once', () => {
    const neared = [alarm('ticket-breach-neared', 'first-response', 60, '11:00'), set('11:00:00')];
    expect(look('10:30', opened)).toEqual([neared[0], ['ticket-clock-set', { at: '2026-03-02T11:00:00.001Z' }]]);
    const said = ticketBreachNeared.of(about, { clock: 'first-response', minutes: 60, dueAt: when('11:00').when.at });
    expect(look('10:40', opened, said)).toEqual([['ticket-clock-set', { at: '2026-03-02T11:00:00.001Z' }]]);
    const broken = alarm('ticket-breached', 'first-response', 60, '11:00');
    expect(look('11:01', opened, said)).toEqual([broken, set('12:00:00')]);
    const breached = ticketBreached.of(about, { clock: 'first-response', minutes: 60, dueAt: when('11:00').when.at });
    expect(look('11:02', opened, said, breached)).toEqual([set('12:00:00')]);
  });
  it('finds what was broken before a later answer, though nobody looked in between', () => {
    const late = ticketReplied.of(about, { from: 'staff', visibility: 'public' }, when('13:00'));
    expect(look('13:00', opened, late)).toEqual([
      alarm('ticket-breached', 'first-response', 60, '11:00'),
      alarm('ticket-breach-neared', 'resolution', 240, '14:00'),
      ['ticket-clock-set', { at: '2026-03-02T14:00:00.001Z' }],
    ]);
  });
  it('does not look again at what waits for the customer, or is decided', () => {
    const waits = ticketPutOnHold.of(about, { for: 'customer' }, when('10:10'));
    expect(look('10:10', opened, ticketClockSet.of(about, { at: when('10:30').when.at }), waits)).toEqual([
      ['ticket-clock-set', {}],
    ]);
    expect(look('10:10', opened, ticketResolved.of(about, {}, when('10:10')))).toEqual([]);
  });
  it('keeps the promise it was given until the priority changes, which takes the policy of then', () => {
    // set at position 3: recorded as the third event
    const urgent = ticketPrioritised.of(about, { priority: 'urgent' }, when('10:10'));
    expect(look('10:10', opened, urgent)).toEqual([set('10:15:00')]);
    const note = ticketReplied.of(about, { from: 'staff', visibility: 'internal' }, when('10:05'));
    expect(look('10:10', opened, note, urgent)).toEqual([set('12:30:00')]);
    expect(look('10:10', opened, note, note)).toEqual([set('10:30:00')]);
  });
  it('rings for nothing that a history tells was over, and not at all while all is history', () => {
    const past = (happening: Happening, state = ticket.initial) =>
      ticket.evolve
        .find((step) => step.definition.name === happening.definition.name)!
        .apply(state, {
          type: happening.definition.name,
          position: 1,
          precision: 'instant',
          occurredAt: Date.parse((happening.when as { at: string }).at),
          envelope: { origin: 'history' },
          about: happening.about,
          payload: happening.payload,
        } as never);
    const asked = (state: typeof ticket.initial) =>
      watchTicket
        .decide(state, {}, { id: about.ticket, at: when('12:30').when.at, by: { kind: 'system', id: '' }, consulted })
        .map(({ definition, payload }) => [definition.name, payload]);
    const imported = past(opened);
    expect(asked(imported)).toEqual([]);
    const followed = { ...imported, liveSince: Date.parse(when('12:30').when.at) } as typeof imported;
    expect(asked(followed)).toEqual([['ticket-clock-set', { at: '2026-03-02T14:00:00.001Z' }]]);
  });
  it('has nothing to look at where there is no ticket', () => {
    expect(look('10:00')).toEqual([]);
  });
});
