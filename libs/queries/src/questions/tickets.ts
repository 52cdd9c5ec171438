import { id, isUuid, oneOf, optional, query, sql, word, type Asking, type Page, type Sql } from '#kernel';
import { companyOf } from '../reading/company.js';
import { membersOf } from '../reading/contact.js';
import { continueAfter, paged, pageOf, pageSize } from '../reading/paging.js';
import { all, ticketLines, ticketsThen, type TicketLine, type TicketRow } from '../reading/tickets.js';

const LIST = 'tickets';

/**
 * Tickets, by what is due first: those whose clock is over, then those that are due soonest, then those that no clock
 * runs for, oldest first. Those that wait are among them: what waits for the customer has no clock that runs.
 */
export const ticketList = query('tickets', {
  path: 'tickets',
  permission: 'tickets.read',
  params: {
    /** One of the statuses; `unsolved` (open or waiting) where nothing is said, `any` for all. */
    status: optional(oneOf('unsolved', 'open', 'waiting', 'resolved', 'closed', 'merged', 'any')),
    /** A member of staff; `nobody` for those without. */
    assignee: optional(word),
    /** A team; `nobody` for those without. */
    team: optional(word),
    priority: optional(word),
    theme: optional(word),
    channel: optional(word),
    contact: optional(id),
    company: optional(id),
    ...paged,
  },
  reads: ['tickets', 'contacts', 'companies', 'identity'],
  clocks: true,
  answer: async (asking, params): Promise<Page<TicketLine>> => {
    const size = pageSize(params.limit);
    const after = continueAfter(LIST, params.cursor, ['instant', 'instant', 'id']);
    const conditions = await asked(asking, params);
    if (conditions === null) return { items: [], next: null };
    if (after !== null)
      conditions.push(
        sql`(q.due_order, q.opened_order, q.ticket) > (${after[0]}::timestamptz, ${after[1]}::timestamptz, ${after[2]}::uuid)`,
      );
    const rows = await asking.rows<TicketRow>(sql`
      SELECT q.* FROM ${ticketsThen(asking)} q
      WHERE ${all(conditions)}
      ORDER BY q.due_order, q.opened_order, q.ticket LIMIT ${size + 1}`);
    const page = pageOf(
      LIST,
      rows,
      size,
      (row) => row,
      (row) => [row.due_order.toISOString(), row.opened_order.toISOString(), row.ticket],
    );
    return { ...page, items: await ticketLines(asking, page.items) };
  },
});

interface Asked {
  readonly status?: string;
  readonly assignee?: string;
  readonly team?: string;
  readonly priority?: string;
  readonly theme?: string;
  readonly channel?: string;
  readonly contact?: string;
  readonly company?: string;
}

/** What is asked for, as SQL over `q`; null where there can be none. */
async function asked(asking: Asking, params: Asked): Promise<Sql[] | null> {
  const { status = 'unsolved', contact, company } = params;
  const conditions: Sql[] = [];
  if (status === 'unsolved') conditions.push(sql`q.status IN ('open', 'waiting')`);
  else if (status !== 'any') conditions.push(sql`q.status = ${status}`);
  for (const role of ['assignee', 'team'] as const) {
    const who = params[role];
    const column: Sql = { text: `q.${role}`, values: [] };
    if (who === 'nobody') conditions.push(sql`${column} IS NULL`);
    else if (who !== undefined && !isUuid(who)) return null;
    else if (who !== undefined) conditions.push(sql`${column} = ${who}::uuid`);
  }
  for (const name of ['priority', 'theme', 'channel'] as const)
    if (params[name] !== undefined)
      conditions.push(sql`${{ text: `q.${name}`, values: [] } satisfies Sql} = ${params[name]}`);
  if (contact !== undefined) {
    const members = await membersOf(asking, contact);
    if (members === null) return null;
    conditions.push(sql`q.profile = ANY (${members.profiles}::uuid[])`);
  }
  if (company !== undefined) {
    const members = await companyOf(asking, company);
    if (members === null) return null;
    conditions.push(sql`q.company = ANY (${members.profiles}::uuid[])`);
  }
  return conditions;
}
