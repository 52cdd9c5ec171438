export { configurationHelp, configurationPage } from './configuration/describe-configuration.js';
export { readConfiguration } from './configuration/read-configuration.js';
export type { Setting } from './configuration/setting.js';
export { parseKey, settings, type Configuration } from './configuration/settings.js';
export { databaseAway, databaseShort } from './database/away.js';
export { readFact, verifySecrets, writeFact } from './database/installation-facts.js';
export { Lease, LeaseLost, type LeaseTerms } from './database/lease.js';
export {
  DATA_VERSION,
  migrate,
  type Migration,
  type MigrationReport,
  type MigrationSet,
} from './database/migrations.js';
export { attachDatabase, openDatabase, type OpenDatabase } from './database/open-database.js';
export {
  checkServer,
  connectClient,
  connectPipelined,
  createPool,
  type PoolOptions,
  type ServerFacts,
} from './database/pool.js';
export { findEmbeddedBinaries } from './embedded-postgres/binaries.js';
export {
  runningEmbeddedUrl,
  startEmbeddedPostgres,
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
} from './embedded-postgres/embedded-postgres.js';
export { errorCode, explainFileError, runMain, StartFailure } from './failure.js';
export { lockHome, runningInstance, type HomeLock, type RunningInstance } from './home/home-lock.js';
export {
  correlationId,
  correlationIdFrom,
  statedCorrelation,
  traceContext,
  withCorrelation,
} from './logging/correlation.js';
export { createLogger, redactText, type Logger, type LoggerOptions } from './logging/logger.js';
export { nestLogger } from './logging/nest-logger.js';
export { boot, explainListenError, productVersion, type Booted, type Program } from './operation/boot.js';
export {
  createHealth,
  type CheckResult,
  type Health,
  type HealthCheck,
  type HealthReport,
} from './operation/health.js';
export { createMetrics, type Metrics } from './operation/metrics.js';
export { createShutdown, type Shutdown, type ShutdownOptions, type ShutdownPhase } from './operation/shutdown.js';
export { loadSecrets, readOrCreateSecret, secretFingerprint, type Secrets } from './secrets/secrets.js';
export {
  readTraceContext,
  traceContextOfEvent,
  writeTraceContext,
  type TraceContext,
} from './tracing/trace-context.js';
export { inTime } from './operation/in-time.js';
export { inTracedBatch } from './tracing/traced-batch.js';
export { createTracing } from './tracing/create-tracing.js';
export {
  NO_TRACING,
  tracingOptions,
  type SpanBeginning,
  type TracedSpan,
  type Tracing,
  type TracingOptions,
} from './tracing/tracing.js';
