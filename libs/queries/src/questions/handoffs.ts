import { id, oneOf, optional, query, sql, type Page, type Sql } from '#kernel';
import { handoffLines, type HandoffLine, type HandoffRow } from '../reading/handoffs.js';
import { held } from '../reading/moments.js';
import { continueAfter, paged, pageOf, pageSize } from '../reading/paging.js';
import { NAMES_READ } from '../reading/who.js';

const STATUSES = ['open', 'accepted', 'refused', 'expired', 'withdrawn', 'returned', 'closed'] as const;

/** When a sort value that is not there counts: offers whose time nobody knows come last. */
const LAST = { due: sql`'infinity'::timestamptz`, newest: sql`'-infinity'::timestamptz` };

/**
 * Handoffs: `inbox` is what somebody, or their team, may answer; `to` what was offered to them alone; `by` what they
 * offered. Open ones by what expires first
 * (`due`), any others the newest first, unless told.
 */
export const handoffList = query('handoffs', {
  path: 'handoffs',
  permission: 'handoffs.read',
  params: {
    inbox: optional(id),
    to: optional(id),
    by: optional(id),
    team: optional(id),
    status: optional(oneOf(...STATUSES)),
    sort: optional(oneOf('due', 'newest')),
    ...paged,
  },
  reads: [...NAMES_READ, 'ownership'],
  clocks: true,
  answer: async (asking, { inbox, to, by, team, status, sort, ...page }): Promise<Page<HandoffLine>> => {
    const size = pageSize(page.limit);
    const order = sort ?? (status === 'open' || inbox !== undefined ? 'due' : 'newest');
    const list = `handoffs.${order}`;
    const cursor = continueAfter(list, page.cursor, ['text', 'id']);
    const at: Sql =
      order === 'due' ? sql`coalesce(h.answer_by, ${LAST.due})` : sql`coalesce(h.offered_at, ${LAST.newest})`;
    const after =
      cursor === null
        ? sql`true`
        : order === 'due'
          ? sql`(${at}, h.handoff) > (${cursor[0]}::timestamptz, ${cursor[1]}::uuid)`
          : sql`(${at}, h.handoff) < (${cursor[0]}::timestamptz, ${cursor[1]}::uuid)`;
    const mine =
      inbox === undefined
        ? sql`true`
        : sql`(h.to_person = ${inbox} OR (h.to_person IS NULL AND h.team = (
            SELECT m.team FROM read.teams_membership m WHERE m.person = ${inbox} AND ${held(asking, 'm')})))`;
    const rows = await asking.rows<HandoffRow & { sorted: string }>(sql`
      SELECT h.*, ${at}::text AS sorted FROM read.ownership_handoff h
      WHERE ${held(asking, 'h')} AND ${mine} AND ${after}
        AND ${to === undefined ? sql`true` : sql`h.to_person = ${to}`}
        AND ${by === undefined ? sql`true` : sql`h.from_person = ${by}`}
        AND ${team === undefined ? sql`true` : sql`h.team = ${team}`}
        AND ${status === undefined ? sql`true` : sql`h.status = ${status}`}
      ORDER BY ${order === 'due' ? sql`${at}, h.handoff` : sql`${at} DESC, h.handoff DESC`}
      LIMIT ${size + 1}`);
    const found = pageOf(
      list,
      rows,
      size,
      (row) => row,
      (row) => [row.sorted, row.handoff],
    );
    return { ...found, items: await handoffLines(asking, found.items) };
  },
});
