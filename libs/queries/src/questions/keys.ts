import { query, sql } from '#kernel';
import { iso } from '../reading/moments.js';

/** A source's key; its text is nowhere. */
export interface KeyLine {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly issuedAt: string | null;
  /** Who issued it: the address of a person, or what else did. */
  readonly issuedBy: string | null;
  readonly lastUsedAt: string | null;
  readonly revokedAt: string | null;
}

/** Every key ever issued, the newest first. */
export const keyList = query('keys', {
  path: 'keys',
  permission: 'keys.read',
  params: {},
  reads: ['staff'],
  answer: async (asking): Promise<{ readonly items: readonly KeyLine[] }> => {
    const rows = await asking.rows<{
      key: string;
      name: string;
      scopes: string;
      issued_at: Date;
      issued_by: string | null;
      last_used: string | null;
      revoked_at: Date | null;
    }>(sql`
      SELECT issued.key, issued.name, issued.scopes, issued.recorded_at AS issued_at,
             coalesce(by.email, issued.actor) AS issued_by,
             (SELECT max(r.at) FROM vault.receipts r WHERE r.source = issued.name AND r.at >= extract(epoch FROM issued.recorded_at) * 1000) AS last_used,
             (SELECT min(k.recorded_at) FROM read.staff_key_said k
              WHERE k.key = issued.key AND k.active = false AND k.until IS NULL) AS revoked_at
      FROM read.staff_key_said issued
      LEFT JOIN read.staff_person by
        ON by.person::text = issued.actor AND by.believed_until IS NULL AND by.valid_to IS NULL
      WHERE issued.until IS NULL AND issued.active
      ORDER BY issued.position DESC`);
    return {
      items: rows.map((row) => ({
        id: row.key,
        name: row.name,
        scopes: row.scopes.split(' '),
        issuedAt: iso(row.issued_at),
        issuedBy: row.issued_by,
        lastUsedAt: row.last_used === null ? null : new Date(Number(row.last_used)).toISOString(),
        revokedAt: iso(row.revoked_at),
      })),
    };
  },
});
