export { kafkaSettings, type KafkaSettings } from './kafka/kafka-settings.js';
export { laneOfEvent, subjectOf } from './lane-of-event.js';
export { LogTailFeed } from './log-tail-feed.js';
export { feedMigrations } from './relay/migrations.js';
export { readRelayRow, reconcileRelayRows, RelayForeign, type RelayRow } from './relay/relay-row.js';
