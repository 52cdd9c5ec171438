import { parentPort, workerData } from 'node:worker_threads';
import { PostgresQuarantine } from '#event-log';
import { CONNECTORS, Underway } from '#intake';
import { createLogger, createTracing, readTraceContext, withCorrelation } from '#platform';
import { ReadModels } from '#projections';
import { failureOf } from '../intake/failure.js';
import { answerOf, circumstancesOf, readingOf, type Handed } from '../intake/handed.js';
import { intakeService } from './intake-setup.js';
import type { FromIntake, IntakeThreadData, ToIntake } from './intake-thread.js';
import { meteredLog } from './metered-log.js';
import { openStore } from './store.js';
import { tellingWatch } from './store-watch.js';

/** Intake in a thread of its own. */
const {
  store: options,
  level,
  format,
  limits,
  capacity,
  forbidden,
  counts,
  place,
  tracing: traced,
} = workerData as IntakeThreadData;
const logger = createLogger({ name: 'intake', level, ...(format === undefined ? {} : { format }) });

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port, not a window
const tell = (message: FromIntake): void => parentPort!.postMessage(message);

const secrets = {
  idSecret: Buffer.from(options.secrets.idSecret),
  masterKey: Buffer.from(options.secrets.masterKey),
};
const tracing = await createTracing(traced);
const watch = tellingWatch((heard) => tell({ kind: 'heard', heard }));
const opened = await openStore({ ...options, secrets, logger, watch, migrated: true });
const quarantine = await PostgresQuarantine.open({ url: opened.url, masterKey: secrets.masterKey });
const service = intakeService({
  store: { ...opened, log: meteredLog(opened.log, (appended) => tell({ kind: 'appended', appended }), tracing) },
  quarantine,
  readModels: new ReadModels(opened.pool),
  capacity,
  forbidden,
  underway: new Underway(counts, place),
});
const connectors = new Map(CONNECTORS.map((connector) => [connector.name, connector]));
const taking = new Set<Promise<void>>();
tell({ kind: 'running' });

parentPort!.on('message', (message: ToIntake) => {
  if (message.kind === 'stop') void stop();
  else {
    const work = take(message.number, message.handed).finally(() => taking.delete(work));
    taking.add(work);
  }
});

async function take(number: number, sent: Handed): Promise<void> {
  const handed = { ...sent, raw: Buffer.from(sent.raw.buffer) };
  try {
    const connector = connectors.get(handed.connector)!;
    const receipt = await belonging(handed.circumstances.correlation, () =>
      service.accept(() => readingOf(handed, connector, limits), handed.deliverer, circumstancesOf(handed, connector)),
    );
    tell({ kind: 'taken', number, answer: answerOf(receipt, handed.each) });
  } catch (error) {
    tell({ kind: 'failed', number, failure: failureOf(error) });
  }
}

/** What a request brought belongs to it in this thread as well. */
function belonging<T>(correlation: string | undefined, work: () => Promise<T>): Promise<T> {
  return correlation === undefined ? work() : withCorrelation(correlation, work, readTraceContext(correlation));
}

async function stop(): Promise<void> {
  try {
    await Promise.all(taking);
    await quarantine.close();
    await opened.close();
    await tracing.close();
  } finally {
    parentPort!.close();
  }
}
