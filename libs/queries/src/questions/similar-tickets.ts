import { isUuid, open, optional, query, sql, text, wholeNumber, type Asking } from '#kernel';
import { iso } from '../reading/moments.js';
import { pageSize } from '../reading/paging.js';
import { ticketLines, titlesOf, type TicketLine, type TicketRow } from '../reading/tickets.js';
import { overlap, wordsOf } from '../reading/word-overlap.js';

/** A solved ticket that is like another one. */
export interface SimilarTicket extends TicketLine {
  readonly resolvedAt: string | null;
  /** What they have in common; the words of the titles from 0 to 1. */
  readonly common: {
    readonly theme: boolean;
    readonly company: boolean;
    readonly contact: boolean;
    readonly channel: boolean;
    readonly words: number;
  };
  /** The answer's event holds how it was solved. */
  readonly resolvedEvent: string | null;
}

/** How many solved tickets of each kind, the newest, are looked at. */
const CANDIDATES = 200;

/** What having something in common weighs, next to titles of the same words. */
const WEIGHS = { words: 4, theme: 2, company: 1, contact: 1, channel: 0.25 } as const;

type Candidate = TicketRow & { readonly resolved_at: Date | null; readonly resolved_event: string | null };

/**
 * Solved tickets like one, the likest first: of the same theme, company or contact, or with words of the title in
 * common, among the newest 200 of each. Titles count while they may be read.
 */
export const similarTickets = query('similar-tickets', {
  path: 'tickets/:ticket/similar',
  permission: 'tickets.read',
  params: { ticket: open(text), limit: optional(wholeNumber) },
  reads: ['tickets', 'contacts', 'companies', 'identity'],
  answer: async (asking, { ticket, limit }): Promise<{ readonly items: readonly SimilarTicket[] } | null> => {
    const size = pageSize(limit ?? 10);
    if (!isUuid(ticket)) return null;
    const [own] = await asking.byKey<TicketRow>(sql`SELECT * FROM read.tickets_queue WHERE ticket = ${ticket}`);
    if (own === undefined) return null;
    const candidates = await solved(asking, own);
    const titles = await titlesOf(asking, [own, ...candidates]);
    const words = wordsOf(titles.get(ticket) ?? '');
    const likest = candidates
      .map((row) => {
        const common = {
          theme: own.theme !== null && row.theme === own.theme,
          company: own.company !== null && row.company === own.company,
          contact: own.profile !== null && row.profile === own.profile,
          channel: own.channel !== null && row.channel === own.channel,
          words: overlap(words, wordsOf(titles.get(row.ticket) ?? '')),
        };
        return { row, common, weight: weightOf(common) };
      })
      .filter(({ common }) => common.theme || common.company || common.contact || common.words > 0)
      .sort((a, b) => b.weight - a.weight)
      .slice(0, size);
    const lines = await ticketLines(
      asking,
      likest.map(({ row }) => row),
    );
    return {
      items: likest.map(({ row, common }, i) => ({
        ...lines[i]!,
        resolvedAt: iso(row.resolved_at),
        resolvedEvent: row.resolved_event,
        common,
      })),
    };
  },
});

function weightOf(common: SimilarTicket['common']): number {
  return Object.entries(WEIGHS).reduce(
    (sum, [name, weight]) => sum + weight * Number(common[name as keyof typeof WEIGHS]),
    0,
  );
}

/** The newest solved tickets of the same theme, company or contact, and the newest of all, newest first. */
async function solved(asking: Asking, own: TicketRow): Promise<readonly Candidate[]> {
  const newest = sql`ORDER BY t.resolved_at DESC NULLS LAST, t.ticket LIMIT ${CANDIDATES}`;
  const from = sql`
    SELECT t.ticket, t.resolved_at, t.resolved_event FROM read.tickets_ticket t
    WHERE t.believed_until IS NULL AND t.valid_to IS NULL AND t.status IN ('resolved', 'closed') AND t.ticket <> ${own.ticket}`;
  return asking.rows<Candidate>(sql`
    SELECT q.*, found.resolved_at, found.resolved_event
    FROM (
      (${from} AND t.theme = ${own.theme} ${newest})
      UNION (${from} AND t.company = ${own.company}::uuid ${newest})
      UNION (${from} AND t.profile = ${own.profile}::uuid ${newest})
      UNION (${from} ${newest})
    ) found
    JOIN read.tickets_queue q ON q.ticket = found.ticket
    ORDER BY found.resolved_at DESC NULLS LAST, q.ticket`);
}
