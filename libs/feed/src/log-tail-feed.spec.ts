import { MemoryEventLog } from '#event-log';
import { feedContract } from '#kernel/contracts';
import { LogTailFeed } from './log-tail-feed.js';

feedContract('on the tail of a log in memory', () => {
  const log = new MemoryEventLog();
  const feed = new LogTailFeed(log);
  return Promise.resolve({ log, feed, close: () => feed.close() });
});

feedContract('on the tail of a log, with a cache smaller than what is read', () => {
  const log = new MemoryEventLog();
  const feed = new LogTailFeed(log, { cached: 7, pollMs: 5 });
  return Promise.resolve({ log, feed, close: () => feed.close() });
});
