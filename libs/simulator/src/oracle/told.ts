import { importUndone, withdrawn, type Millis } from '#kernel';
import { happenedAt, thingOf, type Dealing } from '../dealings/index.js';
import { isDealing, once, type Recorded } from './recorded.js';

/** What a figure is asked for: a half-open period, what had happened by when, and how much was recorded by then. */
export interface Asked {
  readonly from: Millis;
  readonly to: Millis;
  readonly asOf: Millis;
  readonly knownUpTo: number;
}

/** What a figure must be. Money is told by currency. */
export interface Expected {
  readonly value: number | null;
  readonly numerator?: number;
  readonly denominator?: number;
  readonly n?: number;
  /** Records that nobody has a date for, beside. */
  readonly undated?: number;
  /** Records that are too young to tell, beside. */
  readonly immature?: number;
  readonly median?: number | null;
  readonly mean?: number | null;
  readonly amounts?: Readonly<Record<string, number | null>>;
  /** Of a matrix: how many are there, by `cohort|step|size of the cohort`. */
  readonly cells?: Readonly<Record<string, number>>;
  /** To how many digits, where it is what a fit comes to; nine otherwise. */
  readonly digits?: number;
}

/** What a figure must be, by all there is, in the order in which it was recorded. */
export type Oracle = (history: readonly Recorded[], asked: Asked) => Expected;

/** A moment as it was told; `at` is where it stands in time, 00:00 of a day. */
export interface Moment {
  readonly at: Millis;
  readonly day: boolean;
}

/** When a dealing happened; null where nobody knows. */
export function momentOf(dealing: Dealing): Moment | null {
  const at = happenedAt(dealing);
  return at === null ? null : { at, day: dealing.when.precision === 'day' };
}

/** The dealings recorded by then, of which nobody had taken back by then. */
export const told = once((history: readonly Recorded[], knownUpTo: number): readonly Dealing[] => {
  const recorded = history.slice(0, knownUpTo).filter(isDealing);
  const gone = new Set(recorded.flatMap(({ takesBack }) => (takesBack === undefined ? [] : [takesBack.messageId])));
  const undone = new Set(recorded.filter(({ definition }) => definition === importUndone).map(thingOf));
  return recorded.filter(
    ({ definition, messageId, import: named }) =>
      definition !== withdrawn && !gone.has(messageId) && (named === undefined || !undone.has(named)),
  );
});

/** What was told of each thing of a kind, in the order of recording. */
export function ofEach(dealings: readonly Dealing[], kind: string): Map<string, Dealing[]> {
  const things = new Map<string, Dealing[]>();
  for (const dealing of dealings) {
    if (dealing.definition.subject !== kind) continue;
    const thing = thingOf(dealing);
    const of = things.get(thing);
    if (of === undefined) things.set(thing, [dealing]);
    else of.push(dealing);
  }
  return things;
}

/** What an event says, by its name without that of the thing. */
export function wordOf({ definition }: Dealing): string {
  return definition.name.slice(definition.subject.length + 1);
}

/** Whether something happened in the period. */
export function within({ from, to }: Asked, moment: Moment | null): boolean {
  return moment !== null && moment.at >= from && moment.at < to;
}

/** The instant of figures that are about a moment: the end of the period, or as of when, whichever is earlier. */
export function endOf({ to, asOf }: Asked): Millis {
  return Math.min(to, asOf);
}

/** The last moment of the period, or as of when: what begins with the next period is not there yet. */
export function closingOf({ to, asOf }: Asked): Millis {
  return Math.min(to - 0.001, asOf);
}

/** The moment right before the period: what begins with it was not there yet. */
export function openingOf({ from }: Asked): Millis {
  return from - 0.001;
}

/** The hours between two moments; of days, those between their dates. */
export function hoursBetween(from: Moment | null, to: Moment | null): number | null {
  if (from === null || to === null) return null;
  const day = 86_400_000;
  if (from.day || to.day) return (Math.floor(to.at / day) - Math.floor(from.at / day)) * 24;
  return (to.at - from.at) / 3_600_000;
}

/** One count over another one: no value where there is nothing below. */
export function ratio(numerator: number, denominator: number, beside: Partial<Expected> = {}): Expected {
  return { value: denominator === 0 ? null : numerator / denominator, numerator, denominator, ...beside };
}

/** How many. */
export function count(n: number, beside: Partial<Expected> = {}): Expected {
  return { value: n, n, ...beside };
}

/** The middle of values, linear between the two next to it, and their mean; `centre` is the figure. */
export function quantile(values: readonly number[], centre: 'median' | 'mean' = 'median'): Expected {
  const n = values.length;
  const sorted = [...values].sort((a, b) => a - b);
  const median = n === 0 ? null : (sorted[Math.floor((n - 1) / 2)]! + sorted[Math.ceil((n - 1) / 2)]!) / 2;
  const mean = n === 0 ? null : values.reduce((sum, value) => sum + value, 0) / n;
  return { value: centre === 'median' ? median : mean, median, mean, n };
}

/** Sums by currency. */
export function sums(amounts: Iterable<readonly [currency: string, amount: number]>): Readonly<Record<string, number>> {
  const sum: Record<string, number> = {};
  for (const [currency, amount] of amounts) sum[currency] = (sum[currency] ?? 0) + amount;
  return sum;
}
