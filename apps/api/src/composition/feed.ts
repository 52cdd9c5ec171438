import { LogTailFeed, readRelayRow } from '#feed';
import type { Feed } from '#kernel';
import type { Logger } from '#platform';
import { groupOf, type Runs } from './runs.js';
import type { Store } from './store.js';

/** Hands the log on from its tail. */
export function tailOf({ log, watch }: Pick<Store, 'log' | 'watch'>): Feed {
  if (watch === undefined) return new LogTailFeed(log);
  return new LogTailFeed(log, { onRead: (hit) => watch.cache('tail', Number(hit), Number(!hit)) });
}

/** Opens what hands the log on: Kafka where the settings name brokers, else the log's tail. */
export async function openFeed(
  store: Pick<Store, 'log' | 'pool' | 'watch'>,
  runs: Runs,
  logger: Logger,
): Promise<Feed> {
  if (runs.kafka === null) return tailOf(store);
  const { log, pool } = store;
  const { topic } = runs.kafka;
  const { KafkaFeed, kafkaClient } = await import('#feed/kafka');
  return new KafkaFeed({
    kafka: kafkaClient(runs.kafka, logger),
    topic,
    name: groupOf(runs),
    log,
    truth: () => readRelayRow(pool, topic),
    trouble: (error, nextTryMs) =>
      logger.warn({ err: error, topic, nextTryMs }, 'The topic could not be read; trying again'),
  });
}
