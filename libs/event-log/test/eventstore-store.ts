import type { Millis } from '#kernel';
import type { LogStore } from '#kernel/contracts';
import { testDatabase } from '#platform/testing';
import { EventStoreEventLog, type EventStoreLogOptions } from '../src/eventstoredb/index.js';
import { StandInServer, type StandInOptions } from './eventstore-stand-in/stand-in-server.js';

/** A log on a stand-in server of its own, with a database beside it. */
export interface StandInStoreUnderTest extends LogStore {
  readonly server: StandInServer;
  readonly url: string;
  readonly eventStoreUrl: string;
  open(options?: Partial<EventStoreLogOptions>): Promise<EventStoreEventLog>;
}

/** Milliseconds: on a slow machine a burst of a test waits longer than callers of an installation would. */
const PATIENCE = 120_000;

/** Starts a stand-in on an empty log; `more` goes for everybody who opens it. */
export async function standInStore(
  more: Partial<EventStoreLogOptions> = {},
  how: StandInOptions = {},
): Promise<StandInStoreUnderTest> {
  const database = await testDatabase();
  const server = new StandInServer(how);
  const eventStoreUrl = `esdb://127.0.0.1:${await server.start()}?tls=false`;
  const opened: EventStoreEventLog[] = [];
  const open = async (options: Partial<EventStoreLogOptions> & { readonly clock?: () => Millis } = {}) => {
    // The log's clock is the server's, which has begun by telling the time as it is.
    if (options.clock !== undefined) {
      const { clock } = options;
      const ahead = Date.now() - clock();
      server.store.clock = () => clock() + ahead;
    }
    const log = await EventStoreEventLog.open({
      url: database.url,
      eventStoreUrl,
      patience: PATIENCE,
      ...more,
      ...options,
    });
    opened.push(log);
    return log;
  };
  return {
    server,
    url: database.url,
    eventStoreUrl,
    open,
    openLosing: async () => ({ log: await open({ onTrouble: () => undefined }), loseNext: () => server.loseNext() }),
    close: async () => {
      await Promise.all(opened.map((log) => log.close()));
      server.stop();
      await database.close();
    },
  };
}
