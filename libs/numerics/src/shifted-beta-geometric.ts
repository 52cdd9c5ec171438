import { fitted, type Fit } from './fit.js';
import { betaln, hypergeometric } from './special.js';

/** Subscribers who left at their n-th renewal, or were still there after so many. */
export interface Renewals {
  /** At which renewal they left, or how many they have passed; 1 is the first. */
  readonly renewal: number;
  readonly left: boolean;
  readonly customers: number;
}

/** At each renewal a customer leaves with a chance of their own, which is beta distributed (alpha, beta). */
export interface ShiftedBetaGeometric {
  readonly alpha: number;
  readonly beta: number;
}

/** The share that survives so many renewals: B(alpha, beta + n) / B(alpha, beta) (Fader & Hardie 2007, equation 6). */
export function sbgSurvival({ alpha, beta }: ShiftedBetaGeometric, renewals: number): number {
  return Math.exp(betaln(alpha, beta + renewals) - betaln(alpha, beta));
}

/** ln of the likelihood of who left when (Fader & Hardie, "How to Project Customer Retention", J. Interactive Marketing 21, 2007). */
export function sbgLogLikelihood({ alpha, beta }: ShiftedBetaGeometric, renewals: readonly Renewals[]): number {
  const all = betaln(alpha, beta);
  return renewals.reduce((sum, { renewal, left, customers }) => {
    const log = left ? betaln(alpha + 1, beta + renewal - 1) : betaln(alpha, beta + renewal);
    return sum + customers * (log - all);
  }, 0);
}

/** The parameters under which who left when is likeliest. */
export function fitSbg(renewals: readonly Renewals[]): Fit<ShiftedBetaGeometric> {
  return fitted<ShiftedBetaGeometric>(['alpha', 'beta'], (at) => sbgLogLikelihood(at, renewals));
}

/**
 * How many more payments are to be expected of somebody who has paid `renewals` times and is about to renew, each worth
 * 1 / (1 + discount) less than the one before (Fader & Hardie, "Customer-Base Valuation in a Contractual Setting",
 * Marketing Science 29, 2010: discounted expected residual lifetime). `discount` is positive, per renewal.
 */
export function sbgResidualLifetime({ alpha, beta }: ShiftedBetaGeometric, renewals: number, discount: number): number {
  const n = renewals;
  return ((beta + n - 1) / (alpha + beta + n - 1)) * hypergeometric(1, beta + n, alpha + beta + n, 1 / (1 + discount));
}
