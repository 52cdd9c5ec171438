import type { LosingLog } from '#kernel/contracts';
import { testDatabase } from '#platform/testing';
import { PostgresEventLog, type PostgresLogOptions } from '../src/index.js';
import { proxyTo, type Proxy } from './proxy.js';

/** A log in a database of its own, and those who have opened it. */
export interface PostgresStore {
  readonly url: string;
  open(options?: Partial<PostgresLogOptions>): Promise<PostgresEventLog>;
  /** Opens the log through a proxy that can lose what the server answers. */
  openLosing(): Promise<LosingLog>;
  /** Closes what was opened and drops the database. */
  close(): Promise<void>;
}

/** Makes an empty database; `more` goes for everybody who opens the log. */
export async function postgresStore(more: Partial<PostgresLogOptions> = {}): Promise<PostgresStore> {
  const database = await testDatabase();
  const opened: PostgresEventLog[] = [];
  const proxies: Proxy[] = [];
  const open: PostgresStore['open'] = async (options = {}) => {
    const log = await PostgresEventLog.open({ url: database.url, ...more, ...options });
    opened.push(log);
    return log;
  };
  return {
    url: database.url,
    open,
    openLosing: async () => {
      const proxy = await proxyTo(database.url);
      proxies.push(proxy);
      const log = await open({ url: proxy.url, onTrouble: () => undefined });
      return { log, loseNext: () => proxy.onCommitted(() => 'cut') };
    },
    close: async () => {
      await Promise.all(opened.map((log) => log.close()));
      await Promise.all(proxies.map((proxy) => proxy.close()));
      await database.close();
    },
  };
}
