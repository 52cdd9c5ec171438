import { isUuid, open, query, sql, text, type Actor, type Asking } from '#kernel';
import { believed } from '../reading/contact.js';
import { contentsOf, type SealedContent } from '../reading/contents.js';
import { held, iso, whole } from '../reading/moments.js';
import {
  ticketLines,
  ticketsThen,
  urgencyOf,
  type TicketLine,
  type TicketRow,
  type Urgency,
} from '../reading/tickets.js';

/** Something that happened to a ticket; what it does not say is null. */
export interface TicketEntry {
  readonly eventId: string;
  readonly position: number;
  readonly at: string | null;
  readonly precision: 'instant' | 'day' | 'none';
  /** opened, assigned, replied, prioritised, ...: the event without `ticket-`. */
  readonly kind: string;
  readonly actor: Actor;
  readonly source: string;
  readonly from: 'staff' | 'customer' | null;
  readonly visibility: 'public' | 'internal' | null;
  readonly automatic: boolean;
  readonly channel: string | null;
  readonly assignee: string | null;
  readonly team: string | null;
  readonly priority: string | null;
  readonly theme: string | null;
  readonly level: number | null;
  readonly reason: string | null;
  readonly waitsFor: string | null;
  readonly score: number | null;
  readonly clock: string | null;
  readonly mergedInto: string | null;
  /** What was written: a message, a solution, a comment. Null where nothing was, or it is erased. */
  readonly message: string | null;
}

/** How a promise of a ticket stands. */
export interface TicketClockLine {
  readonly clock: string;
  /** running, paused, met or breached; over where it ended undecided. One that runs may be late. */
  readonly status: string;
  readonly minutes: number;
  /** The priority whose target governs, `*` for every other. */
  readonly priority: string;
  readonly dueAt: string | null;
  readonly nearAt: string | null;
  readonly decidedAt: string | null;
  /** What is left of one that is paused, milliseconds of working time. */
  readonly leftMs: number | null;
  /** Of one that runs. */
  readonly urgency: Urgency | null;
}

/** A ticket with all that happened to it. */
export interface TicketDetail extends TicketLine {
  readonly mergedInto: string | null;
  readonly firstResponseAt: string | null;
  readonly firstResolvedAt: string | null;
  readonly resolvedAt: string | null;
  readonly closedAt: string | null;
  /** How long it waited for the customer so far, milliseconds. */
  readonly waitingMs: number;
  readonly transfers: number;
  readonly score: number | null;
  /** The source's own verdict on its promise. */
  readonly slaStated: boolean | null;
  /** Since when the contact is known; null where there is none. */
  readonly knownSince: string | null;
  readonly clocks: readonly TicketClockLine[];
  /** Oldest first, undated at the beginning; up to the first 500. */
  readonly entries: readonly TicketEntry[];
}

interface Row extends TicketRow {
  readonly merged_into: string | null;
  readonly first_response_at: Date | null;
  readonly first_resolved_at: Date | null;
  readonly resolved_at: Date | null;
  readonly closed_at: Date | null;
  readonly waiting_ms: string;
  readonly transfers: number;
  readonly score: number | null;
  readonly sla_stated: boolean | null;
}

/** A ticket: where it stands, how its clocks do, whose it is, and the conversation about it. */
export const ticketDetail = query('ticket', {
  path: 'tickets/:ticket',
  permission: 'tickets.read',
  params: { ticket: open(text) },
  reads: ['tickets', 'contacts', 'companies', 'identity'],
  clocks: true,
  answer: async (asking, { ticket }): Promise<TicketDetail | null> => {
    if (!isUuid(ticket)) return null;
    const [row] = await asking.byKey<Row>(sql`
      SELECT q.due_clock, q.due_at, q.near_at, q.due_order, q.opened_order, t.*
      FROM ${ticketsThen(asking)} q
      JOIN read.tickets_ticket t ON t.ticket = q.ticket AND ${held(asking, 't')}
      WHERE q.ticket = ${ticket}`);
    if (row === undefined) return null;
    const [[line], clocks, entries] = await Promise.all([
      ticketLines(asking, [row]),
      clocksOf(asking, ticket),
      entriesOf(asking, ticket),
    ]);
    return {
      ...line!,
      mergedInto: row.merged_into,
      firstResponseAt: iso(row.first_response_at),
      firstResolvedAt: iso(row.first_resolved_at),
      resolvedAt: iso(row.resolved_at),
      closedAt: iso(row.closed_at),
      waitingMs: whole(row.waiting_ms),
      transfers: row.transfers,
      score: row.score,
      slaStated: row.sla_stated,
      knownSince: line!.contact === null ? null : await knownSince(asking, line!.contact.contact),
      clocks,
      entries,
    };
  },
});

