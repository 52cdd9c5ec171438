export { CONNECTORS } from './connectors/catalogue.js';
export { segment } from './connectors/segment.js';
export { MAX_TOUCHPOINTS, touchpoints } from './connectors/touchpoints.js';
export { MAX_MESSAGES } from './connectors/reading/each.js';
export { YieldingHistory, type Admission, type YieldingOptions } from './engine/admission.js';
export { happenedAt, TOLERATED_FUTURE, TOLERATED_SKEW, type Arrival } from './engine/clock.js';
export { Identify, type Identified } from './engine/identify/identify.js';
export { normalise } from './engine/identify/normalise.js';
export {
  IntakeService,
  type Circumstances,
  type Deliverer,
  type IntakeOptions,
  type SettingAside,
} from './engine/intake-service.js';
export type { Outcome, Reason, Receipt } from './engine/receipt.js';
