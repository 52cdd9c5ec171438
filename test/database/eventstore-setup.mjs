import '../typescript-loader.mjs';
import { randomUUID } from 'node:crypto';
import setupDatabase from './global-setup.mjs';
import tearDownDatabase from './global-teardown.mjs';

/** The database beside the log, and a look whether the server of EVENTSTORE_URL can be used: said once, not by each test. */
export default async function setup() {
  await setupDatabase();
  const { EventStoreEventLog } = await import('../../libs/event-log/src/eventstoredb/index.ts');
  const { testDatabase } = await import('../../libs/platform/src/testing/index.ts');
  const database = await testDatabase();
  try {
    const log = await EventStoreEventLog.open({
      url: database.url,
      eventStoreUrl: process.env.EVENTSTORE_URL,
      identityStream: `throughline-log-${randomUUID()}`,
    });
    await log.close();
    await database.close();
  } catch (error) {
    await database.close();
    await tearDownDatabase();
    process.stderr.write(`${error.message}\n`);
    process.exit(error.exitCode ?? 1);
  }
}
