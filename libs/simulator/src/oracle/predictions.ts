import type { Millis } from '#kernel';
import {
  bgNbdExpectedOf,
  fitBgNbd,
  fitGammaGamma,
  fitSbg,
  gammaGammaExpected,
  sbgSurvival,
  type Purchases,
  type Renewals,
} from '#numerics';
import { ordersAt } from './orders-told.js';
import { subscriptions, termsAt } from './subscriptions-told.js';
import { closingOf, type Expected, type Oracle } from './told.js';

const DAY = 86_400_000;
/** A month in the mean of the Gregorian calendar, in days. */
const MONTH = 365.2425 / 12;
/** What a year of waiting takes off. */
const DISCOUNT = 0.1;
const DIGITS = 5;

const worth = (months: number): number => (1 + DISCOUNT) ** (-months / 12);
const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

/** Values by currency, each the mean of those that were expected there; null where no model fits. */
function means<T>(by: ReadonlyMap<string, readonly T[]>, expected: (all: readonly T[]) => readonly number[]): Expected {
  const each = [...by].map(([currency, all]) => [currency, expected(all)] as const);
  const amounts = each.map(([currency, values]) => [
    currency,
    values.length === 0 ? null : sum(values) / values.length,
  ]);
  return { value: null, amounts: Object.fromEntries(amounts), digits: DIGITS };
}

/** What a customer bought: on which days after the first, and for how much each. */
interface Bought extends Purchases {
  readonly mean: number;
}

function boughtOf(days: ReadonlyMap<number, number>, closing: Millis): Bought {
  const ordered = [...days].sort(([a], [b]) => a - b);
  const [first] = ordered[0]!;
  const later = ordered.slice(1);
  return {
    frequency: later.length,
    recency: ordered.at(-1)![0] - first,
    age: Math.floor(closing / DAY) - first,
    mean: later.length === 0 ? 0 : sum(later.map(([, spent]) => spent)) / later.length,
  };
}

/** "predicted, orders: BG/NBD × gamma-gamma (Fader, Hardie & Lee 2005); discounted": of the twelve months ahead, by currency */
export const lifetimeValueOrders: Oracle = (history, asked) => {
  const closing = closingOf(asked);
  const days = new Map<string, Map<number, number>>();
  for (const { unit, currency, placed, cancelled, net, margin } of ordersAt(history, asked.knownUpTo, closing)) {
    if (cancelled) continue;
    const key = `${currency}|${unit}`;
    const of = days.get(key) ?? new Map<number, number>();
    const day = Math.floor(placed.at / DAY);
    days.set(key, of.set(day, (of.get(day) ?? 0) + (margin ?? net)));
  }
  const by = new Map<string, Bought[]>();
  for (const [key, of] of days) {
    const [currency] = key.split('|') as [string];
    by.set(currency, [...(by.get(currency) ?? []), boughtOf(of, closing)]);
  }
  return means(by, (all) => {
    const returned = all.filter(({ frequency, mean }) => frequency > 0 && mean > 0);
    if (returned.length < 2) return [];
    const coming = fitBgNbd(all);
    const spending = fitGammaGamma(returned.map(({ frequency, mean }) => ({ purchases: frequency, mean })));
    if (!coming.converged || !spending.converged) return [];
    return all.map((one) => {
      if (one.frequency > 0 && one.mean <= 0) return 0;
      const each = gammaGammaExpected(spending.parameters, { purchases: one.frequency, mean: one.mean }) ?? NaN;
      const times = Array.from({ length: 13 }, (_, month) =>
        month === 0 ? 0 : bgNbdExpectedOf(coming.parameters, one, month * MONTH),
      );
      return each * sum(times.slice(1).map((until, i) => (until - times[i]!) * worth(i + 0.5)));
    });
  });
};

/** Whole months between two moments, as a calendar counts them, and whether anything is left over. */
function monthsBetween(from: Millis, to: Millis): { readonly whole: number; readonly more: boolean } {
  const [a, b] = [new Date(from), new Date(to)];
  const inMonth = (date: Date): number => date.getUTCDate() * DAY + (date.getTime() % DAY);
  const apart = (b.getUTCFullYear() - a.getUTCFullYear()) * 12 + b.getUTCMonth() - a.getUTCMonth();
  const whole = apart - (inMonth(b) < inMonth(a) ? 1 : 0);
  const days = new Date(Date.UTC(a.getUTCFullYear(), a.getUTCMonth() + whole + 1, 0)).getUTCDate();
  const then = Date.UTC(a.getUTCFullYear(), a.getUTCMonth() + whole, Math.min(a.getUTCDate(), days)) + (from % DAY);
  return { whole, more: then < to };
}

interface Renewed extends Renewals {
  readonly brings: number;
  readonly counts: boolean;
}

/** "predicted, subscriptions: shifted-beta-geometric (Fader & Hardie 2007) × margin; discounted": of three years, by currency */
export const lifetimeValueSubscriptions: Oracle = (history, asked) => {
  const closing = closingOf(asked);
  const by = new Map<string, Renewed[]>();
  for (const subscription of subscriptions(history, asked)) {
    const { phase, started, ended, currency, monthly, atRisk } = termsAt(subscription, closing);
    if (started === null || currency === null) continue;
    const left = phase === 'ended';
    const { whole, more } = monthsBetween(started.at, Math.max(started.at, left ? ended!.at : closing));
    const renewal = left ? Math.max(1, whole + (more ? 1 : 0)) : whole;
    const one = { customers: 1, renewal, left, brings: monthly, counts: phase === 'paid' && !atRisk };
    by.set(currency, [...(by.get(currency) ?? []), one]);
  }
  return means(by, (all) => {
    if (!all.some(({ left }) => left) || all.every(({ left }) => left)) return [];
    const { parameters, converged } = fitSbg(all);
    if (!converged) return [];
    return all
      .filter(({ counts }) => counts)
      .map(({ renewal, brings }) => {
        const months = Array.from({ length: 36 }, (_, i) => i + 1);
        const there = sbgSurvival(parameters, renewal);
        return sum(months.map((n) => (brings * worth(n) * sbgSurvival(parameters, renewal + n)) / there));
      });
  });
};
