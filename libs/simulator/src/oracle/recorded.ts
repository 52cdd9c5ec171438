import type { Dealing } from '../dealings/index.js';
import type { Simulated } from '../simulation.js';

/** Something as it was recorded: a message of a source, or a dealing of the company. */
export type Recorded = Simulated | Dealing;

/** Whether it is a dealing. */
export function isDealing(recorded: Recorded): recorded is Dealing {
  return 'definition' in recorded;
}

/** Messages of sources that were recorded by then, each once: what was sent again is recorded no second time. */
export function heard(history: readonly Recorded[], knownUpTo: number): readonly Simulated[] {
  return history
    .slice(0, knownUpTo)
    .filter((recorded): recorded is Simulated => !isDealing(recorded) && !recorded.truth.repeat);
}

/** Works something out once for what was recorded by when: every figure of that moment asks for it. */
export function once<T>(
  work: (history: readonly Recorded[], knownUpTo: number) => T,
): (history: readonly Recorded[], knownUpTo: number) => T {
  const done = new WeakMap<readonly Recorded[], Map<number, T>>();
  return (history, knownUpTo) => {
    let of = done.get(history);
    if (of === undefined) done.set(history, (of = new Map<number, T>()));
    if (!of.has(knownUpTo)) of.set(knownUpTo, work(history, knownUpTo));
    return of.get(knownUpTo)!;
  };
}
