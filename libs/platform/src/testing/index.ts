export { collector, type CollectedSpan, type Collector } from './collector.js';
export { dropTemplates, testDatabase, testDatabaseLike, type TestDatabase } from './database.js';
