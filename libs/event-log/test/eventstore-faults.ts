import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { LogBusy, type AppendOutcome, type EventLog, type NewEvent } from '#kernel';
import { decided, streamOf, touch } from '#kernel/contracts';
import { testDatabase, type TestDatabase } from '#platform/testing';
import { EventStoreEventLog, type EventStoreLogOptions } from '../src/eventstoredb/index.js';
import type { ServerProcess } from './eventstore-process.js';

/** How a server for the faults is had, and which of them it can be made to show. */
export interface FaultyServer {
  readonly name: string;
  readonly server: () => Promise<ServerProcess>;
  /** Options that begin a log of its own on a server that others use, too. */
  readonly more?: () => Partial<EventStoreLogOptions>;
  /** Whether it is told what to do: a real server goes wrong only by its process. */
  readonly told: boolean;
}

/** What must hold whatever happens to the server: what was acknowledged is there, once, and nobody waits for ever. */
export function eventStoreFaults({ name, server: begin, more = () => ({}), told }: FaultyServer): void {
  describe(`faults of ${name}`, () => {
    let database: TestDatabase;
    let server: ServerProcess;
    let log: EventStoreEventLog;

    beforeAll(async () => {
      [database, server] = await Promise.all([testDatabase(), begin()]);
      log = await EventStoreEventLog.open({
        url: database.url,
        eventStoreUrl: server.url,
        deadline: 3_000,
        patience: 30_000,
        silence: 1_000,
        onTrouble: () => undefined,
        ...more(),
      });
    });
    afterAll(async () => {
      await log.close();
      await server.close();
      await database.close();
    });

    it('killed and started again under load: everything is there once, and every receipt adds up', async () => {
      const load = appending(log, 32);
      await pause(300);
      await server.kill();
      await pause(300);
      await server.start();
      await load.until((acknowledged) => acknowledged.length > 300);
      await onceEach(log, await load.stop());
      await receiptsAddUp(log, database.url);
    });

    it('frozen for longer than a deadline: goes on when it thaws', async () => {
      const load = appending(log, 16);
      await pause(200);
      server.freeze();
      await pause(4_000);
      server.thaw();
      const before = load.acknowledged.length;
      await load.until((acknowledged) => acknowledged.length > before + 100);
      await onceEach(log, await load.stop());
    });

    if (!told) return;

    it('ends the subscription: it is made again, and wakes who watches', async () => {
      const woken = { times: 0 };
      const stop = log.watch(() => woken.times++);
      await pause(200);
      server.tell('drop-subscriptions');
      await pause(500);
      woken.times = 0;
      const other = await EventStoreEventLog.open({ url: database.url, eventStoreUrl: server.url, ...more() });
      const made = touch();
      await other.append(streamOf(made), [made], 'none');
      await other.close();
      while (woken.times === 0) await pause(20);
      stop();
    });

    it('answers after the deadline: the append is tried again, and is its own', async () => {
      server.tell('answer-after 4000');
      const made = touch();
      const appended = log.append(streamOf(made), [made], 'none');
      await pause(3_500);
      server.tell('answer-after 0');
      expect(await appended).toMatchObject({ kind: 'appended', duplicate: 'no' });
      await onceEach(log, [made]);
    });
  });
}

/** Callers that append touches one after the other, each again until it is acknowledged. */
function appending(
  log: EventLog,
  callers: number,
): {
  readonly acknowledged: NewEvent[];
  until(enough: (acknowledged: readonly NewEvent[]) => boolean): Promise<void>;
  stop(): Promise<readonly NewEvent[]>;
} {
  const acknowledged: NewEvent[] = [];
  let stopped = false;
  const caller = async (_: unknown, n: number): Promise<void> => {
    while (!stopped) {
      // Every fourth brings in what happened to things: receipts count it, too.
      const thing = n % 4 === 3 ? `deal-${randomUUID()}` : null;
      const made = thing === null ? touch() : decided(thing, { import: 'a file' });
      for (let outcome: AppendOutcome | null = null; outcome === null;)
        outcome = await log.append(thing ?? streamOf(made), [made], 'any').catch((error: unknown) => {
          if (!(error instanceof LogBusy)) throw error;
          return null;
        });
      acknowledged.push(made);
    }
  };
  const working = Promise.all(Array.from({ length: callers }, caller));
  return {
    acknowledged,
    until: async (enough) => {
      while (!enough(acknowledged)) await pause(20);
    },
    stop: async () => {
      stopped = true;
      await working;
      return acknowledged;
    },
  };
}

async function onceEach(log: EventLog, made: readonly NewEvent[]): Promise<void> {
  const times = new Map<string, number>();
  for (let after = 0; ;) {
    const { events, scannedTo } = await log.readAll({ after, limit: 5_000 });
    if (events.length === 0) break;
    for (const { id } of events) times.set(id, (times.get(id) ?? 0) + 1);
    after = scannedTo;
  }
  expect(made.filter(({ id }) => times.get(id) !== 1)).toEqual([]);
  expect([...times.values()].every((count) => count === 1)).toBe(true);
}

/** What is recorded by the receipts is what is in the log, once what was left in between is settled. */
async function receiptsAddUp(log: EventStoreEventLog, url: string): Promise<void> {
  // Nobody appends any more: whatever is left is nobody's.
  await log.settleLeft(0);
  let inLog = 0;
  for (let after = 0; ;) {
    const { events, scannedTo } = await log.readAll({ after, limit: 5_000 });
    if (events.length === 0) break;
    inLog += events.length;
    after = scannedTo;
  }
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ received: number; recorded: number; other: number; left: number }>(
    `select sum(received)::int as received, sum(recorded)::int as recorded,
            sum(repeated + differing)::int as other, (select count(*)::int from vault.intents) as left
     from vault.receipts`,
  );
  await client.end();
  const { received, recorded, other, left } = rows[0]!;
  expect({ recorded, left, lost: received - recorded - other }).toEqual({ recorded: inLog, left: 0, lost: 0 });
}

/**
 * An append over the server's limit, which the log does not know of, beside 64 small ones: the client rejects them all.
 * The large one is refused, none of the small ones is lost.
 */
export async function oversizedBesideSmall(log: EventLog, limit: number): Promise<void> {
  const small = Array.from({ length: 64 }, () => touch());
  const stream = `deal-${randomUUID()}`;
  const large = Array.from({ length: Math.ceil(limit / 60_000) + 1 }, () =>
    decided(stream, { text: 'x'.repeat(60_000) }),
  );
  const refused = log.append(stream, large, 'none');
  const outcomes = await Promise.all(small.map((made) => log.append(streamOf(made), [made], 'none')));
  expect(await refused).toMatchObject({ kind: 'refused', code: 'event.too-large' });
  expect(outcomes.every((outcome) => outcome.kind === 'appended' && outcome.duplicate === 'no')).toBe(true);
  await onceEach(log, small);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
