import { query, sql } from '#kernel';
import { iso } from '../reading/moments.js';

/** Somebody who works here. */
export interface PersonLine {
  readonly id: string;
  readonly email: string | null;
  readonly name: string | null;
  readonly role: string;
  readonly addedAt: string | null;
  /** When they first came in by their one-time link. */
  readonly signedInAt: string | null;
  /** Until when an unused link opens; null where none does. */
  readonly linkExpiresAt: string | null;
}

/** Everybody who may sign in, in the order they were added. */
export const peopleList = query('people', {
  path: 'people',
  permission: 'staff.read',
  params: {},
  reads: ['staff'],
  answer: async (asking): Promise<{ readonly items: readonly PersonLine[] }> => {
    const rows = await asking.rows<{
      person: string;
      email: string | null;
      name: string | null;
      role: string;
      added_at: Date | null;
      signed_in_at: Date | null;
      link_expires_at: Date | null;
    }>(sql`
      SELECT p.person, p.email, p.name, p.role,
             max(s.recorded_at) FILTER (WHERE s.active) AS added_at,
             min(s.recorded_at) FILTER (WHERE s.link = 'used') AS signed_in_at,
             CASE WHEN p.link = 'issued' THEN max(s.link_expires_at) END AS link_expires_at
      FROM read.staff_person p
      JOIN read.staff_person_said s ON s.person = p.person AND s.until IS NULL
      WHERE p.believed_until IS NULL AND p.valid_to IS NULL AND p.active
      GROUP BY p.person, p.email, p.name, p.role, p.link
      ORDER BY added_at, p.person`);
    return {
      items: rows.map((row) => ({
        id: row.person,
        email: row.email,
        name: row.name,
        role: row.role,
        addedAt: iso(row.added_at),
        signedInAt: iso(row.signed_in_at),
        linkExpiresAt: iso(row.link_expires_at),
      })),
    };
  },
});
