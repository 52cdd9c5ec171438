import { PostgresQuarantine, WebhookSecrets, type Quarantine } from '#event-log';
import { AccessControl } from '#access';
import { Decisions } from '#automation';
import { Door } from '#intake';
import type { Position } from '#kernel';
import type { Configuration, Health, Logger, Metrics, Tracing } from '#platform';
import { LedgerCount, models, ReadModels } from '#projections';
import { askerOf, exchangeRates, KpiEngine, kpis, PATIENCE_MS, QueryEngine, type WorkspaceKpis } from '#queries';
import { workspaceKpis } from './defining-kpis.js';
import type { IntakeThreads } from './intake-threads.js';
import { appendMetrics, meteredLog, type Appended } from './metered-log.js';
import { QuarantineDesk } from './quarantine-desk.js';
import type { Store } from './store.js';

/** Everything the API answers with: made once per process, handed to every route. */
export interface Runtime {
  readonly configuration: Configuration;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly tracing?: Tracing;
  readonly health: Health;
  readonly version: string;
  readonly store: Store;
  readonly quarantine: Quarantine;
  readonly desk: QuarantineDesk;
  readonly ledger: LedgerCount;
  readonly readModels: ReadModels;
  readonly decisions: Decisions;
  readonly queries: QueryEngine;
  readonly kpis: KpiEngine;
  /** The same with what was defined in this workspace. */
  readonly workspaceKpis: WorkspaceKpis;
  readonly access: AccessControl;
  /** What webhooks are signed with. */
  readonly webhookSecrets: WebhookSecrets;
  /** Puts an append into the metrics, wherever it was made. */
  readonly hear: (appended: Appended) => void;
  /** Where large deliveries may go, besides this thread. */
  readonly intakeThreads?: IntakeThreads;
  readonly heartbeatMs?: number;
  /** Lets go of what the runtime opened itself; the store is its owner's to close. */
  close(): Promise<void>;
}

/** What the runtime is made with besides an open store: what the program has come up with. */
export interface RuntimeOptions {
  readonly configuration: Configuration;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly tracing?: Tracing;
  readonly health: Health;
  readonly version: string;
  /** Whether anybody follows the log while this program runs: without a projector nothing is waited for. */
  readonly projected?: boolean;
  /** How often live streams are looked after, in milliseconds; 25 seconds unless told. */
  readonly heartbeatMs?: number;
}

/** The token under which Nest hands out the runtime. */
export const RUNTIME = Symbol('runtime');

/** Puts the engines together over an open store. */
export async function createRuntime(opened: Store, options: RuntimeOptions): Promise<Runtime> {
  const hear = appendMetrics(options.metrics);
  const store: Store = { ...opened, log: meteredLog(opened.log, hear, options.tracing) };
  const { pool, log, vault, ids, catalogue, guards, url, secrets } = store;
  const readModels = new ReadModels(pool, models);
  const queries = new QueryEngine({ pool, log, vault, readModels, zone: options.configuration.zone });
  const door = new Door(options.configuration.forbiddenPatterns);
  const decisions = new Decisions({
    log,
    vault,
    ids,
    catalogue,
    guards,
    asker: askerOf(queries),
    currentAsker: askerOf(queries, { current: true }),
    forbidden: (params) => door.found(params, 'params'),
  });
  const settled = async (position: Position): Promise<void> => {
    if (options.projected !== false) await readModels.waitFor(['staff'], position, PATIENCE_MS);
  };
  const engine = new KpiEngine(queries, kpis, exchangeRates);
  const quarantine = await PostgresQuarantine.open({ url, masterKey: secrets.masterKey });
  const access = new AccessControl({ pool, ids, decisions, settled });
  return {
    ...options,
    store,
    quarantine,
    desk: new QuarantineDesk({
      store,
      quarantine,
      forbidden: options.configuration.forbiddenPatterns,
      webhooksOf: (source) => access.directory.webhooksOf(source),
    }),
    ledger: new LedgerCount({ pool, log, readModels, touches: store.touches }),
    readModels,
    decisions,
    queries,
    kpis: engine,
    workspaceKpis: workspaceKpis(queries, engine),
    hear,
    access,
    webhookSecrets: new WebhookSecrets(pool, secrets.masterKey),
    close: () => quarantine.close(),
  };
}
