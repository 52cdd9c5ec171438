/** The feed on Kafka and the relay that fills it, by an entry of their own: the client is loaded only where there is Kafka. */
export { kafkaClient } from './kafka-client.js';
export { KafkaFeed, type KafkaFeedOptions } from './kafka-feed.js';
export * from './kafka-record.js';
export { ensureTopic } from './kafka-topic.js';
export { Relay, type RelayOptions, type RelayState } from '../relay/relay.js';
export type { RelayTold } from '../relay/relay-told.js';
