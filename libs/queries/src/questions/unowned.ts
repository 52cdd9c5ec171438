import { query, sql, type Page } from '#kernel';
import { held, iso } from '../reading/moments.js';
import { continueAfter, paged, pageOf, pageSize } from '../reading/paging.js';
import { namesOf, NAMES_READ, type Called } from '../reading/who.js';

/** A contact that was somebody's, or was offered, and is nobody's. */
export interface UnownedLine {
  readonly contact: Called;
  readonly since: string | null;
  readonly waitedHours: number | null;
}

/**
 * Contacts that are nobody's, the longest first: those somebody had, or that were offered. One that nobody ever looked
 * after is not waiting for anybody: it is in the list of contacts without an owner.
 */
export const unownedList = query('unowned', {
  path: 'unowned',
  permission: 'handoffs.read',
  params: { ...paged },
  reads: [...NAMES_READ, 'ownership'],
  clocks: true,
  answer: async (asking, page): Promise<Page<UnownedLine>> => {
    const size = pageSize(page.limit);
    const cursor = continueAfter('unowned', page.cursor, ['text', 'id']);
    const at = sql`coalesce(s.valid_from, '-infinity'::timestamptz)`;
    const rows = await asking.rows<{ contact: string; valid_from: Date | null; sorted: string }>(sql`
      SELECT s.contact, s.valid_from, ${at}::text AS sorted FROM read.ownership_status s
      WHERE s.status = 'unowned' AND ${held(asking, 's')}
        AND ${cursor === null ? sql`true` : sql`(${at}, s.contact) > (${cursor[0]}::timestamptz, ${cursor[1]}::uuid)`}
      ORDER BY ${at}, s.contact LIMIT ${size + 1}`);
    const found = pageOf(
      'unowned',
      rows,
      size,
      (row) => row,
      (row) => [row.sorted, row.contact],
    );
    const names = await namesOf(asking, { nodes: found.items.map(({ contact }) => contact) });
    const now = (asking.asOf ?? asking.now).getTime();
    return {
      ...found,
      items: found.items.map(({ contact, valid_from: since }) => ({
        contact: names.contact(contact)!,
        since: iso(since),
        waitedHours: since === null ? null : (now - since.getTime()) / 3_600_000,
      })),
    };
  },
});
