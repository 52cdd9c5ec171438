import { query, sql, type Asking, type Envelope } from '#kernel';
import { iso } from '../reading/moments.js';

/** A source's key; its text is nowhere. */
export interface KeyLine {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly issuedAt: string | null;
  /** Who issued it: the address of a person, or what else did. */
  readonly issuedBy: string | null;
  /** When something was last delivered with it, as far as can be told; null where nothing was. */
  readonly lastUsedAt: string | null;
  readonly revokedAt: string | null;
  /** The webhook it is for, such as `stripe`; null for a key of none, and once it is revoked. */
  readonly webhook: string | null;
  /** Whether it is known what the webhook's source signs with; null for a key of none. */
  readonly signed: boolean | null;
}

interface Row {
  readonly key: string;
  readonly name: string;
  readonly scopes: string;
  readonly issued_at: Date;
  readonly issued_by: string | null;
  readonly revoked_at: Date | null;
  readonly webhook: string | null;
  readonly signed: boolean | null;
}

/** Deliveries looked through, the newest first, to tell keys of one name apart. */
const MOST_LOOKED_THROUGH = 500;

/** Every key ever issued, the newest first. */
export const keyList = query('keys', {
  path: 'keys',
  permission: 'keys.read',
  params: {},
  reads: ['staff'],
  answer: async (asking): Promise<{ readonly items: readonly KeyLine[] }> => {
    const rows = await asking.rows<Row>(sql`
      SELECT issued.key, issued.name, issued.scopes, issued.recorded_at AS issued_at,
             coalesce(by.email, issued.actor) AS issued_by,
             (SELECT min(k.recorded_at) FROM read.staff_key_said k
              WHERE k.key = issued.key AND k.active = false AND k.until IS NULL) AS revoked_at,
             w.webhook, w.wrapped IS NOT NULL AS signed
      FROM read.staff_key_said issued
      LEFT JOIN vault.webhook_secrets w ON w.key = issued.key
      LEFT JOIN read.staff_person by
        ON by.person::text = issued.actor AND by.believed_until IS NULL AND by.valid_to IS NULL
      WHERE issued.until IS NULL AND issued.active
      ORDER BY issued.position DESC`);
    const lastUsed = await Promise.all(
      rows.map((row) => lastUse(asking, row, rows.filter(({ name }) => name === row.name).length > 1)),
    );
    return {
      items: rows.map((row, i) => ({
        id: row.key,
        name: row.name,
        scopes: row.scopes.split(' '),
        issuedAt: iso(row.issued_at),
        issuedBy: row.issued_by,
        lastUsedAt: lastUsed[i]!,
        revokedAt: iso(row.revoked_at),
        webhook: row.webhook,
        signed: row.webhook === null ? null : row.signed,
      })),
    };
  },
});

/**
 * Deliveries are counted by the source's name. Where another key has or had the same name, what was recorded says which
 * of them it came with: its actor is the key.
 */
async function lastUse(asking: Asking, { key, name, issued_at, revoked_at }: Row, shared: boolean) {
  const deliveries = await asking.rows<{ at: string; position: string | null }>(sql`
    SELECT r.at, r.position FROM (
      SELECT source, at, last_position AS position FROM vault.receipts
      UNION ALL SELECT source, last_at, last_position FROM vault.receipts_rolled
    ) r
    WHERE r.source = ${name} AND r.at >= ${issued_at.getTime()} AND r.at <= ${revoked_at?.getTime() ?? Number.MAX_SAFE_INTEGER}
    ORDER BY r.at DESC LIMIT ${shared ? MOST_LOOKED_THROUGH : 1}`);
  if (!shared) return instantOf(deliveries[0]);
  const positions = deliveries.flatMap(({ position }) => (position === null ? [] : [Number(position)]));
  const { events } = await asking.events([...new Set(positions)]);
  const own = new Set(
    events
      .filter(({ text }) => {
        const { actor } = JSON.parse(text) as Envelope;
        return actor.kind === 'key' && actor.id === key;
      })
      .map(({ position }) => position),
  );
  return instantOf(deliveries.find(({ position }) => position !== null && own.has(Number(position))));
}

function instantOf(delivery: { readonly at: string } | undefined): string | null {
  return delivery === undefined ? null : new Date(Number(delivery.at)).toISOString();
}
