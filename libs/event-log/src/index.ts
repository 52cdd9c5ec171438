export { MemoryEventLog } from './memory-event-log.js';
export { PostgresEventLog, type PostgresLogOptions } from './postgres/postgres-event-log.js';
export { eventStoreAddress } from './eventstoredb/address.js';
export { eventLogMigrations, migrateEventLog } from './postgres/migrations.js';
export { ensurePartitions } from './postgres/partitions.js';
export { MemoryVault } from './vault/memory-vault.js';
export { keepImportBooks, type ImportBooks } from './vault/import-books.js';
export { PostgresVault, type PostgresVaultOptions } from './vault/postgres-vault.js';
export { WebhookSecrets, type WebhookSecret } from './vault/webhook-secrets.js';
export { WrongMasterKey } from './vault/wrapping.js';
export { MemoryQuarantine } from './vault/memory-quarantine.js';
export {
  QUARANTINE_REASONS,
  QUARANTINE_STATES,
  type Act,
  type Aside,
  type Filter,
  type Opened,
  type Place,
  type Quarantine,
  type QuarantineCount,
  type Quarantined,
  type QuarantinePage,
  type QuarantineReason,
  type QuarantineState,
} from './vault/quarantine.js';
export { PostgresQuarantine } from './vault/postgres-quarantine.js';
export { faultyLog, type Fault, type FaultyLog } from './faulty-log.js';
export { CarryOver, type Beside, type CarriedBatch } from './carrying/carry-over.js';
export { UnfitEvent, type CarriedEvent } from './carrying/carried-events.js';
export { catchUpEpoch, keyRowProblem, keyRows, writeKeyRows, type KeyRow } from './carrying/key-rows.js';
export { compareLogs, type Compared } from './moving/compare-logs.js';
export { sourceOf, type LogSource, type MovedEvent } from './moving/log-source.js';
export { MoveRefused, type LogTarget, type Moved } from './moving/log-target.js';
export { moveLog, type MoveResult, type Moving } from './moving/move-log.js';
export { movedFact, type MovedFact } from './moving/moved-fact.js';
export {
  engineNoted,
  goOnInEventStore,
  switchToEventStore,
  switchToPostgres,
  type EngineNoted,
} from './moving/engine-switch.js';
export { PostgresTarget } from './moving/postgres-target.js';
