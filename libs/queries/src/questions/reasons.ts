import { query, sql } from '#kernel';
import { HANDOFF_REASONS } from '#journey';
import { believed } from '../reading/contact.js';
import { iso } from '../reading/moments.js';

/** What reasons are given for, in the order settings list them. */
const KINDS = ['deal-won', 'deal-lost', 'handoff-refused', 'handoff-returned', 'subscription-cancelled'] as const;

/** The reasons people choose from, of one kind. */
export interface ReasonsLine {
  readonly of: (typeof KINDS)[number];
  readonly reasons: readonly string[];
  /** The event that set them last, and when; null, as is `since`, where nobody did yet. */
  readonly event: string | null;
  readonly since: string | null;
}

/** Which reasons there are to choose from, of every kind; as known at another moment, those set by then. */
export const reasonList = query('reasons', {
  path: 'reasons',
  permission: 'settings.read',
  params: {},
  reads: ['teams'],
  clocks: true,
  answer: async (asking): Promise<{ readonly items: readonly ReasonsLine[] }> => {
    const rows = await asking.rows<{
      kind: string;
      reasons: readonly string[];
      event_id: string;
      occurred_at: Date | null;
    }>(sql`
      SELECT DISTINCT ON (r.kind) r.kind, r.reasons, r.event_id, r.occurred_at FROM read.teams_reasons r
      WHERE ${believed(asking, 'r')} ORDER BY r.kind, r.position DESC`);
    const set = new Map(rows.map((row) => [row.kind, row]));
    const usual: Readonly<Record<string, readonly string[]>> = HANDOFF_REASONS;
    return {
      items: KINDS.map((of) => {
        const row = set.get(of);
        return {
          of,
          reasons: row?.reasons ?? usual[of] ?? [],
          event: row?.event_id ?? null,
          since: iso(row?.occurred_at),
        };
      }),
    };
  },
});
