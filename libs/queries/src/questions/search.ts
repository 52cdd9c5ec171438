import { open, optional, query, sql, text, wholeNumber } from '#kernel';
import { pageSize } from '../reading/paging.js';
import { leavesOut, matching, matchingWhole } from '../reading/search.js';

/** A contact found by the beginning of its name, address, company or identifier. */
export interface SearchHit {
  readonly contact: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly company: string | null;
}

const USUAL = 10;

/**
 * What Ctrl-K finds: contacts of which the text is the whole first, then those last in touch. `cut` says that more than a thousand of a kind match, of which only
 * the first are looked at.
 */
export const search = query('search', {
  path: 'search',
  permission: 'contacts.read',
  params: { q: open(text), limit: optional(wholeNumber) },
  reads: ['contacts', 'identity'],
  answer: async (asking, { q, limit }): Promise<{ readonly items: readonly SearchHit[]; readonly cut?: true }> => {
    const beginning = q.trim();
    if (beginning === '') return { items: [] };
    const found = asking.rows<SearchHit>(sql`
      SELECT c.contact,
             coalesce(c.name, CASE WHEN c.email IS NULL THEN strongest.value END) AS name, c.email, c.company
      FROM read.contacts_contact c
      LEFT JOIN LATERAL (
        SELECT n.value
        FROM read.identity_map m JOIN read.identity_node n ON n.node = m.node
        WHERE m.contact = c.contact AND m.until_position IS NULL AND c.name IS NULL AND c.email IS NULL
        ORDER BY array_position(ARRAY['user', 'email', 'phone', 'external', 'anonymous'], n.kind), n.position
        LIMIT 1
      ) strongest ON true
      WHERE c.contact IN (${matching(beginning)})
      ORDER BY (c.contact IN (${matchingWhole(beginning)})) DESC, c.last_at DESC NULLS LAST, c.contact
      LIMIT ${limit === undefined ? USUAL : pageSize(limit)}`);
    const [items, cut] = await Promise.all([found, leavesOut(asking, beginning)]);
    return cut ? { items, cut } : { items };
  },
});