async function clocksOf(asking: Asking, ticket: string): Promise<readonly TicketClockLine[]> {
  const rows = await asking.byKey<{
    clock: string;
    status: string;
    minutes: number;
    priority: string;
    due_at: Date | null;
    near_at: Date | null;
    decided_at: Date | null;
    left_ms: string | null;
  }>(sql`SELECT c.* FROM read.tickets_clock c WHERE c.ticket = ${ticket} AND ${held(asking, 'c')} ORDER BY c.clock`);
  const now = asking.asOf ?? asking.now;
  return rows.map((row) => ({
    clock: row.clock,
    status: row.status,
    minutes: row.minutes,
    priority: row.priority,
    dueAt: iso(row.due_at),
    nearAt: iso(row.near_at),
    decidedAt: iso(row.decided_at),
    leftMs: row.left_ms === null ? null : whole(row.left_ms),
    urgency: row.due_at === null ? null : urgencyOf(row.due_at, row.near_at!, now),
  }));
}

const MOST = 500;

interface Said extends SealedContent {
  readonly occurred_at: Date | null;
  readonly precision: TicketEntry['precision'];
  readonly kind: string;
  readonly actor_kind: Actor['kind'];
  readonly actor: string;
  readonly source: string;
  readonly from_whom: TicketEntry['from'];
  readonly visibility: TicketEntry['visibility'];
  readonly automatic: boolean | null;
  readonly channel: string | null;
  readonly assignee: string | null;
  readonly team: string | null;
  readonly priority: string | null;
  readonly theme: string | null;
  readonly level: number | null;
  readonly reason: string | null;
  readonly waits_for: string | null;
  readonly score: number | null;
  readonly clock: string | null;
  readonly merged_into: string | null;
}

async function entriesOf(asking: Asking, ticket: string): Promise<readonly TicketEntry[]> {
  const rows = await asking.byKey<Said>(sql`
    SELECT s.* FROM read.tickets_said s
    WHERE s.ticket = ${ticket} AND ${believed(asking, 's')}
    ORDER BY s.occurred_at NULLS FIRST, s.position, s.n LIMIT ${MOST}`);
  const contents = await contentsOf(asking, rows);
  return rows.map((row, i) => ({
    eventId: row.event_id,
    position: Number(row.position),
    at: iso(row.occurred_at),
    precision: row.precision,
    kind: row.kind,
    actor: { kind: row.actor_kind, id: row.actor },
    source: row.source,
    from: row.from_whom,
    visibility: row.visibility,
    automatic: row.automatic === true,
    channel: row.channel,
    assignee: row.assignee,
    team: row.team,
    priority: row.priority,
    theme: row.theme,
    level: row.level,
    reason: row.reason,
    waitsFor: row.waits_for,
    score: row.score,
    clock: row.clock,
    mergedInto: row.merged_into,
    message: written(contents[i]!),
  }));
}

function written({ message, resolution, comment }: Readonly<Record<string, unknown>>): string | null {
  const words = [message, resolution, comment].find((one) => typeof one === 'string');
  return words ?? null;
}

async function knownSince(asking: Asking, contact: string): Promise<string | null> {
  const [row] = await asking.byKey<{ first_at: Date | null }>(
    sql`SELECT first_at FROM read.contacts_contact WHERE contact = ${contact}`,
  );
  return iso(row?.first_at);
}
