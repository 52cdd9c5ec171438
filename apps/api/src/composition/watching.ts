import type { Health, Metrics } from '#platform';
import type { ReadModels } from '#projections';
import type { Store } from './store.js';
import { READ_MODELS } from './runtime.js';

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

/** Lag and dead letters of every read model, read when the metrics are. */
export function watchReadModels(metrics: Metrics, store: Store, readModels: ReadModels): void {
  const lag = metrics.gauge('projection_lag_events', 'Positions not visible yet in a read model.', ['projection']);
  const parked = metrics.gauge('projection_dead_letters', 'Events a read model parked.', ['projection']);
  const halted = metrics.gauge('projection_halted', '1 where a read model stopped.', ['projection']);
  metrics.gauge('log_position', 'The last position of the log.', [], async (gauge) => {
    const [{ position: head }, status] = await Promise.all([store.log.head(), readModels.status()]);
    gauge.set(head);
    for (const model of status) {
      const labels = { projection: model.name };
      lag.set(labels, Math.max(0, head - model.position));
      parked.set(labels, model.deadLetters);
      halted.set(labels, model.halted === null ? 0 : 1);
    }
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
