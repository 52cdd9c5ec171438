import { maximise } from './maximise.js';

/** A model fitted by maximum likelihood. */
export interface Fit<M> {
  readonly parameters: M;
  readonly logLikelihood: number;
  /** How often the likelihood was computed. */
  readonly evaluations: number;
  /** False where no maximum was found: the parameters are not to be trusted. */
  readonly converged: boolean;
}

/** Parameters that are positive, such as of gamma and beta distributions; past these they say nothing any more. */
const LEAST = Math.log(1e-6);
const MOST = Math.log(1e6);
/** So near to them the likelihood has no maximum: it goes on growing. */
const EDGE = Math.log(100);

/** The positive parameters under which what was seen is likeliest: looked for by their logarithms, from 1 each. */
export function fitted<M extends { readonly [K in keyof M]: number }>(
  names: readonly (keyof M & string)[],
  logLikelihood: (model: M) => number,
): Fit<M> {
  const modelOf = (at: readonly number[]): M =>
    Object.fromEntries(names.map((name, i) => [name, Math.exp(at[i]!)])) as unknown as M;
  const { at, value, evaluations, converged } = maximise(
    (logs) => (logs.some((log) => log < LEAST || log > MOST) ? -Infinity : logLikelihood(modelOf(logs))),
    names.map(() => 0),
  );
  const inside = at.every((log) => log > LEAST + EDGE && log < MOST - EDGE);
  return { parameters: modelOf(at), logLikelihood: value, evaluations, converged: converged && inside };
}
