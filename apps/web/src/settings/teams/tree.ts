import type { TeamLine } from '../../api/types.js';

/** A team at its place in the tree. */
export interface PlacedTeam {
  readonly team: TeamLine;
  readonly depth: number;
}

/** Teams below the one they belong to, in the order given; one whose team above is missing stands at the top. */
export function treeOf(teams: readonly TeamLine[]): readonly PlacedTeam[] {
  const known = new Set(teams.map(({ team }) => team));
  const below = new Map<string | null, TeamLine[]>();
  for (const team of teams) {
    const parent = team.parent !== null && known.has(team.parent) && team.parent !== team.team ? team.parent : null;
    below.set(parent, [...(below.get(parent) ?? []), team]);
  }
  const placed: PlacedTeam[] = [];
  const seen = new Set<string>();
  const place = (team: TeamLine, depth: number): void => {
    if (seen.has(team.team)) return;
    seen.add(team.team);
    placed.push({ team, depth });
    for (const child of below.get(team.team) ?? []) place(child, depth + 1);
  };
  for (const team of below.get(null) ?? []) place(team, 0);
  // History may say that two are below each other: none of them is lost.
  for (const team of teams) place(team, 0);
  return placed;
}
