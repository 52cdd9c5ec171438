import { readRelayRow } from '#feed';
import type { Relay, RelayTold } from '#feed/kafka';
import { eventsWithin, type EventLog } from '#kernel';
import type { Health, Metrics } from '#platform';
import type { Pool } from 'pg';

/** A leader from whom nothing was acknowledged for so long does not do its work: it says something every second. */
const SILENT_MS = 10_000;

/** Ready: it leads and the broker answers, or it stands by. */
export function watchRelay(health: Health, relay: Pick<Relay, 'state'>): void {
  health.addReady('relay', () => {
    const state = relay.state();
    if (state.status === 'standby') return 'stands by';
    if (state.status === 'away') throw new Error(state.reason);
    if (state.silentMs >= SILENT_MS)
      throw new Error(`Kafka has acknowledged nothing for ${Math.floor(state.silentMs / 1_000)} s`);
    return `publishes, at position ${state.position}`;
  });
}

/** Counts what is published; how far it is and what is missing is read when the metrics are. */
export function measureRelay(metrics: Metrics): Pick<RelayTold, 'published'> {
  const total = metrics.counter('relay_published_total', 'Events published, repeats included.');
  const sizes = metrics.histogram(
    'relay_batch_events',
    'Events of a batch.',
    [],
    [1, 3, 10, 30, 100, 300, 1_000, 3_000],
  );
  const seconds = metrics.histogram('relay_publish_seconds', 'From handing a batch over until it is acknowledged.');
  return {
    published: (batch) => {
      total.inc(batch.events);
      sizes.observe(batch.events);
      seconds.observe(batch.seconds);
    },
  };
}

/** Where the topic stands, whoever leads. */
export function watchProgress(
  metrics: Metrics,
  relay: Pick<Relay, 'state'>,
  {
    pool,
    log,
    topic,
  }: { readonly pool: Pool; readonly log: Pick<EventLog, 'head' | 'spacing'>; readonly topic: string },
): void {
  metrics.gauge('relay_leader', '1 while this process publishes.', [], (gauge) =>
    gauge.set(relay.state().status === 'leader' ? 1 : 0),
  );
  metrics.gauge('relay_position', 'The log’s position up to which everything is published.', [], async (gauge) => {
    const row = await readRelayRow(pool, topic);
    if (row !== null) gauge.set(row.position);
  });
  metrics.gauge(
    'relay_lag_events',
    'Events that are not published yet; an estimate where positions have gaps.',
    [],
    async (gauge) => {
      const [row, { position: head }] = await Promise.all([readRelayRow(pool, topic), log.head()]);
      if (row !== null) gauge.set(eventsWithin(log, Math.max(0, head - row.position)));
    },
  );
}
