import { query, sql } from '#kernel';
import { ledgerLines, today, type LedgerLine } from '../reading/ledger.js';
import { whole } from '../reading/moments.js';

/** A source: whatever sends under one name. */
export interface SourceLine {
  readonly name: string;
  /** Keys of this name that are in force. */
  readonly keys: number;
  /** When a message of it came last; null where none ever did. */
  readonly lastSeenAt: string | null;
  /** Messages a minute, over the last five minutes. */
  readonly perMinute: number;
  /** Messages of it that wait in quarantine. */
  readonly waiting: number;
  /** What came in today; one line for each import, and one for what came by itself. */
  readonly today: readonly LedgerLine[];
}

interface Row {
  readonly name: string;
  readonly keys: string | null;
  readonly last_at: string | null;
  readonly lately: string | null;
  readonly waiting: string | null;
}

const LATELY_MINUTES = 5;

/** Every source that has a key or ever sent something. */
export const sourceList = query('sources', {
  path: 'sources',
  permission: 'projections.read',
  params: {},
  reads: ['staff', 'contacts', 'identity'],
  answer: async (asking): Promise<{ readonly items: readonly SourceLine[] }> => {
    const since = asking.now.getTime() - LATELY_MINUTES * 60_000;
    const day = await today(asking);
    const rows = await asking.rows<Row>(sql`
      WITH keys AS (
        SELECT issued.name, count(*) FILTER (WHERE NOT EXISTS (
                 SELECT FROM read.staff_key_said k WHERE k.key = issued.key AND k.active = false AND k.until IS NULL)) AS keys
        FROM read.staff_key_said issued
        WHERE issued.until IS NULL AND issued.active AND 'intake' = ANY (string_to_array(issued.scopes, ' '))
        GROUP BY issued.name
      ), lately AS (
        SELECT source AS name, sum(received) AS received FROM vault.receipts WHERE at >= ${since} GROUP BY source
      ), waiting AS (
        SELECT source AS name, sum(entries) AS entries FROM vault.quarantine_counts WHERE state = 'waiting' AND entries > 0 GROUP BY source
      ), names AS (
        SELECT name FROM keys UNION SELECT name FROM lately UNION SELECT name FROM waiting
        UNION SELECT source FROM read.ledger UNION SELECT source FROM vault.receipts_rolled
        UNION SELECT source FROM vault.import_books
      )
      SELECT name, keys.keys, newest.at AS last_at, lately.received AS lately, waiting.entries AS waiting
      FROM names
      LEFT JOIN keys USING (name) LEFT JOIN lately USING (name) LEFT JOIN waiting USING (name)
      LEFT JOIN LATERAL (
        SELECT greatest(
          (SELECT r.at FROM vault.receipts r WHERE r.source = names.name ORDER BY r.at DESC LIMIT 1),
          (SELECT max(r.last_at) FROM vault.receipts_rolled r WHERE r.source = names.name),
          (SELECT max(b.at) FROM vault.import_books b WHERE b.source = names.name)
        ) AS at
      ) newest ON true
      ORDER BY name`);
    const lines = await ledgerLines(asking, { from: day, to: day });
    return {
      items: rows.map(({ name, keys, last_at, lately, waiting }) => ({
        name,
        keys: whole(keys),
        lastSeenAt: last_at === null ? null : new Date(Number(last_at)).toISOString(),
        perMinute: Math.round((whole(lately) / LATELY_MINUTES) * 10) / 10,
        waiting: whole(waiting),
        today: lines.filter(({ source }) => source === name),
      })),
    };
  },
});
