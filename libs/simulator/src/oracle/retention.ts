import type { Millis } from '#kernel';
import type { Recorded } from './recorded.js';
import { subscriptions, termsAt, type Subscription } from './subscriptions-told.js';
import { survivalOf } from './survival-of.js';
import { closingOf, count, openingOf, ratio, sums, within, type Asked, type Expected, type Oracle } from './told.js';

const DAY = 86_400_000;

/** Customers with a paid subscription in force at an instant. */
function customersAt(all: readonly Subscription[], at: Millis): Set<string> {
  return new Set(all.filter((one) => termsAt(one, at).phase === 'paid').map(({ unit }) => unit));
}

/** What came in of each customer a month, at an instant, by customer and currency. */
function monthlyAt(all: readonly Subscription[], at: Millis): Map<string, number> {
  const amounts = new Map<string, number>();
  for (const one of all) {
    const { monthly, currency, phase } = termsAt(one, at);
    if (phase !== 'paid' || currency === null) continue;
    const key = `${one.unit}|${currency}`;
    amounts.set(key, (amounts.get(key) ?? 0) + monthly);
  }
  return amounts;
}

/** Of customers at the beginning, who is one at the end. */
function stayed(history: readonly Recorded[], asked: Asked): { readonly there: number; readonly stayed: number } {
  const all = subscriptions(history, asked);
  const there = [...customersAt(all, openingOf(asked))];
  const end = customersAt(all, closingOf(asked));
  return { there: there.length, stayed: there.filter((unit) => end.has(unit)).length };
}

/** "customer units active at `from` whose last paid subscription ended in the period and was not resumed in it / active at `from`" */
export const logoChurn: Oracle = (history, asked) => {
  const { there, stayed: left } = stayed(history, asked);
  return ratio(there - left, there);
};

/** "1 − it" */
export const retention: Oracle = (history, asked) => {
  const { there, stayed: left } = stayed(history, asked);
  return ratio(left, there);
};

/** "customers churned by `asOf` / all customers ever" */
export const everChurnedShare: Oracle = (history, asked) => {
  const all = subscriptions(history, asked);
  const byUnit = new Map<string, Subscription[]>();
  for (const one of all) byUnit.set(one.unit, [...(byUnit.get(one.unit) ?? []), one]);
  let ever = 0;
  let churned = 0;
  for (const own of byUnit.values()) {
    const moments = [...new Set(own.flatMap(({ steps }) => steps.map(({ at }) => at)))]
      .filter((at) => at <= closingOf(asked))
      .sort((a, b) => a - b);
    const paying = moments.map((at) => customersAt(own, at).size > 0);
    if (paying.includes(true)) ever++;
    if (paying.some((pays, i) => !pays && i > 0 && paying[i - 1]!)) churned++;
  }
  return ratio(churned, ever);
};

/** "recurring amounts in force at an instant, annual / 12, net of tax and discount, no trials" */
export const mrr: Oracle = (history, asked) => {
  const amounts = monthlyAt(subscriptions(history, asked), closingOf(asked));
  return { value: null, amounts: sums([...amounts].map(([key, amount]) => [key.split('|')[1]!, amount])) };
};

/** What customers at the beginning paid a month then, and how much of it counts at the end, by currency. */
function ofCustomers(
  history: readonly Recorded[],
  asked: Asked,
  counts: (begins: number, ends: number) => number,
): Expected {
  const all = subscriptions(history, asked);
  const there = customersAt(all, openingOf(asked));
  const [begins, ends] = [monthlyAt(all, openingOf(asked)), monthlyAt(all, closingOf(asked))];
  const above: [string, number][] = [];
  const below: [string, number][] = [];
  for (const key of new Set([...begins.keys(), ...ends.keys()])) {
    const [unit, currency] = key.split('|') as [string, string];
    if (!there.has(unit)) continue;
    const [begin, end] = [begins.get(key) ?? 0, ends.get(key) ?? 0];
    above.push([currency, counts(begin, end)]);
    below.push([currency, begin]);
  }
  const start = sums(below);
  const kept = sums(above);
  return {
    value: null,
    amounts: Object.fromEntries(
      Object.entries(start)
        .filter(([, sum]) => sum !== 0)
        .map(([currency, sum]) => [currency, kept[currency]! / sum]),
    ),
  };
}

/** "over customers active at `from`: (lost + contracted) / start" */
export const revenueChurn: Oracle = (history, asked) =>
  ofCustomers(history, asked, (begin, end) => Math.max(begin - end, 0));

/** "Σ min(start, end) per customer / start" */
export const grossRevenueRetention: Oracle = (history, asked) =>
  ofCustomers(history, asked, (begin, end) => Math.min(begin, end));

/** "Σ end / start" */
export const netRevenueRetention: Oracle = (history, asked) => ofCustomers(history, asked, (_, end) => end);

/** "movements: new, expansion, contraction, churn, reactivation add up to the change of mrr" */
export const mrrMovements: Oracle = (history, asked) => {
  const all = subscriptions(history, asked);
  const [begins, ends] = [monthlyAt(all, openingOf(asked)), monthlyAt(all, closingOf(asked))];
  const moved = [...new Set([...begins.keys(), ...ends.keys()])].map(
    (key) => [key.split('|')[1]!, (ends.get(key) ?? 0) - (begins.get(key) ?? 0)] as const,
  );
  return { value: null, amounts: sums(moved) };
};

/** "Kaplan-Meier over subscription tenures, censored at the as-of point": the median, in days */
export const survival: Oracle = (history, asked) => {
  const tenures = subscriptions(history, asked).flatMap((one) => {
    const { started, ended } = termsAt(one, asked.asOf);
    if (started === null || !within(asked, started)) return [];
    const end = ended?.at ?? asked.asOf;
    return [{ time: Math.max(0, end - started.at) / DAY, over: ended !== null }];
  });
  return survivalOf(tenures);
};

/** "has a paid subscription in force (paused counts as active, trial does not)": how many customers at the end of the period */
export const activeSubscribers: Oracle = (history, asked) =>
  count(customersAt(subscriptions(history, asked), closingOf(asked)).size);
