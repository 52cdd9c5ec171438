import { fitted, type Fit } from './fit.js';
import { gammaln } from './special.js';

/** What a customer spent: the mean of so many purchases. */
export interface Spending {
  readonly purchases: number;
  /** Positive. */
  readonly mean: number;
  /** How many customers are alike; one unless said. */
  readonly customers?: number;
}

/** A customer's purchases are gamma distributed (p, rate), the rate among customers is gamma distributed (q, gamma). */
export interface GammaGamma {
  readonly p: number;
  readonly q: number;
  readonly gamma: number;
}

/** ln of the likelihood of what was spent (Fader & Hardie, "The Gamma-Gamma Model of Monetary Value", 2013, equation 1a). */
export function gammaGammaLogLikelihood(model: GammaGamma, spent: readonly Spending[]): number {
  return likelihoodOf(spent)(model);
}

/** The same of many models: what depends on the number of purchases alone is computed once for each. */
function likelihoodOf(spent: readonly Spending[]): (model: GammaGamma) => number {
  const counts = [...new Set(spent.map(({ purchases }) => purchases))];
  const places = new Map(counts.map((count, i) => [count, i]));
  const place = Int32Array.from(spent, ({ purchases }) => places.get(purchases)!);
  const mean = Float64Array.from(spent, (each) => each.mean);
  const log = mean.map(Math.log);
  const customers = Float64Array.from(spent, (each) => each.customers ?? 1);
  return ({ p, q, gamma }) => {
    const common = counts.map(
      (x) => gammaln(p * x + q) - gammaln(p * x) - gammaln(q) + q * Math.log(gamma) + p * x * Math.log(x),
    );
    let sum = 0;
    for (let i = 0; i < place.length; i++) {
      const at = place[i]!;
      const x = counts[at]!;
      const own = (p * x - 1) * log[i]! - (p * x + q) * Math.log(gamma + mean[i]! * x);
      sum += customers[i]! * (common[at]! + own);
    }
    return sum;
  };
}

/** The parameters under which what was spent is likeliest. */
export function fitGammaGamma(spent: readonly Spending[]): Fit<GammaGamma> {
  const customers = spent.reduce((sum, each) => sum + (each.customers ?? 1), 0);
  const unit = spent.reduce((sum, each) => sum + each.mean * (each.customers ?? 1), 0) / customers || 1;
  const scaled = spent.map((each) => ({ ...each, mean: each.mean / unit }));
  const { parameters, logLikelihood, ...rest } = fitted<GammaGamma>(['p', 'q', 'gamma'], likelihoodOf(scaled));
  return {
    parameters: { ...parameters, gamma: parameters.gamma * unit },
    logLikelihood: logLikelihood - customers * Math.log(unit),
    ...rest,
  };
}

/** The mean purchase to be expected of a customer (equation 5); of somebody who has bought nothing, that of all. Null where it has no mean. */
export function gammaGammaExpected({ p, q, gamma }: GammaGamma, { purchases: x, mean }: Spending): number | null {
  return p * x + q > 1 ? (p * (gamma + mean * x)) / (p * x + q - 1) : null;
}
