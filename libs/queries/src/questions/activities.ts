import { id, joinSql, oneOf, optional, query, sql, word, type Asking, type Page, type Sql } from '#kernel';
import { ACTIVITY_KINDS } from '#journey';
import { believed } from '../reading/contact.js';
import { contentsOf } from '../reading/contents.js';
import {
  CUSTOMER_MODELS,
  customerColumns,
  customerNames,
  withCompany,
  withContact,
  withWhom,
} from '../reading/customers.js';
import type { CustomerRow, WithWhom } from '../reading/customers.js';
import { iso } from '../reading/moments.js';
import { continueAfter, paged, pageOf, pageSize } from '../reading/paging.js';
import { JOURNEY_CURSOR } from '../reading/journey.js';
import { happenedIn } from '../reading/period.js';

/** What a member of staff did. */
export interface ActivityLine extends WithWhom {
  readonly eventId: string;
  readonly at: string | null;
  readonly precision: string;
  readonly kind: string;
  /** Who reached out; null for a note. */
  readonly direction: string | null;
  readonly person: { readonly person: string; readonly name: string | null } | null;
  readonly outcome: string | null;
  readonly minutes: number | null;
  readonly deal: string | null;
  readonly ticket: string | null;
  /** Null where there is none, or it is erased. */
  readonly title: string | null;
  readonly note: string | null;
}

interface ActivityRow extends CustomerRow {
  readonly event_id: string;
  readonly position: string;
  readonly occurred_at: Date | null;
  readonly precision: string;
  readonly kind: string;
  readonly direction: string | null;
  readonly person: string | null;
  readonly person_name: string | null;
  readonly outcome: string | null;
  readonly minutes: number | null;
  readonly deal: string | null;
  readonly ticket: string | null;
  readonly content: string | null;
}

/** What members of staff did with contacts: newest first, what nobody has a time for at the end. */
export const activityList = query('activities', {
  path: 'activities',
  permission: 'contacts.read',
  params: {
    /** Who did it. */
    person: optional(id),
    contact: optional(id),
    /** With a company, or with one of its contacts. */
    company: optional(id),
    deal: optional(id),
    ticket: optional(id),
    kind: optional(oneOf(...ACTIVITY_KINDS)),
    /** An instant, or a day of the workspace: from its beginning. */
    from: optional(word),
    to: optional(word),
    ...paged,
  },
  reads: [...CUSTOMER_MODELS, 'activities', 'staff'],
  clocks: true,
  answer: async (asking, params): Promise<Page<ActivityLine>> => {
    const size = pageSize(params.limit);
    const cursor = continueAfter('activities', params.cursor, JOURNEY_CURSOR);
    const after = cursor === null ? null : { at: cursor[0] as string | null, position: Number(cursor[1]) };
    const where: Sql[] = [believed(asking, 'd')];
    for (const column of ['person', 'deal', 'ticket', 'kind'] as const)
      if (params[column] !== undefined) where.push(sql`${{ text: `d.${column}`, values: [] }} = ${params[column]}`);
    if (params.contact !== undefined) where.push(await withContact(asking, params.contact));
    if (params.company !== undefined)
      where.push(await withCompany(asking, params.company, sql`read.activities_activity`, 'position'));
    where.push(...happenedIn(sql`d.occurred_at`, sql`d.precision`, params, asking.zone));
    const rows = await newest(asking, where, after, size + 1);
    const page = pageOf(
      'activities',
      rows,
      size,
      (row) => row,
      (row) => [row.occurred_at?.toISOString() ?? null, Number(row.position)],
    );
    const contents = await contentsOf(asking, page.items);
    return { ...page, items: page.items.map((row, i) => line(row, contents[i]!)) };
  },
});

/** Two walks along one index: what has a time, newest first, then what has none. */
async function newest(
  asking: Asking,
  where: readonly Sql[],
  after: { readonly at: string | null; readonly position: number } | null,
  limit: number,
): Promise<readonly ActivityRow[]> {
  const read = (conditions: readonly Sql[], order: Sql, most: number): Promise<readonly ActivityRow[]> =>
    asking.rows<ActivityRow>(sql`
      SELECT d.event_id, d.position, d.occurred_at, d.precision, d.kind, d.direction, d.person, who.name AS person_name,
             d.outcome, d.minutes, d.deal, d.ticket, d.content, ${customerColumns}
      FROM (
        SELECT d.*, row_number() OVER (ORDER BY ${order}) AS place
        FROM read.activities_activity d WHERE ${joinSql(conditions, ' AND ')}
        ORDER BY ${order} LIMIT ${most}
      ) d
      LEFT JOIN LATERAL (
        SELECT coalesce(p.name, p.email) AS name FROM read.staff_person p
        WHERE p.person = d.person AND p.believed_until IS NULL AND p.valid_to IS NULL
      ) who ON true
      ${customerNames(asking)}
      ORDER BY d.place`);
  const dated =
    after === null
      ? sql`d.occurred_at IS NOT NULL`
      : sql`(d.occurred_at, d.position) < (${after.at}::timestamptz, ${after.position}::bigint)`;
  const rows =
    after === null || after.at !== null
      ? await read([dated, ...where], sql`d.occurred_at DESC, d.position DESC`, limit)
      : [];
  if (rows.length >= limit) return rows;
  const undated = [sql`d.occurred_at IS NULL`, ...where];
  if (after !== null && after.at === null) undated.push(sql`d.position < ${after.position}::bigint`);
  return [...rows, ...(await read(undated, sql`d.position DESC`, limit - rows.length))];
}

function line(row: ActivityRow, { title, note }: Readonly<Record<string, unknown>>): ActivityLine {
  return {
    eventId: row.event_id,
    at: iso(row.occurred_at),
    precision: row.precision,
    kind: row.kind,
    direction: row.direction,
    person: row.person === null ? null : { person: row.person, name: row.person_name },
    outcome: row.outcome,
    minutes: row.minutes,
    deal: row.deal,
    ticket: row.ticket,
    title: typeof title === 'string' ? title : null,
    note: typeof note === 'string' ? note : null,
    ...withWhom(row),
  };
}
