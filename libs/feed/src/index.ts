export { laneOfEvent, LogTailFeed, subjectOf } from './log-tail-feed.js';
