import { KafkaFeed, kafkaClient, LogTailFeed, readRelayRow } from '#feed';
import type { Feed } from '#kernel';
import type { Logger } from '#platform';
import { groupOf, type Runs } from './runs.js';
import type { Store } from './store.js';

/** Opens what hands the log on: Kafka where the settings name brokers, else the log's tail. */
export function openFeed(
  { log, pool, watch }: Pick<Store, 'log' | 'pool' | 'watch'>,
  runs: Runs,
  logger: Logger,
): Feed {
  const onRead =
    watch === undefined ? {} : { onRead: (hit: boolean) => watch.cache('tail', Number(hit), Number(!hit)) };
  if (runs.kafka === null) return new LogTailFeed(log, onRead);
  const { topic } = runs.kafka;
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
