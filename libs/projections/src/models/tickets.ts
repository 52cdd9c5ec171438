import { big, bool, document, facts, label, moment, projection, spans, states, uuid, when, whole } from '#kernel';
import {
  calendarSet,
  slaSet,
  ticketAssigned,
  ticketBreached,
  ticketBreachNeared,
  ticketClosed,
  ticketEscalated,
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
import { clockHistory } from '../fields/ticket-clocks.js';
import { TICKET_HEARD, ticketHeard, TICKET_SAID, ticketSaid } from '../fields/ticket-facts.js';
import { ticketHistory } from '../fields/ticket-history.js';

const HEARD = [
  ticketOpened,
  ticketPrioritised,
  ticketReplied,
  ticketPutOnHold,
  ticketTakenUp,
  ticketResolved,
  ticketReopened,
  ticketClosed,
  ticketMerged,
];
const SAID = [
  ...HEARD,
  ticketAssigned,
  ticketEscalated,
  ticketThemed,
  ticketRated,
  ticketSlaStated,
  ticketBreachNeared,
  ticketBreached,
];

const POLICY = { sla: uuid, name: label, calendar: uuid, targets: document, near_breach: whole } as const;
const CALENDAR = { calendar: uuid, name: label, zone: label, hours: document, holidays: document } as const;

/** Where a ticket stands, and who works on it. */
const STANDING = {
  status: label,
  waits_for: label,
  waiting_since: moment,
  number: label,
  profile: uuid,
  company: uuid,
  assignee: uuid,
  team: uuid,
  channel: label,
  priority: label,
  theme: label,
  level: whole,
  reopened: whole,
  opened_at: moment,
  opened_precision: label,
} as const;

/** Tickets and what is promised of them: all that was said, where each stands, how its clocks stand, and the queue. */
export const tickets = projection('tickets', 1, {
  facts: {
    said: facts(
      TICKET_SAID,
      SAID.map((definition) => when(definition, ticketSaid)),
      ['ticket, position', 'profile', 'company', 'kind, occurred_at'],
    ),
    heard: facts(
      TICKET_HEARD,
      HEARD.map((definition) => when(definition, ticketHeard)),
      ['ticket, position'],
    ),
    policySet: facts(POLICY, [
      when(slaSet, ({ about, payload }) => ({
        sla: about.sla,
        name: payload.name,
        calendar: payload.calendar,
        targets: payload.targets,
        near_breach: payload.nearBreach,
      })),
    ]),
    calendarSet: facts(CALENDAR, [
      when(calendarSet, ({ about, payload }) => ({
        calendar: about.calendar,
        name: payload.name,
        zone: payload.zone,
        hours: payload.hours,
        holidays: payload.holidays,
      })),
    ]),
  },
  states: {
    ticket: states({
      per: ['ticket'],
      from: ['said'],
      columns: {
        ...STANDING,
        waiting_ms: big,
        merged_into: uuid,
        opened_by: label,
        opened_event: uuid,
        /** The first public reply of staff that no machine gave. */
        first_response_at: moment,
        first_response_precision: label,
        first_response_event: uuid,
        first_resolved_at: moment,
        first_resolved_precision: label,
        first_resolved_event: uuid,
        /** How long it had waited for the customer by then. */
        first_resolved_waiting_ms: big,
        resolved_at: moment,
        resolved_precision: label,
        resolved_event: uuid,
        resolved_waiting_ms: big,
        closed_at: moment,
        closed_precision: label,
        transfers: whole,
        staff_replies: whole,
        customer_replies: whole,
        score: whole,
        scored_at: moment,
        scored_precision: label,
        scored_event: uuid,
        /** The source's own verdict. */
        sla_stated: bool,
        sla_stated_at: moment,
        sla_stated_precision: label,
        sla_stated_event: uuid,
      },
      indexes: ['profile', 'company', 'opened_at', 'resolved_at', 'theme, opened_at'],
      derive: ticketHistory,
    }),
    clock: states({
      per: ['ticket', 'clock'],
      from: ['heard'],
      settings: ['policySet', 'calendarSet'],
      columns: {
        /** running, paused, met, breached; over where it ended undecided. */
        status: label,
        /** What governs: working time allowed, and the priority it is the target of, `*` for every other. */
        minutes: whole,
        priority: label,
        due_at: moment,
        near_at: moment,
        decided_at: moment,
        left_ms: big,
      },
      indexes: ['decided_at'],
      derive: clockHistory,
    }),
    sla: states({
      per: ['sla'],
      from: ['policySet'],
      columns: { name: label, calendar: uuid, targets: document, near_breach: whole },
      derive: (believed) =>
        spans(believed, ({ name, calendar, targets, near_breach }) => ({ name, calendar, targets, near_breach })),
    }),
    calendar: states({
      per: ['calendar'],
      from: ['calendarSet'],
      columns: { name: label, zone: label, hours: document, holidays: document },
      derive: (believed) => spans(believed, ({ name, zone, hours, holidays }) => ({ name, zone, hours, holidays })),
    }),
  },
  current: {
    queue: {
      per: 'ticket',
      columns: {
        ...STANDING,
        /** What its clock that is due first says. */
        due_clock: label,
        due_at: moment,
        near_at: moment,
        /** Holds its title. */
        opened_event: uuid,
        /** `due_at` and `opened_at`, at the end where there is none. */
        due_order: moment,
        opened_order: moment,
      },
      indexes: [
        'due_order, opened_order, ticket',
        `(due_order, opened_order, ticket) where status in ('open', 'waiting')`,
        'assignee, due_order, opened_order, ticket',
        'team, due_order, opened_order, ticket',
        'theme, status',
        'profile',
        'company',
      ],
      sql: `
        SELECT t.ticket, t.status, t.waits_for, t.waiting_since, t.number, t.profile, t.company, t.assignee, t.team,
               t.channel, t.priority, t.theme, t.level, t.reopened, t.opened_at, t.opened_precision,
               due.clock AS due_clock, due.due_at, due.near_at, t.opened_event,
               coalesce(due.due_at, '9999-12-31T00:00:00Z') AS due_order,
               coalesce(t.opened_at, '9999-12-31T00:00:00Z') AS opened_order
        FROM {ticket} t
        LEFT JOIN LATERAL (
          SELECT c.clock, c.due_at, c.near_at FROM {clock} c
          WHERE c.ticket = t.ticket AND c.believed_until IS NULL AND c.valid_to IS NULL AND c.due_at IS NOT NULL
          ORDER BY c.due_at LIMIT 1
        ) due ON true
        WHERE t.ticket = ANY ($1::uuid[]) AND t.believed_until IS NULL AND t.valid_to IS NULL`,
    },
  },
});
