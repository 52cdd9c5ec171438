import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { call } from '../api/client.js';
import type { PersonRow, TeamRow } from '../api/types.js';

/** Somebody, or a team, to choose. */
export interface Choice {
  readonly id: string;
  readonly name: string;
}

/** Who works here, and in which teams. */
export interface Staff {
  readonly people: readonly Choice[];
  /** Those that are open. */
  readonly teams: readonly Choice[];
  /** What somebody is called; null where nobody knows. */
  person(id: string | null): string | null;
  team(id: string | null): string | null;
}

/** Everybody who may sign in, and everybody who is in a team, by name. */
export function useStaff(): Staff {
  const people = useQuery({
    queryKey: ['people'],
    queryFn: ({ signal }) => call<{ items: PersonRow[] }>('/api/people', { signal }),
    meta: { reads: ['staff'] },
  }).data?.items;
  const teams = useQuery({
    queryKey: ['teams', 'all'],
    queryFn: ({ signal }) => call<{ items: TeamRow[] }>('/api/teams', { signal }),
    meta: { reads: ['staff', 'teams'] },
  }).data?.items;
  return useMemo(() => staffOf(people ?? [], teams ?? []), [people, teams]);
}

function staffOf(people: readonly PersonRow[], teams: readonly TeamRow[]): Staff {
  const named = new Map<string, string>();
  for (const { members } of teams) for (const { id, name } of members) if (name !== null) named.set(id, name);
  for (const { id, name, email } of people) named.set(id, name ?? email ?? id.slice(0, 8));
  const grouped = new Map(teams.map(({ team, name }) => [team, name ?? team.slice(0, 8)]));
  const byName = (a: Choice, b: Choice): number => a.name.localeCompare(b.name);
  return {
    people: [...named].map(([id, name]) => ({ id, name })).sort(byName),
    teams: teams
      .filter(({ open }) => open)
      .map(({ team }) => ({ id: team, name: grouped.get(team)! }))
      .sort(byName),
    person: (id) => (id === null ? null : (named.get(id) ?? null)),
    team: (id) => (id === null ? null : (grouped.get(id) ?? null)),
  };
}
