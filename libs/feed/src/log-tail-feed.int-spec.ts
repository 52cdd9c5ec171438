import { PostgresEventLog } from '#event-log';
import { feedContract } from '#kernel/contracts';
import { testDatabase } from '#platform/testing';
import { LogTailFeed } from './log-tail-feed.js';

feedContract('on the tail of a log in PostgreSQL', async () => {
  const database = await testDatabase();
  const log = await PostgresEventLog.open({ url: database.url });
  const feed = new LogTailFeed(log);
  return {
    log,
    feed,
    close: async () => {
      await feed.close();
      await log.close();
      await database.close();
    },
  };
});
