import { testDatabase } from '#platform/testing';
import { PostgresEventLog, type PostgresLogOptions } from '../src/index.js';

/** A log in a database of its own, and those who have opened it. */
export interface PostgresStore {
  readonly url: string;
  open(options?: Partial<PostgresLogOptions>): Promise<PostgresEventLog>;
  /** Closes what was opened and drops the database. */
  close(): Promise<void>;
}

/** Makes an empty database; `more` goes for everybody who opens the log. */
export async function postgresStore(more: Partial<PostgresLogOptions> = {}): Promise<PostgresStore> {
  const database = await testDatabase();
  const opened: PostgresEventLog[] = [];
  return {
    url: database.url,
    open: async (options = {}) => {
      const log = await PostgresEventLog.open({ url: database.url, ...more, ...options });
      opened.push(log);
      return log;
    },
    close: async () => {
      await Promise.all(opened.map((log) => log.close()));
      await database.close();
    },
  };
}
