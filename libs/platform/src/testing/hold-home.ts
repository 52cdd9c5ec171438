import { openDatabase } from '../database/open-database.js';
import { runMain } from '../failure.js';
import { createLogger } from '../logging/logger.js';
import { createShutdown } from '../operation/shutdown.js';

/** A program for tests: opens the database of the home in its first argument, says so, and stops in order on SIGTERM. */
await runMain(async () => {
  const logger = createLogger({ level: 'warn' });
  const shutdown = createShutdown({ logger });
  const database = await openDatabase({ home: process.argv[2]!, databaseUrl: undefined }, logger, {
    exclusive: true,
    onFailure: () => void shutdown.run('database failed', 1),
  });
  shutdown.add('close', 'database', () => database.close());
  shutdown.listen();
  const { url, embedded } = database;
  process.stdout.write(
    `${JSON.stringify({ url, pid: embedded?.pid, adopted: embedded?.adopted, data: embedded?.dataDirectory })}\n`,
  );
  // The server runs in a session of its own and does not keep this process alive.
  setInterval(() => undefined, 60_000);
});
