export { collector, type CollectedSpan, type Collector } from './collector.js';
export { testDatabase, type TestDatabase } from './database.js';
