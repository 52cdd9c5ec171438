export { differing, type DigestKind, type TableDigest } from './engine/digest.js';
export { type RebuildProgress } from './engine/generation-store.js';
export { LogMismatch, type Mismatch } from './engine/log-check.js';
export { projectionMigrations } from './engine/migrations.js';
export { ProjectionEngine, type EngineListener, type EngineOptions } from './engine/projection-engine.js';
export { ReadModels, type DeadLetter, type ReadModelStatus } from './engine/read-models.js';
export { requestOfEngine, type EngineRequest } from './engine/requests.js';
export { models } from './models/index.js';
export { LedgerCount, type LedgerCountOptions } from './ledger/ledger-count.js';
