import { fitted, type Fit } from './fit.js';
import { gammaln, hypergeometric, logAdd } from './special.js';

/** A customer's purchases after the first one, with the times of the last of them and of the end, since the first one. */
export interface Purchases {
  readonly frequency: number;
  /** 0 where there was none. */
  readonly recency: number;
  /** How long the customer was seen. */
  readonly age: number;
  /** How many customers are alike; one unless said. */
  readonly customers?: number;
}

/** Purchases come at a rate that is gamma distributed (r, alpha); after each a customer leaves with a chance that is beta distributed (a, b). */
export interface BgNbd {
  readonly r: number;
  readonly alpha: number;
  readonly a: number;
  readonly b: number;
}

/**
 * ln of the likelihood of purchases: BG/NBD (Fader, Hardie & Lee, "Counting Your Customers" the Easy Way, Marketing
 * Science 24, 2005, equation 6; in the form of their note on its implementation).
 */
export function bgNbdLogLikelihood(model: BgNbd, purchases: readonly Purchases[]): number {
  return likelihoodOf(purchases)(model);
}

/** The same of many models: what does not depend on the model is put in order once, what depends on the frequency alone is computed once for each. */
function likelihoodOf(purchases: readonly Purchases[]): (model: BgNbd) => number {
  const frequencies = [...new Set(purchases.map(({ frequency }) => frequency))];
  const places = new Map(frequencies.map((frequency, i) => [frequency, i]));
  const place = Int32Array.from(purchases, ({ frequency }) => places.get(frequency)!);
  const recency = Float64Array.from(purchases, (each) => each.recency);
  const age = Float64Array.from(purchases, (each) => each.age);
  const customers = Float64Array.from(purchases, (each) => each.customers ?? 1);
  return ({ r, alpha, a, b }) => {
    const common = frequencies.map(
      (x) =>
        gammaln(r + x) -
        gammaln(r) +
        r * Math.log(alpha) +
        gammaln(a + b) +
        gammaln(b + x) -
        gammaln(b) -
        gammaln(a + b + x),
    );
    const leaves = frequencies.map((x) => (x === 0 ? -Infinity : Math.log(a) - Math.log(b + x - 1)));
    let sum = 0;
    for (let i = 0; i < place.length; i++) {
      const at = place[i]!;
      const power = r + frequencies[at]!;
      const stays = -power * Math.log(alpha + age[i]!);
      const ends =
        leaves[at] === -Infinity ? stays : logAdd(stays, leaves[at]! - power * Math.log(alpha + recency[i]!));
      sum += customers[i]! * (common[at]! + ends);
    }
    return sum;
  };
}

/** The parameters under which purchases are likeliest. */
export function fitBgNbd(purchases: readonly Purchases[]): Fit<BgNbd> {
  // in units in which a customer is seen for about ten: the rate has no scale of its own
  const longest = purchases.reduce((most, { age }) => Math.max(most, age), 0);
  const unit = longest > 0 ? longest / 10 : 1;
  const scaled = purchases.map((each) => ({ ...each, recency: each.recency / unit, age: each.age / unit }));
  const bought = purchases.reduce((sum, { frequency, customers = 1 }) => sum + frequency * customers, 0);
  const { parameters, logLikelihood, ...rest } = fitted<BgNbd>(['r', 'alpha', 'a', 'b'], likelihoodOf(scaled));
  return {
    parameters: { ...parameters, alpha: parameters.alpha * unit },
    logLikelihood: logLikelihood - bought * Math.log(unit),
    ...rest,
  };
}

/** Expected purchases of somebody new within a time (equation 9). */
export function bgNbdExpected({ r, alpha, a, b }: BgNbd, time: number): number {
  const z = time / (alpha + time);
  return ((a + b - 1) / (a - 1)) * (1 - (alpha / (alpha + time)) ** r * hypergeometric(r, b, a + b - 1, z));
}

/** Expected purchases of a customer within a time from the end of what was seen (equation 10). */
export function bgNbdExpectedOf({ r, alpha, a, b }: BgNbd, customer: Purchases, time: number): number {
  const { frequency: x, age } = customer;
  const z = time / (alpha + age + time);
  const rest = ((alpha + age) / (alpha + age + time)) ** (r + x);
  const all = ((a + b + x - 1) / (a - 1)) * (1 - rest * hypergeometric(r + x, b + x, a + b + x - 1, z));
  return all / (1 + left({ r, alpha, a, b }, customer));
}

/** The chance that a customer has not left (Fader, Hardie & Lee 2008, "Computing P(alive) Using the BG/NBD Model"); certain before the first return. */
export function bgNbdAlive(model: BgNbd, customer: Purchases): number {
  return 1 / (1 + left(model, customer));
}

function left({ r, alpha, a, b }: BgNbd, { frequency: x, recency, age }: Purchases): number {
  return x === 0 ? 0 : (a / (b + x - 1)) * ((alpha + age) / (alpha + recency)) ** (r + x);
}
