import { query, sql } from '#kernel';
import { held, iso, known } from '../reading/moments.js';
import { namesOf, NAMES_READ, type Called } from '../reading/who.js';

/** That somebody is, or was, in a team in one role. */
export interface MembershipLine {
  readonly person: Called;
  readonly team: string;
  /** `member` or `lead`. */
  readonly role: string;
  /** Null where that is not known. */
  readonly since: string | null;
  /** Null where they still are. */
  readonly until: string | null;
  /** Whether they were removed from the staff. */
  readonly gone: boolean;
}

/** Who is and was in which team, as of any moment: those who are first, then those who left, the last to leave first. */
export const membershipList = query('memberships', {
  path: 'memberships',
  permission: 'settings.read',
  params: {},
  reads: NAMES_READ,
  clocks: true,
  answer: async (asking): Promise<{ readonly items: readonly MembershipLine[] }> => {
    const at = asking.asOf ?? asking.now;
    const rows = await asking.rows<{
      person: string;
      team: string;
      role: string;
      valid_from: Date | null;
      valid_to: Date | null;
      gone: boolean;
    }>(sql`
      SELECT m.person, m.team, m.role, m.valid_from, ended.valid_to, coalesce(NOT p.active, false) AS gone
      FROM read.teams_membership m
      CROSS JOIN LATERAL (SELECT CASE WHEN m.valid_to <= ${at} THEN m.valid_to END AS valid_to) ended
      LEFT JOIN read.staff_person p ON p.person = m.person AND ${held(asking, 'p')}
      WHERE ${known(asking, 'm')} AND m.team IS NOT NULL AND (m.valid_from IS NULL OR m.valid_from <= ${at})
      ORDER BY ended.valid_to DESC NULLS FIRST, m.role, m.valid_from NULLS FIRST, m.person`);
    const names = await namesOf(asking, { staff: rows.map(({ person }) => person) });
    return {
      items: rows.map(({ person, team, role, valid_from: since, valid_to: until, gone }) => ({
        person: names.staff(person)!,
        team,
        role,
        since: iso(since),
        until: iso(until),
        gone,
      })),
    };
  },
});
