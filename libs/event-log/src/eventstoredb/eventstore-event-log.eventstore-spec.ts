import { randomUUID } from 'node:crypto';
import { eventLogContract, streamOf, touch, type LogStore } from '#kernel/contracts';
import type { EventLog } from '#kernel';
import { testDatabase } from '#platform/testing';
import { eventStoreFaults, oversizedBesideSmall } from '../../test/eventstore-faults.js';
import { serverByCommand } from '../../test/eventstore-process.js';
import { faultyLog } from '../index.js';
import { EventStoreEventLog, type EventStoreLogOptions } from './index.js';

const url = process.env['EVENTSTORE_URL']!;
const command = process.env['THROUGHLINE_TEST_EVENTSTORE_COMMAND'];

/** A log of its own on a server that holds others before it. */
function ownLog(): { readonly identityStream: string } {
  return { identityStream: `throughline-log-${randomUUID()}` };
}

async function serverStore(): Promise<LogStore> {
  const database = await testDatabase();
  const own = ownLog();
  const opened: EventLog[] = [];
  const open = async (options: Partial<EventStoreLogOptions> = {}): Promise<EventLog> => {
    const log = await EventStoreEventLog.open({ url: database.url, eventStoreUrl: url, ...own, ...options });
    opened.push(log);
    // The server's clock cannot be set: whoever asks for one appends in milliseconds of their own.
    return options.clock === undefined ? log : unhurried(log);
  };
  return {
    open,
    openLosing: async () => {
      const log = faultyLog(await open());
      return { log, loseNext: () => log.goWrong({ kind: 'lost-acknowledgement' }) };
    },
    close: async () => {
      await Promise.all(opened.map((log) => log.close()));
      await database.close();
    },
  };
}

/** Appends in milliseconds of their own; everything else as it is. */
function unhurried(log: EventLog): EventLog {
  const append = log.append.bind(log);
  log.append = async (...call: Parameters<EventLog['append']>) => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    return append(...call);
  };
  return log;
}

eventLogContract('in EventStoreDB', serverStore);

describe('a log in EventStoreDB', () => {
  it('loses nothing to an append over a limit of the server that is lower than it was told', async () => {
    const database = await testDatabase();
    const log = await EventStoreEventLog.open({
      url: database.url,
      eventStoreUrl: url,
      ...ownLog(),
      maxAppendBytes: 64 * 1024 * 1024,
      onTrouble: () => undefined,
    });
    await oversizedBesideSmall(log, 1024 * 1024);
    await log.close();
    await database.close();
  });

  it('answers a touch that comes again after others with its first result', async () => {
    const store = await serverStore();
    const log = await store.open();
    const made = touch();
    const first = await log.append(streamOf(made), [made], 'none');
    for (let i = 0; i < 50; i++) {
      const other = touch();
      await log.append(streamOf(other), [other], 'none');
    }
    expect(await log.append(streamOf(made), [made], 'none')).toEqual({ ...first, duplicate: 'yes' });
    await store.close();
  });
});

// Faults that need the server's process: only where it is said how to start it.
if (command !== undefined)
  eventStoreFaults({
    name: 'EventStoreDB',
    server: () => serverByCommand(command, process.env['THROUGHLINE_TEST_EVENTSTORE_COMMAND_URL'] ?? url),
    more: ownLog,
    told: false,
  });
