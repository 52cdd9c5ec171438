import { reactionStatus } from '#automation';
import { boot, tracingOptions, type Booted } from '#platform';
import { eventStoreOf } from '../../api/src/composition/log-engine.js';
import { withStore } from '../../api/src/composition/program.js';
import { ProjectorThread } from '../../api/src/composition/projector-thread.js';
import { runsOf } from '../../api/src/composition/runs.js';
import { watchFollowing } from '../../api/src/composition/watching.js';
import { serveApi } from '../../api/src/serve.js';

/** Connections of the projector's thread. */
const PROJECTOR_CONNECTIONS = 12;

/** API and projector in one process, on the embedded store unless DATABASE_URL names another: what `npm start` runs. */
export function runStandalone(
  argv: readonly string[] = process.argv.slice(2),
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<void> {
  const description = 'API, projector and screens in one process, on a database of its own unless DATABASE_URL is set.';
  return boot({ name: 'throughline', description, exclusive: true, listens: true, argv, environment }, serve);
}

async function serve(booted: Booted): Promise<void> {
  const program = await withStore(booted, 'api');
  const { configuration, logger, health, shutdown, store, secrets, database } = program;
  const runs = runsOf(configuration);
  const projector = new ProjectorThread(
    {
      store: {
        url: store.url,
        secrets,
        name: 'projector',
        connections: PROJECTOR_CONNECTIONS,
        queue: configuration.intakeQueue,
        keyCache: configuration.keyCache,
        eventStore: eventStoreOf(configuration),
      },
      runs,
      level: configuration.logLevel,
      ...(configuration.logFormat === undefined ? {} : { format: configuration.logFormat }),
      tracing: tracingOptions(configuration, 'throughline-projector', program.version),
      zone: configuration.zone,
    },
    logger,
    store.watch,
  );
  shutdown.add('drain', 'projector', () => projector.stop());
  health.addReady('projector', () => projector.check());
  const [{ runtime, listen }] = await Promise.all([serveApi(program), projector.start()]);
  watchFollowing(health, {
    log: store.log,
    readModels: runtime.readModels,
    reactions: () => reactionStatus(store.pool),
    runs,
  });
  const address = await listen();
  await database.lock?.announce(address);
  const token = await runtime.access.firstRun();
  process.stdout.write(`\n  Throughline  ${address}\n`);
  if (token !== null)
    process.stdout.write(
      `  First sign-in, once and within a day (as admin@localhost):\n  ${address}/sign-in?token=${token}\n`,
    );
  process.stdout.write('\n');
  logger.info({ address }, `Throughline answers at ${address}`);
  // Last: whoever waits for readiness finds the address printed.
  health.started();
}
