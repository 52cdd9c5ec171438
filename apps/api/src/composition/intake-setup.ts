import { CONNECTORS, Door, IntakeService, YieldingHistory, type SettingAside, type Underway } from '#intake';
import type { KeyPrincipal } from '#access';
import type { ReadModels } from '#projections';
import type { IntakeSetup, VerifiedKey } from '../intake/index.js';
import { readersProgress } from './history-admission.js';
import type { Runtime } from './runtime.js';
import type { Store } from './store.js';

/** What intake works on. */
export interface IntakeParts {
  readonly store: Pick<Store, 'log' | 'vault' | 'ids' | 'region'>;
  readonly quarantine: SettingAside;
  readonly readModels: Pick<ReadModels, 'positions'>;
  /** Messages that may be on their way, and what counts them where other threads take deliveries too. */
  readonly capacity: number;
  /** Patterns of what must not be kept. */
  readonly forbidden: readonly string[];
  readonly underway?: Underway | undefined;
}

/** Intake over a store: history waits for the read models. */
export function intakeService(parts: IntakeParts): IntakeService {
  const { store, quarantine, readModels, capacity, forbidden, underway } = parts;
  return new IntakeService({
    log: store.log,
    vault: store.vault,
    ids: store.ids,
    region: store.region,
    quarantine,
    capacity,
    door: new Door(forbidden),
    admission: new YieldingHistory({ readers: () => readersProgress({ log: store.log, readModels }) }),
    ...(underway === undefined ? {} : { underway }),
  });
}

/** What intake over HTTP is made of: the connectors over the log, keys from the directory, counts into the metrics. */
export function intakeSetup(runtime: Runtime): IntakeSetup {
  const { access, metrics, logger, configuration, intakeThreads, webhookSecrets } = runtime;
  const messages = metrics.counter('intake_messages_total', 'Messages received, by source and what became of them.', [
    'source',
    'outcome',
  ]);
  const refused = metrics.counter(
    'webhook_refused_total',
    'Deliveries of webhooks that were refused, by webhook and what was wrong with their signature.',
    ['webhook', 'reason'],
  );
  return {
    service: intakeService({
      ...runtime,
      capacity: configuration.intakeQueue,
      forbidden: configuration.forbiddenPatterns,
      underway: intakeThreads?.underway,
    }),
    connectors: CONNECTORS,
    ...(intakeThreads === undefined ? {} : { share: (handed, here) => intakeThreads.share(handed, here) }),
    keys: {
      verify: (key) => {
        const known = access.keyAtHand(key);
        return known === undefined ? access.key(key).then(verified) : verified(known);
      },
    },
    webhooks: {
      secretOf: (key) => webhookSecrets.of(key),
      publicUrl: configuration.publicUrl,
      onRefused: (webhook, reason) => refused.inc({ webhook, reason }),
    },
    limits: { received: configuration.maxBodyBytes, decompressed: configuration.maxBodyBytes },
    onReceipt: (_connector, source, { recorded, repeated, quarantined }) => {
      messages.inc({ source, outcome: 'recorded' }, recorded);
      messages.inc({ source, outcome: 'repeated' }, repeated);
      messages.inc({ source, outcome: 'quarantined' }, quarantined);
    },
    onTrouble: (error, request) => logger.error({ err: error, ...request }, 'A delivery failed'),
  };
}

function verified(key: KeyPrincipal | null): VerifiedKey | null {
  if (key === null) return null;
  const { id, name: source, scopes, webhook } = key;
  return webhook === undefined ? { id, source, scopes } : { id, source, scopes, webhook };
}
