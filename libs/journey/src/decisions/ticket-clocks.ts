import { decision, type Consulted, type Happening } from '#kernel';
import type { BusinessHours } from '../business-hours/business-hours.js';
import { ticketBreachNeared } from '../events/tickets/ticket-breach-neared.js';
import { ticketBreached } from '../events/tickets/ticket-breached.js';
import { ticketClockSet } from '../events/tickets/ticket-clock-set.js';
import { CLOCKS, DEFAULT_SLA, promisedBy, SLA, type ClockName } from '../tickets/promises.js';
import type { ClockState } from '../tickets/ticket-clock.js';
import { hearing, type PromisedThen } from '../tickets/ticket-moments.js';
import { aboutOf } from '../tickets/ticket-rules.js';
import { alarmOf, ticket, type TicketKnown } from '../tickets/ticket-state.js';
import { calendar, calendarBefore } from './calendar.js';
import { sla } from './sla.js';

/**
 * Looks at a ticket's clocks: says which promises are near their end, which were broken, and when to look again. What
 * a history tells was over before the ticket was followed as it happened rings no alarm, and each promise rings once.
 */
export const watchTicket = decision(
  ticket,
  'watch-clocks',
  {
    permission: 'system',
    params: {},
    consults: [
      () => [{ decider: sla, id: SLA }],
      (_state, _params, consulted) => calendarsOf(consulted).map((id) => ({ decider: calendar, id })),
    ],
  },
  (state, _params, context) => {
    if (state.status === 'unknown' || state.liveSince === null) return [];
    const about = aboutOf(state.about, context.id);
    const now = Date.parse(context.at);
    const promisedThen = promisesOf(context.consulted!);
    const alarms: Happening[] = [];
    let next = Infinity;
    for (const clock of CLOCKS) {
      const stands = clockOf(clock, state, promisedThen);
      const { near, broken, at } = ringing(stands, now, state.liveSince);
      const payload = { clock, minutes: stands.minutes ?? 0, dueAt: new Date(stands.decidedAt ?? now).toISOString() };
      const rang = (kind: string): boolean => state.alarms.includes(alarmOf(kind, clock, payload.minutes));
      if (near && !rang(ticketBreachNeared.name)) alarms.push(ticketBreachNeared.of(about, payload));
      if (broken && !rang(ticketBreached.name)) alarms.push(ticketBreached.of(about, payload));
      next = Math.min(next, at);
    }
    const at = next === Infinity ? null : new Date(next).toISOString();
    if (at === state.clockAt) return alarms;
    return [...alarms, ticketClockSet.of(about, at === null ? {} : { at })];
  },
);

/** Which alarms a clock gives at an instant, and when it gives the next one. It is broken once its time is over, not as it ends. */
function ringing(
  { status, dueAt, nearAt, decidedAt }: ClockState,
  now: number,
  liveSince: number,
): { readonly near: boolean; readonly broken: boolean; readonly at: number } {
  if (status === 'breached') return { near: false, broken: decidedAt! >= liveSince, at: Infinity };
  if (status !== 'running') return { near: false, broken: false, at: Infinity };
  if (dueAt! < now) return { near: false, broken: dueAt! >= liveSince, at: Infinity };
  return nearAt! > now
    ? { near: false, broken: false, at: nearAt! }
    : { near: nearAt! >= liveSince, broken: false, at: dueAt! + 1 };
}

function clockOf(clock: ClockName, { moments }: TicketKnown, promisedThen: PromisedThen): ClockState {
  let stands: ClockState | null = null;
  for (const heard of hearing(clock, moments, promisedThen)) stands = heard.clock.state();
  return (
    stands ?? { status: 'none', minutes: null, priority: null, dueAt: null, nearAt: null, decidedAt: null, left: null }
  );
}

/** The calendars that any version of the policy names. */
function calendarsOf(consulted: Consulted): string[] {
  const policies = [DEFAULT_SLA, ...consulted(sla, SLA).versions.map(({ policy }) => policy)];
  return [...new Set(policies.flatMap((policy) => policy.calendar ?? []))];
}

/** What was promised when something was recorded: by the policy, and its calendar, as they were known then. */
function promisesOf(consulted: Consulted): PromisedThen {
  const { versions } = consulted(sla, SLA);
  return (position, clock, priority) => {
    const policy = versions.findLast((version) => version.position <= position)?.policy ?? DEFAULT_SLA;
    const hoursOf = (id: string): BusinessHours | null =>
      consulted(calendar, id).versions.findLast((version) => version.position <= position)?.hours ?? calendarBefore(id);
    return promisedBy(policy, hoursOf, clock, priority);
  };
}
