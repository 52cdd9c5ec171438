import { IDENTITY } from './tables.js';

/** What of a generation decides where one can go back to. */
export interface GenerationState {
  readonly projection: string;
  readonly generation: number;
  readonly state: string;
  /** The generation of the identity map its contacts are read through. */
  readonly identity: number | null;
}

/** The generations that become live together when a read model goes back, or why it cannot. */
export type GoingBack<G extends GenerationState> =
  { readonly back: readonly G[]; readonly why?: undefined } | { readonly back: null; readonly why: string };

/**
 * Where a read model goes back to: its generation before the live one. Where that is of another identity map, the map
 * and all that is read through it go back together: each must still have its generation of that map, since nothing
 * follows a map that is not live.
 */
export function goingBack<G extends GenerationState>(all: readonly G[], name: string): GoingBack<G> {
  const kept = all
    .filter((g) => g.projection === name && g.state === 'kept')
    .reduce<G | null>((latest, g) => (latest === null || g.generation > latest.generation ? g : latest), null);
  if (kept === null) return { back: null, why: `read model ${name} has no earlier generation to go back to` };
  const live = all.find((g) => g.projection === name && g.state === 'live');
  const map = name === IDENTITY ? kept.generation : kept.identity;
  if (name !== IDENTITY && (live === undefined || live.identity === map)) return { back: [kept] };
  const together = all.filter(
    (g) =>
      g.state === 'live' &&
      (g.projection === IDENTITY ? g.generation !== map : g.identity !== null && g.identity !== map),
  );
  const back: G[] = [];
  for (const { projection } of together) {
    const earlier = all.find(
      (g) =>
        g.projection === projection &&
        g.state === 'kept' &&
        (projection === IDENTITY ? g.generation : g.identity) === map,
    );
    if (earlier === undefined)
      return {
        back: null,
        why: `read model ${name} cannot go back: ${projection} has no generation of that identity map any more; rebuild it instead`,
      };
    back.push(earlier);
  }
  return { back };
}
