export {
  bgNbdAlive,
  bgNbdExpected,
  bgNbdExpectedOf,
  bgNbdLogLikelihood,
  fitBgNbd,
  type BgNbd,
  type Purchases,
} from './bg-nbd.js';
export { type Fit } from './fit.js';
export {
  fitGammaGamma,
  gammaGammaExpected,
  gammaGammaLogLikelihood,
  type GammaGamma,
  type Spending,
} from './gamma-gamma.js';
export { maximise, type Maximum } from './maximise.js';
export {
  fitSbg,
  sbgLogLikelihood,
  sbgResidualLifetime,
  sbgSurvival,
  type Renewals,
  type ShiftedBetaGeometric,
} from './shifted-beta-geometric.js';
export { betaln, gammaln, hypergeometric } from './special.js';
export {
  survival,
  survivalAt,
  type Durations,
  type SurvivalCurve,
  type SurvivalPoint,
  type Thinning,
} from './survival.js';
export { differenceOfShares, holm, type Share } from './two-shares.js';
export { wilson } from './wilson.js';
