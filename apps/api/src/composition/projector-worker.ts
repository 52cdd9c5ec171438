import { parentPort, workerData } from 'node:worker_threads';
import { createLogger, createTracing } from '#platform';
import { startProjector } from './projector.js';
import { openStore } from './store.js';
import { tellingWatch } from './store-watch.js';
import type { FromProjector, ProjectorData, ToProjector } from './projector-thread.js';

/** The projector in a thread of its own: so that intake and read models do not share one event loop. */
const { store: options, runs, level, format, tracing: traced, zone } = workerData as ProjectorData;
const logger = createLogger({ name: 'projector', level, ...(format === undefined ? {} : { format }) });

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port, not a window
const tell = (message: FromProjector): void => parentPort!.postMessage(message);

const tracing = await createTracing(traced);
const store = await openStore({
  ...options,
  secrets: { idSecret: Buffer.from(options.secrets.idSecret), masterKey: Buffer.from(options.secrets.masterKey) },
  logger,
  watch: tellingWatch((heard) => tell({ kind: 'heard', heard })),
  migrated: true,
});
const projector = await startProjector(store, logger, { runs, tracing, ...(zone === undefined ? {} : { zone }) });
tell({ kind: 'running' });

parentPort!.on('message', (message: ToProjector) => {
  if (message.kind === 'stop') void stop();
});

async function stop(): Promise<void> {
  try {
    await projector.stop();
    await store.close();
    await tracing.close();
    tell({ kind: 'stopped' });
  } finally {
    parentPort!.close();
  }
}
