import { Client } from 'pg';
import { PostgresEventLog } from '#event-log';
import { LogReplaced } from '#kernel';
import { feedContract, touch, touching } from '#kernel/contracts';
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

it('a feed stops when another log, longer than the one it followed, stands in its place', async () => {
  const database = await testDatabase();
  const log = await PostgresEventLog.open({ url: database.url });
  const feed = new LogTailFeed(log, { pollMs: 50 });
  const admin = new Client({ connectionString: database.url });
  await admin.connect();
  await log.appendAll([touch(), touch(), touch()].map(touching));
  const subscription = await feed.subscribe(new Map(Array.from({ length: 64 }, (_, lane) => [lane, 0])));
  expect((await subscription.next(10, 1_000)).records).toHaveLength(3);
  await admin.query('truncate log.events, log.ids; update log.identity set id = gen_random_uuid()');
  const other = await PostgresEventLog.open({ url: database.url });
  await other.appendAll(Array.from({ length: 10 }, () => touching(touch())));
  await expect(subscription.next(10, 10_000)).rejects.toThrow(LogReplaced);
  await Promise.all([feed.close(), admin.end()]);
  await Promise.all([log.close(), other.close()]);
  await database.close();
});
