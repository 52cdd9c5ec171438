import { decider, evolves, type AnyEventDefinition, type EventView } from '#kernel';
import { ticketAssigned } from '../events/tickets/ticket-assigned.js';
import { ticketBreachNeared } from '../events/tickets/ticket-breach-neared.js';
import { ticketBreached } from '../events/tickets/ticket-breached.js';
import { ticketClockSet } from '../events/tickets/ticket-clock-set.js';
import { ticketClosed } from '../events/tickets/ticket-closed.js';
import { ticketEscalated } from '../events/tickets/ticket-escalated.js';
import { ticketMerged } from '../events/tickets/ticket-merged.js';
import { ticketOpened } from '../events/tickets/ticket-opened.js';
import { ticketPrioritised } from '../events/tickets/ticket-prioritised.js';
import { ticketPutOnHold } from '../events/tickets/ticket-put-on-hold.js';
import { ticketRated } from '../events/tickets/ticket-rated.js';
import { ticketReopened } from '../events/tickets/ticket-reopened.js';
import { ticketReplied } from '../events/tickets/ticket-replied.js';
import { ticketResolved } from '../events/tickets/ticket-resolved.js';
import { ticketSlaStated } from '../events/tickets/ticket-sla-stated.js';
import { ticketTakenUp } from '../events/tickets/ticket-taken-up.js';
import { ticketThemed } from '../events/tickets/ticket-themed.js';
import { momentOf, type TicketMoment } from './ticket-moments.js';

/** Whose a ticket is, and who works on it: what every event of it repeats. */
export interface TicketAbout {
  readonly profile?: string | undefined;
  readonly others?: readonly string[] | undefined;
  readonly company?: string | undefined;
  readonly assignee?: string | undefined;
  readonly team?: string | undefined;
}

/** Where a ticket stands. */
export type TicketStanding =
  | { readonly status: 'open' }
  | { readonly status: 'waiting'; readonly for: 'customer' | 'third-party' }
  | { readonly status: 'resolved' }
  | { readonly status: 'closed' }
  | { readonly status: 'merged'; readonly into: string | null };

/** What there is of a ticket, wherever it stands. */
export interface TicketKnown {
  /** What its opening said, to tell a repeat: personal fields are opened when they are read. Null where history has none. */
  readonly opening: Pick<EventView, 'about' | 'payload'> | null;
  readonly about: TicketAbout;
  readonly priority: string | null;
  readonly theme: string | null;
  /** How often, or how high, it was brought before somebody with more authority. */
  readonly level: number;
  readonly score: number | null;
  /** What its clocks hear. */
  readonly moments: readonly TicketMoment[];
  /** Since when it is followed as it happens: what a history tells is over rings no alarm. Null while all is history. */
  readonly liveSince: number | null;
  /** The alarms that were given, as `{kind} {clock} {minutes}`. */
  readonly alarms: readonly string[];
  /** When its clocks are looked at again. */
  readonly clockAt: string | null;
}

/** A ticket; `unknown` before anything happened. */
export type TicketState = { readonly status: 'unknown' } | (TicketKnown & TicketStanding);

const NEW: TicketKnown & TicketStanding = {
  status: 'open',
  opening: null,
  about: {},
  priority: null,
  theme: null,
  level: 0,
  score: null,
  moments: [],
  liveSince: null,
  alarms: [],
  clockAt: null,
};

type Folds = (known: TicketKnown & TicketStanding, event: EventView) => Partial<TicketKnown> & Partial<TicketStanding>;

/** Whatever a history leaves out: with the first that is heard of it, a ticket is there, and open. */
function follows(definition: AnyEventDefinition, changes: Folds) {
  return evolves<TicketState, AnyEventDefinition>(definition, (state, event: EventView) => {
    const known = state.status === 'unknown' ? NEW : state;
    const moment = momentOf(event);
    const live = event.envelope.origin !== 'history';
    return {
      ...known,
      about: aboutSaid(known.about, event),
      moments: moment === null ? known.moments : [...known.moments, moment],
      liveSince: known.liveSince ?? (live ? event.occurredAt : null),
      ...changes(known, event),
    } as TicketState;
  });
}

/** Whose it is, where an event says so; who works on it is said by being assigned. */
function aboutSaid(known: TicketAbout, event: EventView): TicketAbout {
  const { profile, others, company } = event.about as TicketAbout;
  return {
    ...known,
    ...(profile === undefined ? {} : { profile, others }),
    ...(company === undefined ? {} : { company }),
  };
}

function assigned(known: TicketKnown, event: EventView): Partial<TicketKnown> {
  const { assignee, team } = event.about as TicketAbout;
  return { about: { ...aboutSaid(known.about, event), assignee, team } };
}

const open = { status: 'open' } as const;

/**
 * A ticket: whose it is, where it stands, and what its clocks heard. A history is taken as it is stated, in whatever
 * order and with whatever gaps.
 */
export const ticket = decider<TicketState>(
  'ticket',
  { status: 'unknown' },
  follows(ticketOpened, (known, event) => ({
    ...assigned(known, event),
    opening: known.opening ?? { about: event.about, payload: event.payload },
    priority: (event.payload['priority'] as string | undefined) ?? known.priority,
    theme: (event.payload['theme'] as string | undefined) ?? known.theme,
  })),
  follows(ticketAssigned, assigned),
  follows(ticketReplied, () => ({})),
  follows(ticketPrioritised, (_, { payload }) => ({ priority: payload['priority'] as string })),
  follows(ticketEscalated, ({ level }, { payload }) => ({
    level: (payload['level'] as number | undefined) ?? level + 1,
  })),
  follows(ticketThemed, (_, { payload }) => ({ theme: (payload['theme'] as string | undefined) ?? null })),
  follows(ticketPutOnHold, (_, { payload }) => ({ status: 'waiting', for: payload['for'] as 'customer' })),
  follows(ticketTakenUp, () => open),
  follows(ticketResolved, () => ({ status: 'resolved' })),
  follows(ticketReopened, () => open),
  follows(ticketClosed, () => ({ status: 'closed' })),
  follows(ticketMerged, (_, { about }) => ({ status: 'merged', into: (about['into'] as string | undefined) ?? null })),
  follows(ticketRated, (_, { payload }) => ({ score: payload['score'] as number })),
  follows(ticketSlaStated, () => ({})),
  follows(ticketClockSet, (_, { payload }) => ({ clockAt: (payload['at'] as string | undefined) ?? null })),
  ...[ticketBreachNeared, ticketBreached].map((alarm) =>
    follows(alarm, ({ alarms }, { payload }) => ({
      alarms: [...alarms, alarmOf(alarm.name, payload['clock'] as string, payload['minutes'] as number)],
    })),
  ),
);

/** What an alarm is told by: each promise of a clock rings once as it nears its end, and once as it is broken. */
export function alarmOf(kind: string, clock: string, minutes: number): string {
  return `${kind} ${clock} ${minutes}`;
}
