export * from './kafka/kafka-record.js';
export { laneOfEvent, subjectOf } from './lane-of-event.js';
export { LogTailFeed } from './log-tail-feed.js';
