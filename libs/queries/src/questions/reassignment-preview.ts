import { id, isCompanyNode, optional, query, sql } from '#kernel';
import { bookOf, openDealsOf, type BookEntry } from '../reading/book.js';
import { handoffLines, type HandoffLine, type HandoffRow } from '../reading/handoffs.js';
import { namesOf, NAMES_READ, type Called } from '../reading/who.js';

/** What somebody has that others would get. */
export interface ReassignmentPreview {
  readonly person: Called;
  readonly contacts: number;
  readonly companies: number;
  readonly openDeals: number;
  /** The first 50 of them. */
  readonly first: readonly Called[];
  /** Offers they made that nobody answered: they go on, and come back as the rule says. */
  readonly offered: readonly HandoffLine[];
  /** Offers to them alone: nobody else can answer but who leads their team. */
  readonly awaited: readonly HandoffLine[];
}

const SHOWN = 50;

/** What giving somebody's book to others would move; nothing is changed by asking. */
export const reassignmentPreview = query('reassignment-preview', {
  path: 'books/:person/reassignment-preview',
  permission: 'owners.assign',
  params: { person: id, team: optional(id) },
  reads: [...NAMES_READ, 'deals', 'ownership'],
  answer: async (asking, { person, team }): Promise<ReassignmentPreview> => {
    const [book, deals, handoffs] = await Promise.all([
      bookOf(asking, person, team),
      openDealsOf(asking, person),
      asking.rows<HandoffRow>(sql`
        SELECT h.* FROM read.ownership_handoff h
        WHERE h.status = 'open' AND (h.from_person = ${person} OR h.to_person = ${person})
          AND h.believed_until IS NULL AND h.valid_to IS NULL
        ORDER BY h.answer_by, h.handoff LIMIT 500`),
    ]);
    const ids = [...new Set(book.map(({ contact }: BookEntry) => contact))];
    const [lines, names] = await Promise.all([
      handoffLines(asking, handoffs),
      namesOf(asking, { staff: [person], nodes: ids.slice(0, SHOWN) }),
    ]);
    return {
      person: names.staff(person)!,
      contacts: ids.filter((one) => !isCompanyNode(one)).length,
      companies: ids.filter(isCompanyNode).length,
      openDeals: deals.length,
      first: ids.slice(0, SHOWN).map((contact) => names.contact(contact)!),
      offered: lines.filter((_, i) => handoffs[i]!.from_person === person),
      awaited: lines.filter((_, i) => handoffs[i]!.to_person === person),
    };
  },
});
