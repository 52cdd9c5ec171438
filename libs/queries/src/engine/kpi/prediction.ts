import type { KpiHistory, KpiReading } from '#kernel';
import {
  bgNbdExpectedOf,
  fitBgNbd,
  fitGammaGamma,
  fitSbg,
  gammaGammaExpected,
  sbgSurvival,
  type Fit,
  type Purchases,
  type Renewals,
} from '#numerics';

/** A history, and how many records have it: of those that are counted, and of all that the model is fitted to. */
export type KnownHistory = readonly [counted: number, all: number, history: History];
/** As `KpiHistory` says. */
export type History = readonly number[];

/** How far ahead a prediction looks, and what a year of waiting takes off, as a share. */
export interface Horizon {
  readonly months: number;
  readonly discount: number;
}

/** A distribution that was fitted: by which parameters, how likely the histories are under them, and whether that is the most they can be. */
export interface Fitted {
  readonly name: 'bg-nbd' | 'gamma-gamma' | 'shifted-beta-geometric';
  readonly parameters: Readonly<Record<string, number>>;
  readonly logLikelihood: number;
  readonly evaluations: number;
  readonly converged: boolean;
}

/** What a prediction was made by. */
export interface Model {
  readonly histories: number;
  readonly fits: readonly Fitted[];
}

/** What is expected of a history; null where that cannot be said. */
type Expecting = (history: History) => number | null;

/** What is expected of those counted, all together and in the mean; null where a fit is not to be trusted. */
export interface Predicted {
  readonly sum: number | null;
  readonly mean: number | null;
  readonly model: Model;
}

/** Of how many days a month is: the mean one of the Gregorian calendar. */
const DAYS_A_MONTH = 30.436875;

/** How far a question looks ahead. */
export function horizonOf(parameter: KpiReading['parameter']): Horizon {
  return { months: Number(parameter('months')), discount: Number(parameter('discount')) / 100 };
}

/** The months ahead, from the first. */
function monthsAhead({ months }: Horizon): readonly number[] {
  return Array.from({ length: months }, (_, month) => month + 1);
}

/** What a month is worth that is waited for so long. */
function worth({ discount }: Horizon, months: number): number {
  return (1 + discount) ** (-months / 12);
}

/** Fits the model of such histories to all of them, and sums what it expects of those counted. */
export function predicted(of: KpiHistory, histories: readonly KnownHistory[], horizon: Horizon): Predicted {
  const { expecting, ...model } = modelOf(of, histories, horizon);
  if (expecting === null) return { sum: null, mean: null, model };
  let [sum, counted] = [0, 0];
  for (const [n, , history] of histories) {
    if (n === 0) continue;
    const value = expecting(history);
    // a sum that leaves some out would be taken for one of all
    if (value === null || !Number.isFinite(value)) return { sum: null, mean: null, model };
    sum += n * value;
    counted += n;
  }
  return { sum, mean: counted === 0 ? null : sum / counted, model };
}

/** What a model fitted to histories expects of each; `expecting` is null where a fit is not to be trusted. */
export function modelOf(
  of: KpiHistory,
  histories: readonly KnownHistory[],
  horizon: Horizon,
): Model & { readonly expecting: Expecting | null } {
  const all = histories.reduce((sum, [, n]) => sum + n, 0);
  const { fits, expecting } = of === 'purchases' ? purchases(histories, horizon) : renewals(histories, horizon);
  const trusted = fits.length > 0 && fits.every(({ converged }) => converged);
  return { histories: all, fits, expecting: trusted ? expecting : null };
}

interface FittedModel {
  readonly fits: readonly Fitted[];
  readonly expecting: Expecting;
}

const NOTHING: FittedModel = { fits: [], expecting: () => null };

/** How often a customer comes back within the months ahead (BG/NBD), times what is spent each time (gamma-gamma). */
function purchases(histories: readonly KnownHistory[], horizon: Horizon): FittedModel {
  // none who came back, or nothing that was spent: there is nothing to fit to
  const returned = histories.filter(([, , [frequency, , , mean]]) => frequency! > 0 && mean! > 0);
  if (returned.reduce((sum, [, customers]) => sum + customers, 0) < 2) return NOTHING;
  const seen = ([frequency, recency, age]: History): Purchases => ({
    frequency: frequency!,
    recency: recency!,
    age: age!,
  });
  const coming = fitBgNbd(histories.map(([, customers, history]) => ({ ...seen(history), customers })));
  const spending = fitGammaGamma(
    returned.map(([, customers, [frequency, , , mean]]) => ({ purchases: frequency!, mean: mean!, customers })),
  );
  const months = monthsAhead(horizon);
  return {
    fits: [fittedAs('bg-nbd', coming), fittedAs('gamma-gamma', spending)],
    expecting: (history) => {
      const [frequency, , , mean] = history;
      // who came back and brought nothing is not taken for one of whom nothing is known
      if (frequency! > 0 && mean! <= 0) return 0;
      const each = gammaGammaExpected(
        spending.parameters,
        mean! > 0 ? { purchases: frequency!, mean: mean! } : { purchases: 0, mean: 0 },
      );
      if (each === null) return null;
      let [before, worthOfAll] = [0, 0];
      for (const month of months) {
        const until = bgNbdExpectedOf(coming.parameters, seen(history), month * DAYS_A_MONTH);
        // in the middle of its month
        worthOfAll += (until - before) * worth(horizon, month - 0.5);
        before = until;
      }
      return each * worthOfAll;
    },
  };
}

/** What a subscription brings in each month ahead, times the chance that it is still there then. */
function renewals(histories: readonly KnownHistory[], horizon: Horizon): FittedModel {
  const passed = histories.map(([, customers, [months, ended]]): Renewals => ({
    renewal: months!,
    left: ended === 1,
    customers,
  }));
  if (!passed.some(({ left }) => left) || passed.every(({ left }) => left)) return NOTHING;
  const leaving = fitSbg(alikeTogether(passed));
  const months = monthsAhead(horizon);
  // what a subscription of an age brings is in proportion to what it brings a month
  const ofAge = new Map<number, number>();
  const paymentsOf = (age: number): number => {
    const there = sbgSurvival(leaving.parameters, age);
    const still = (month: number): number => sbgSurvival(leaving.parameters, age + month) / there;
    return months.reduce((sum, month) => sum + worth(horizon, month) * still(month), 0);
  };
  return {
    fits: [fittedAs('shifted-beta-geometric', leaving)],
    expecting: ([age, , brings]) => {
      const payments = ofAge.get(age!) ?? paymentsOf(age!);
      ofAge.set(age!, payments);
      return brings! * payments;
    },
  };
}

/** Subscribers that passed or left the same renewal, whatever they bring. */
function alikeTogether(passed: readonly Renewals[]): readonly Renewals[] {
  const together = new Map<string, Renewals>();
  for (const each of passed) {
    const key = `${each.renewal} ${each.left}`;
    together.set(key, { ...each, customers: each.customers + (together.get(key)?.customers ?? 0) });
  }
  return [...together.values()];
}

function fittedAs<M extends object>(name: Fitted['name'], { parameters, ...fit }: Fit<M>): Fitted {
  return { name, parameters: { ...parameters } as Readonly<Record<string, number>>, ...fit };
}
