import { bool, label, moment, sealed, uuid, whole, type EventView } from '#kernel';
import { CLOCKS, momentOf } from '#journey';

/** What was said about tickets: a row per event, in the columns its payload has. */
export const TICKET_SAID = {
  ticket: uuid,
  profile: uuid,
  company: uuid,
  assignee: uuid,
  team: uuid,
  merged_into: uuid,
  /** The event, without `ticket-`. */
  kind: label,
  /** Who wrote, or opened: staff or customer. */
  from_whom: label,
  visibility: label,
  automatic: bool,
  channel: label,
  number: label,
  priority: label,
  theme: label,
  level: whole,
  /** Why it was escalated or reopened; the code it was resolved with. */
  reason: label,
  waits_for: label,
  score: whole,
  stated_met: bool,
  /** Which promise an alarm, or a source's verdict, is about. */
  clock: label,
  due_at: moment,
  actor_kind: label,
  actor: label,
  source: label,
  /** Title and message, solution, comment. */
  content: sealed('content'),
} as const;

/** The row of an event of a ticket, whichever it is: what it does not say is null. */
export function ticketSaid(event: EventView) {
  const { profile, company, assignee, team, into, ticket } = event.about as Readonly<
    Record<string, string | undefined>
  >;
  const { payload, envelope } = event;
  const text = (field: string): string | null => (payload[field] as string | undefined) ?? null;
  const number = (field: string): number | null => (payload[field] as number | undefined) ?? null;
  const flag = (field: string): boolean | null => (payload[field] as boolean | undefined) ?? null;
  const dueAt = text('dueAt');
  return {
    ticket: ticket!,
    profile: profile ?? null,
    company: company ?? null,
    assignee: assignee ?? null,
    team: team ?? null,
    merged_into: into ?? null,
    kind: event.type.replace('ticket-', ''),
    from_whom: text('from'),
    visibility: text('visibility'),
    automatic: flag('automatic'),
    channel: text('channel'),
    number: text('number'),
    priority: text('priority'),
    theme: text('theme'),
    level: number('level'),
    reason: text('reason') ?? text('code'),
    waits_for: text('for'),
    score: number('score'),
    stated_met: flag('met'),
    clock: text('clock') ?? text('target'),
    due_at: dueAt === null ? null : Date.parse(dueAt),
    actor_kind: envelope.actor.kind,
    actor: envelope.actor.id,
    source: envelope.source.name,
    content: event.sealed('content'),
  };
}

/** What the clocks of tickets hear: a row per clock. */
export const TICKET_HEARD = { ticket: uuid, clock: label, moment: label, priority: label } as const;

/** The rows of an event that clocks hear, one for each; none for others. */
export function ticketHeard(event: EventView) {
  const heard = momentOf(event);
  if (heard === null) return null;
  const { moment: what, priority } = heard;
  return CLOCKS.map((clock) => ({ ticket: event.about['ticket'] as string, clock, moment: what, priority }));
}
