import type { Pool } from 'pg';
import type { EventLog, Head } from '#kernel';
import type { Health, Metrics } from '#platform';
import type { ReadModels, ReadModelStatus } from '#projections';
import type { Store } from './store.js';
import { READ_MODELS } from './read-models.js';

/** What makes the process ready: the log answers, and every read model can be read and has not stopped. */
export function watchHealth(health: Health, store: Store, readModels: ReadModels): void {
  health.addReady('log', async () => {
    const { position } = await store.log.head();
    return `position ${position}`;
  });
  health.addReady('read models', async () => {
    const status = await readModels.status();
    const missing = READ_MODELS.filter((name) => !status.some((model) => model.name === name));
    if (missing.length > 0) throw new Error(`${missing.join(', ')} not built yet`);
    const halted = status.filter((model) => model.halted !== null);
    if (halted.length > 0) throw new Error(halted.map((model) => `${model.name} stopped: ${model.halted}`).join('; '));
    const rebuilding = status.filter((model) => model.rebuilding !== null).map((model) => model.name);
    return rebuilding.length === 0 ? undefined : `rebuilding ${rebuilding.join(', ')}`;
  });
}

/** Prometheus waits ten seconds for an answer; a database that is away is not waited for so long. */
const PATIENCE_MS = 2_000;

/** Lag and dead letters of every read model, read when the metrics are: once for all of them. */
export function watchReadModels(
  metrics: Metrics,
  store: {
    readonly log: Pick<EventLog, 'head'>;
    readonly pool: Pick<Pool, 'idleCount' | 'totalCount' | 'waitingCount'>;
  },
  readModels: Pick<ReadModels, 'status'>,
): void {
  let reading: Promise<readonly [Head, readonly ReadModelStatus[]]> | null = null;
  const read = (): Promise<readonly [Head, readonly ReadModelStatus[]]> =>
    (reading ??= within(PATIENCE_MS, Promise.all([store.log.head(), readModels.status()])).finally(() => {
      reading = null;
    }));
  metrics.gauge('up', '1 while the database answers, 0 while it does not.', [], async (gauge) => {
    const answers = await read().then(
      () => true,
      () => false,
    );
    gauge.set(answers ? 1 : 0);
  });
  const ofEach = (name: string, help: string, value: (model: ReadModelStatus, head: Head) => number): void => {
    metrics.gauge(name, help, ['projection'], async (gauge) => {
      const [head, status] = await read();
      for (const model of status) gauge.set({ projection: model.name }, value(model, head));
    });
  };
  ofEach('projection_lag_events', 'Positions not visible yet in a read model.', (model, head) =>
    Math.max(0, head.position - model.position),
  );
  ofEach('projection_dead_letters', 'Events a read model parked.', (model) => model.deadLetters);
  ofEach('projection_halted', '1 where a read model stopped.', (model) => (model.halted === null ? 0 : 1));
  metrics.gauge('log_position', 'The last position of the log.', [], async (gauge) => {
    gauge.set((await read())[0].position);
  });
  metrics.gauge(
    'database_connections',
    'Connections for read models and questions, by what they do.',
    ['state'],
    (gauge) => {
      gauge.set({ state: 'idle' }, store.pool.idleCount);
      gauge.set({ state: 'busy' }, store.pool.totalCount - store.pool.idleCount);
      gauge.set({ state: 'waited for' }, store.pool.waitingCount);
    },
  );
}

async function within<T>(ms: number, answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
