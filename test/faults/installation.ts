import { randomBytes } from 'node:crypto';
import { AccessControl } from '#access';
import { Decisions, reactionStatus } from '#automation';
import { readRelayRow } from '#feed';
import { createLogger } from '#platform';
import { ReadModels } from '#projections';
import { setTimeout as sleep } from 'node:timers/promises';
import { READ_MODELS } from '../../apps/api/src/composition/read-models.js';
import { openStore, type Store } from '../../apps/api/src/composition/store.js';
import { startEngines, type Engines } from './engines.js';
import { Program } from './program.js';
import { Staff } from './staff.js';

/** Everything that runs: two of each program, a broker, a database; and ways to look at it from outside. */
export interface Installation extends Engines {
  readonly directory: string;
  readonly topic: string;
  readonly apis: readonly Program[];
  readonly relays: readonly Program[];
  readonly projectors: readonly Program[];
  readonly programs: readonly Program[];
  /** The database, by a connection of its own that no fault touches. */
  readonly store: Store;
  readonly readModels: ReadModels;
  readonly admin: Staff;
  /** What sources send with. */
  readonly key: string;
  /** Another projector like those, not started: one that comes and goes. */
  passing(name: string): Promise<Program>;
}

/** The source that the load is recorded under. */
export const SOURCE = 'website';

const TOPIC = 'throughline.faults';
const PARTITIONS = 8;
const QUIET_MS = 300_000;

/** Starts all of it in a directory, which is not thrown away by `close`. Throws NoKafka where no broker can be had. */
export async function startInstallation(directory: string): Promise<Installation> {
  const engines = await startEngines(directory);
  const stops: (() => Promise<unknown>)[] = [() => engines.close()];
  const close = async (): Promise<void> => {
    for (const stop of stops.reverse()) await stop();
  };
  try {
    const secrets = { idSecret: randomBytes(32), masterKey: randomBytes(32) };
    const store = await openOwn(engines.postgres.url, secrets);
    stops.push(() => store.close());
    const environment = {
      DATABASE_URL: engines.databaseUrl,
      KAFKA_BROKERS: engines.brokers,
      THROUGHLINE_KAFKA_TOPIC: TOPIC,
      THROUGHLINE_KAFKA_PARTITIONS: String(PARTITIONS),
      THROUGHLINE_ID_SECRET: secrets.idSecret.toString('hex'),
      THROUGHLINE_MASTER_KEY: secrets.masterKey.toString('hex'),
    };
    const started: Program[] = [];
    const another = async (app: Program['app'], name: string): Promise<Program> => {
      const program = await Program.make({ name, app, directory, environment });
      started.push(program);
      return program;
    };
    stops.push(() => Promise.all(started.map((program) => program.kill())));
    const twoOf = async (app: Program['app']): Promise<readonly Program[]> => {
      const two = [await another(app, `${app}-1`), await another(app, `${app}-2`)];
      await Promise.all(two.map((program) => program.start()));
      return two;
    };
    const relays = await twoOf('relay');
    const projectors = await twoOf('projector');
    const apis = await twoOf('api');
    const readModels = new ReadModels(store.pool);
    const { admin, key } = await letIn(store, readModels, apis);
    const programs = [...apis, ...relays, ...projectors];
    const parts = { directory, topic: TOPIC, apis, relays, projectors, programs };
    const passing = (name: string): Promise<Program> => another('projector', name);
    return { ...engines, ...parts, store, readModels, admin, key, passing, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function openOwn(url: string, secrets: Store['secrets']): Promise<Store> {
  const logger = createLogger({ level: 'fatal' });
  return openStore({ url, secrets, logger, name: 'faults', connections: 8, queue: 20_000, keyCache: 10_000 });
}

async function letIn(
  { pool, log, vault, ids, catalogue }: Store,
  readModels: ReadModels,
  apis: readonly Program[],
): Promise<{ readonly admin: Staff; readonly key: string }> {
  const decisions = new Decisions({ log, vault, ids, catalogue });
  const settled = async (position: number): Promise<void> =>
    void (await readModels.waitFor(['staff'], position, 30_000));
  const token = await new AccessControl({ pool, ids, decisions, settled }).firstRun();
  const admin = await Staff.signIn(() => apis.map(({ address }) => address), token!);
  const issued = await admin.post<{ key: string }>('/api/keys', { name: SOURCE, scopes: ['intake'] }, 'the first key');
  if (issued.body.key === undefined) throw new Error(`no key was issued: ${JSON.stringify(issued)}`);
  return { admin, key: issued.body.key };
}

/**
 * Waits until nothing is left to do: every read model, every reaction and the relay are at the head, which stays where
 * it is. Answers the head. Throws, saying who is behind, when that takes too long.
 */
export async function quiet({ store, readModels, topic }: Installation): Promise<number> {
  const until = performance.now() + QUIET_MS;
  const { pool, log } = store;
  for (let last = -1; ;) {
    const { position: head } = await log.head();
    const at = new Map(await readModels.positions(READ_MODELS));
    for (const { reaction, position } of await reactionStatus(pool)) at.set(`the reaction ${reaction}`, position);
    at.set('the relay', (await readRelayRow(pool, topic))?.position ?? 0);
    const behind = [...at].filter(([, position]) => position < head);
    if (behind.length === 0 && at.size > READ_MODELS.length && head === last) return head;
    if (performance.now() > until) {
      const who = behind.map(([name, position]) => `${name} at ${position}`).join(', ');
      throw new Error(`not quiet after ${QUIET_MS / 1_000} s: the log is at ${head}, ${who || 'and moves'}`);
    }
    last = head;
    await sleep(200);
  }
}
