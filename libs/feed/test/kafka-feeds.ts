import type { EventLog } from '#kernel';
import { readRelayRow } from '../src/index.js';
import { KafkaFeed, kafkaClient, type KafkaFeedOptions } from '../src/kafka/index.js';
import { logger, type RelayWorld } from './relay-world.js';

/** A feed on a world's topic, as a process of its own would have it. */
export function feedOn(
  { settings, pool, log }: Pick<RelayWorld, 'settings' | 'pool'> & { readonly log: EventLog },
  more: Partial<KafkaFeedOptions> = {},
): KafkaFeed {
  return new KafkaFeed({
    kafka: kafkaClient(settings, logger),
    topic: settings.topic,
    name: 'all',
    log,
    truth: () => readRelayRow(pool, settings.topic),
    trouble: () => undefined,
    ...more,
  });
}
