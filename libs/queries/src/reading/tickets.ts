import { joinSql, sql, type Asking, type Sql } from '#kernel';
import type { CompanyName } from './company.js';
import { believed, mapped } from './contact.js';
import { contentsOf, type SealedContent } from './contents.js';
import { held, iso } from './moments.js';

/** A contact, and what it is called. */
export interface ContactName {
  readonly contact: string;
  readonly name: string | null;
}

/** How far the clock is that is due first: in time, near its end, or past it. */
export type Urgency = 'in-time' | 'near' | 'late';

/** One line of a list of tickets. */
export interface TicketLine {
  readonly ticket: string;
  /** What the source calls it. */
  readonly number: string | null;
  /** Null where nobody said one, or it is erased. */
  readonly title: string | null;
  readonly status: 'open' | 'waiting' | 'resolved' | 'closed' | 'merged';
  readonly waitsFor: 'customer' | 'third-party' | null;
  readonly waitingSince: string | null;
  readonly priority: string | null;
  readonly level: number;
  readonly theme: string | null;
  readonly channel: string | null;
  readonly assignee: string | null;
  readonly team: string | null;
  readonly contact: ContactName | null;
  readonly company: CompanyName | null;
  readonly openedAt: string | null;
  readonly openedPrecision: 'instant' | 'day' | 'none';
  readonly reopened: number;
  /** The clock that is due first of those that run; null where none does. */
  readonly due: {
    readonly clock: string;
    readonly at: string;
    readonly nearAt: string;
    readonly urgency: Urgency;
  } | null;
}

/** A ticket as the lists read it. */
export interface TicketRow {
  readonly ticket: string;
  readonly status: TicketLine['status'];
  readonly waits_for: TicketLine['waitsFor'];
  readonly waiting_since: Date | null;
  readonly number: string | null;
  readonly profile: string | null;
  readonly company: string | null;
  readonly assignee: string | null;
  readonly team: string | null;
  readonly channel: string | null;
  readonly priority: string | null;
  readonly theme: string | null;
  readonly level: number;
  readonly reopened: number;
  readonly opened_at: Date | null;
  readonly opened_precision: TicketLine['openedPrecision'];
  readonly opened_event: string | null;
  readonly due_clock: string | null;
  readonly due_at: Date | null;
  readonly near_at: Date | null;
  readonly due_order: Date;
  readonly opened_order: Date;
}

/**
 * SQL of the tickets as they stood at the asked moment, a row each, with the clock that was due first: of now the queue,
 * which has indexes for every order; of another moment what the history says.
 */
export function ticketsThen(asking: Asking): Sql {
  if (asking.asOf === null && asking.knownAt === null) return sql`read.tickets_queue`;
  return sql`(
    SELECT t.*, due.clock AS due_clock, due.due_at, due.near_at,
           coalesce(due.due_at, '9999-12-31T00:00:00Z') AS due_order,
           coalesce(t.opened_at, '9999-12-31T00:00:00Z') AS opened_order
    FROM read.tickets_ticket t
    LEFT JOIN LATERAL (
      SELECT c.clock, c.due_at, c.near_at FROM read.tickets_clock c
      WHERE c.ticket = t.ticket AND ${held(asking, 'c')} AND c.due_at IS NOT NULL
      ORDER BY c.due_at LIMIT 1
    ) due ON true
    WHERE ${held(asking, 't')})`;
}

/** How far a clock is at a moment. */
export function urgencyOf(dueAt: Date, nearAt: Date, now: Date): Urgency {
  if (dueAt < now) return 'late';
  return nearAt <= now ? 'near' : 'in-time';
}

/** The lines of some rows, in their order: with the titles that may still be read, and whose they are. */
export async function ticketLines(asking: Asking, rows: readonly TicketRow[]): Promise<readonly TicketLine[]> {
  if (rows.length === 0) return [];
  const [titles, names] = await Promise.all([titlesOf(asking, rows), namesOf(asking, rows)]);
  const now = asking.asOf ?? asking.now;
  return rows.map((row) => ({
    ticket: row.ticket,
    number: row.number,
    title: titles.get(row.ticket) ?? null,
    status: row.status,
    waitsFor: row.waits_for,
    waitingSince: iso(row.waiting_since),
    priority: row.priority,
    level: row.level,
    theme: row.theme,
    channel: row.channel,
    assignee: row.assignee,
    team: row.team,
    contact: names.contacts.get(row.profile ?? '') ?? null,
    company: names.companies.get(row.company ?? '') ?? null,
    openedAt: iso(row.opened_at),
    openedPrecision: row.opened_precision,
    reopened: row.reopened,
    due:
      row.due_at === null
        ? null
        : {
            clock: row.due_clock!,
            at: row.due_at.toISOString(),
            nearAt: row.near_at!.toISOString(),
            urgency: urgencyOf(row.due_at, row.near_at!, now),
          },
  }));
}

/** What tickets were called by those that opened them. */
export async function titlesOf(
  asking: Asking,
  rows: readonly Pick<TicketRow, 'ticket' | 'opened_event'>[],
): Promise<ReadonlyMap<string, string>> {
  const found = await asking.byKey<SealedContent & { readonly ticket: string }>(sql`
    SELECT s.ticket, s.event_id, s.position, s.content
    FROM unnest(${rows.map(({ ticket }) => ticket)}::uuid[], ${rows.map((row) => row.opened_event)}::uuid[])
      AS asked (ticket, event)
    JOIN read.tickets_said s ON s.ticket = asked.ticket AND s.event_id = asked.event AND ${believed(asking, 's')}`);
  const contents = await contentsOf(asking, found);
  return new Map(
    found.flatMap(({ ticket }, i) => {
      const { title } = contents[i]!;
      return typeof title === 'string' ? [[ticket, title] as const] : [];
    }),
  );
}

/** The contacts and companies that tickets name, by the nodes they name them by. */
export async function namesOf(
  asking: Asking,
  rows: readonly Pick<TicketRow, 'profile' | 'company'>[],
): Promise<{
  readonly contacts: ReadonlyMap<string, ContactName>;
  readonly companies: ReadonlyMap<string, CompanyName>;
}> {
  const profiles = [...new Set(rows.flatMap(({ profile }) => profile ?? []))];
  const companies = [...new Set(rows.flatMap(({ company }) => company ?? []))];
  const [contacts, named] = await Promise.all([
    asking.byKey<{ node: string; contact: string; name: string | null }>(sql`
      SELECT m.node, m.contact, coalesce(c.name, c.email) AS name
      FROM read.identity_map m LEFT JOIN read.contacts_contact c ON c.contact = m.contact
      WHERE m.node = ANY (${profiles}::uuid[]) AND ${mapped(asking, 'm')}`),
    asking.byKey<{ node: string; company: string; name: string | null }>(sql`
      SELECT m.node, m.contact AS company, c.name
      FROM read.identity_map m LEFT JOIN read.companies_company c ON c.company = m.contact
      WHERE m.node = ANY (${companies}::uuid[]) AND ${mapped(asking, 'm')}`),
  ]);
  return {
    contacts: new Map(contacts.map(({ node, ...name }) => [node, name])),
    companies: new Map(named.map(({ node, ...name }) => [node, name])),
  };
}

/** SQL of conditions, all of which must be true. */
export function all(conditions: readonly Sql[]): Sql {
  return conditions.length === 0 ? sql`true` : joinSql(conditions, ' AND ');
}
