import { query, sql } from '#kernel';
import { held, iso } from '../reading/moments.js';
import { namesOf, NAMES_READ, type Called } from '../reading/who.js';

/** A team, with who is in it. */
export interface TeamLine {
  readonly team: string;
  readonly name: string | null;
  readonly function: string | null;
  readonly region: string | null;
  readonly parent: string | null;
  readonly lead: Called | null;
  readonly calendar: string | null;
  readonly open: boolean;
  readonly members: readonly (Called & { readonly role: string; readonly since: string | null })[];
}

/** Teams and their members, as of any moment; closed ones last. */
export const teamList = query('teams', {
  path: 'teams',
  permission: 'settings.read',
  params: {},
  reads: NAMES_READ,
  clocks: true,
  answer: async (asking): Promise<{ readonly items: readonly TeamLine[] }> => {
    const [teams, members] = await Promise.all([
      asking.rows<Omit<TeamLine, 'lead' | 'members'> & { lead: string | null }>(sql`
        SELECT t.team, t.name, t.function, t.region, t.parent, t.lead, t.calendar, t.open FROM read.teams_team t
        WHERE ${held(asking, 't')} ORDER BY t.open DESC, t.name, t.team`),
      asking.rows<{ person: string; team: string; role: string; valid_from: Date | null }>(sql`
        SELECT m.person, m.team, m.role, m.valid_from FROM read.teams_membership m
        WHERE ${held(asking, 'm')} ORDER BY m.role, m.valid_from NULLS FIRST, m.person`),
    ]);
    const names = await namesOf(asking, {
      staff: [...teams.map(({ lead }) => lead), ...members.map(({ person }) => person)],
    });
    return {
      items: teams.map((team) => ({
        ...team,
        lead: names.staff(team.lead),
        members: members
          .filter((member) => member.team === team.team)
          .map(({ person, role, valid_from }) => ({ ...names.staff(person)!, role, since: iso(valid_from) })),
      })),
    };
  },
});
