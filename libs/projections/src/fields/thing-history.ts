import { sameValues, type Fact, type Valid } from '#kernel';

const DAY_MS = 86_400_000;

/** A fact of a thing with where it stands in the thing's history; `since` is epoch milliseconds, null before all else. */
export interface Placed<F extends Fact = Fact> {
  readonly fact: F;
  readonly since: number | null;
}

/**
 * The believed facts of a thing in the order of its history: what opens it first, then undated ones, then by when they
 * happened; ties by position. A day is after everything of that day (in UTC) that was recorded before it. Nothing holds
 * of a thing before it was opened: `since` never goes back.
 */
export function thingHistory<F extends Fact>(
  believed: readonly F[],
  opens: (fact: Fact) => boolean,
): readonly Placed<F>[] {
  const instants = believed.filter((fact) => fact['precision'] === 'instant' && fact.occurred_at !== null);
  const place = (fact: Fact): number => {
    const { occurred_at: at, position } = fact;
    if (at === null) return Number.NEGATIVE_INFINITY;
    if (fact['precision'] !== 'day') return at;
    return instants.reduce(
      (latest, other) =>
        other.position < position && other.occurred_at! >= at && other.occurred_at! < at + DAY_MS
          ? Math.max(latest, other.occurred_at!)
          : latest,
      at,
    );
  };
  const ordered = believed
    .map((fact) => ({ fact, opening: opens(fact), at: place(fact) }))
    .sort(
      (a, b) =>
        Number(b.opening) - Number(a.opening) ||
        (a.at < b.at ? -1 : a.at > b.at ? 1 : 0) ||
        a.fact.position - b.fact.position ||
        a.fact.n - b.fact.n,
    );
  let reached = Number.NEGATIVE_INFINITY;
  return ordered.map(({ fact, at }) => {
    reached = Math.max(reached, at);
    return { fact, since: reached === Number.NEGATIVE_INFINITY ? null : reached };
  });
}

/** Rows of what holds since when, in order, each valid until the next one; equal neighbours are joined. Null is nothing. */
export function heldFrom(
  rows: readonly { readonly since: number | null; readonly values: Readonly<Record<string, unknown>> | null }[],
): Valid[] {
  const held: { from: number | null; to: number | null; values: Readonly<Record<string, unknown>> | null }[] = [];
  for (const { since, values } of rows) {
    const last = held.at(-1);
    // what holds for no time at all never did
    if (last !== undefined && last.from === since) held.pop();
    const before = held.at(-1);
    if (before !== undefined && sameValues(before.values, values)) before.to = null;
    else {
      if (before !== undefined) before.to = since;
      held.push({ from: since, to: null, values });
    }
  }
  return held.flatMap(({ from, to, values }) => (values === null ? [] : { from, to, values }));
}
