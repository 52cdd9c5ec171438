import { useQuery } from '@tanstack/react-query';
import { call } from '../api/client.js';
import type { HandoffLine, TeamLine } from '../api/types.js';
import { useSession } from '../app/session.js';

/** Up to when what was taken over may be given back: 14 days. */
const RETURN_WITHIN_MS = 14 * 86_400_000;

/** Every team, with its members. */
export function useTeams() {
  return useQuery({
    queryKey: ['teams'],
    queryFn: ({ signal }) => call<{ items: readonly TeamLine[] }>('/api/teams', { signal }),
    meta: { reads: ['staff', 'teams'] },
  });
}

/** Somebody's place among the teams: which they are in, and which they lead, with those below. */
export interface Place {
  readonly person: string;
  readonly member: readonly TeamLine[];
  readonly leads: ReadonlySet<string>;
}

/** Where somebody stands among the teams. */
export function placeOf(person: string, teams: readonly TeamLine[]): Place {
  const member = teams.filter(({ members }) => members.some(({ id }) => id === person));
  const leads = new Set(
    teams
      .filter(
        ({ lead, members }) => lead?.id === person || members.some(({ id, role }) => id === person && role === 'lead'),
      )
      .map(({ team }) => team),
  );
  for (let before = -1; before < leads.size;) {
    before = leads.size;
    for (const { team, parent } of teams) if (parent !== null && leads.has(parent)) leads.add(team);
  }
  return { person, member, leads };
}

/** The place of the person in front of the screen; null until it is known. */
export function usePlace(): Place | null {
  const person = useSession()?.person.id;
  const teams = useTeams().data;
  return person === undefined || teams === undefined ? null : placeOf(person, teams.items);
}

/** What somebody may do about a handoff; the API has the last word. */
export function choicesOf(line: HandoffLine, { person, member, leads }: Place, now: number) {
  const team = line.team?.id ?? '';
  const offered = line.to === null ? member.some((one) => one.team === team) : line.to.id === person;
  const inTime = line.answerBy === null || Date.parse(line.answerBy) > now;
  const open = line.status === 'open' && inTime;
  const since = line.answeredAt === null ? now : Date.parse(line.answeredAt);
  return {
    answer: open && (offered || leads.has(team)),
    withdraw: open && (line.from?.id === person || leads.has(line.fromTeam?.id ?? '')),
    giveBack:
      line.status === 'accepted' && now - since <= RETURN_WITHIN_MS && (line.by?.id === person || leads.has(team)),
  };
}
