export { CONNECTORS } from './connectors/catalogue.js';
export { withCompany } from './connectors/reading/company.js';
export { segment } from './connectors/segment.js';
export { MAX_TOUCHPOINTS, touchpoints } from './connectors/touchpoints.js';
export { MAX_MESSAGES } from './connectors/reading/each.js';
export { YieldingHistory, type Admission, type ReadersProgress, type YieldingOptions } from './engine/admission.js';
export { mayHoldCardNumber } from './engine/card-numbers.js';
export { Door } from './engine/door.js';
export { happenedAt, TOLERATED_FUTURE, TOLERATED_SKEW, type Arrival } from './engine/clock.js';
export { Identify, type Identified } from './engine/identify/identify.js';
export { normalise } from './engine/identify/normalise.js';
export type { Circumstances, Deliverer, SettingAside } from './engine/delivery-of.js';
export { IntakeService, type IntakeOptions } from './engine/intake-service.js';
export { Underway } from './engine/underway.js';
export type { Outcome, Reason, Receipt } from './engine/receipt.js';
export { checkedSigning, checkWebhookScopes, secretNeeded, webhookPath, type Signing } from './webhooks.js';
export { openCsv } from './import/csv-rows.js';
export { tryImport, type DryRunState, type Tried, type TriedEvent, type TryOptions } from './import/dry-run.js';
export type { Guess, GuessedColumn } from './import/guess-columns.js';
export { textOf } from './import/decoding.js';
export {
  openImport,
  runImport,
  type ImportedFile,
  type ImportOutcome,
  type ImportProgress,
  type ImportRunOptions,
} from './import/import-run.js';
export { lookAt, type Looked, type LookOptions } from './import/look.js';
export type { LookupPlace } from './import/lookups.js';
export { parseMapping } from './import/mapping-document.js';
export type { ImportMapping } from './import/mapping.js';
export { Pace, type FileProblem, type Progress } from './import/progress.js';
export { importStream } from './import/what-stands.js';
