import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { reactionStatus } from '#automation';
import { explainListenError, type Configuration, type Shutdown } from '#platform';
import { keepBooks } from './composition/keeping-books.js';
import { startIntakeThreads } from './composition/intake-threads.js';
import { listeningAddress, publicAddress } from './composition/public-address.js';
import type { StoredProgram } from './composition/program.js';
import { createRuntime, type Runtime } from './composition/runtime.js';
import { watchHealth, watchReactions, watchReadModels } from './composition/watching.js';
import { createApi } from './create-api.js';

/** The API of a program, ready to listen. */
export interface Served {
  readonly runtime: Runtime;
  /** Listens; answers the address. Throws StartFailure where the port cannot be had. */
  listen(): Promise<string>;
}

/** Makes the API over a program's store and adds its steps to the end: no new requests, finish those at hand, let go. */
export async function serveApi(program: StoredProgram): Promise<Served> {
  const { configuration, health, metrics, shutdown, store } = program;
  const runtime = await createRuntime(store, program);
  shutdown.add('close', 'runtime', () => runtime.close());
  watchHealth(health, store, runtime.readModels);
  watchReadModels(metrics, store, runtime.readModels);
  watchReactions(metrics, store.log, () => reactionStatus(store.pool));
  const stopBooks = keepBooks({ ...runtime, quarantineDays: configuration.quarantineDays });
  shutdown.add('drain', 'books', () => stopBooks());
  const intakeThreads = startIntakeThreads(runtime);
  shutdown.add('drain', 'intake threads', () => intakeThreads.stop());
  const app = await createApi({ ...runtime, intakeThreads });
  return { runtime, listen: () => listen(app, configuration, shutdown) };
}

/** Requests at hand when the end begins have this long; whoever has not sent theirs by then is cut off. */
const GRACE_MS = 3_000;

/** Listens as configured, until the end begins. */
export async function listen(
  app: NestFastifyApplication,
  configuration: Configuration,
  shutdown: Shutdown,
): Promise<string> {
  const { host, port } = configuration;
  shutdown.add('stop-accepting', 'http', () => closeServer(app));
  try {
    await app.getHttpAdapter().getInstance().listen({ port, host });
  } catch (error) {
    throw explainListenError(error, configuration);
  }
  const bound = app.getHttpServer().address() as { port: number };
  return publicAddress(configuration, listeningAddress(host, bound.port));
}

/** Takes no more requests and finishes those at hand. A client that stalls half-way through its own holds nobody up. */
async function closeServer(app: NestFastifyApplication): Promise<void> {
  const cut = setTimeout(() => app.getHttpServer().closeAllConnections(), GRACE_MS);
  try {
    await app.close();
  } finally {
    clearTimeout(cut);
  }
}
