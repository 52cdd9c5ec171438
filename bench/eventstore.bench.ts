import { binaryEvent, EventStoreDBClient, NO_STREAM, type BinaryEventData } from '@eventstore/db-client';
import { randomUUID } from 'node:crypto';
import { EventStoreEventLog } from '#event-log/eventstoredb';
import type { EventLog, NewEvent, Position } from '#kernel';
import { benchServer, median, option, report, say, seconds } from './harness.js';
import { sealedTouches, touchRequest, uniqueOf } from './touches.js';

/**
 * The log in EventStoreDB against a bare client of the same server, in one run: touches one by one with 64 and with
 * 1,000 on their way, and reading everything. The bare client stores the same bytes in streams of the same kind, and
 * neither counts what it stores nor notices a repeat. Needs EVENTSTORE_URL.
 */
const TOUCHES = option('touches', 20_000);
const ROUNDS = option('rounds', 3);
const IN_FLIGHT = [64, 1_000] as const;

const eventStoreUrl = process.env['EVENTSTORE_URL'];
if (eventStoreUrl === undefined || eventStoreUrl === '') {
  process.stderr.write(
    'Set EVENTSTORE_URL to an EventStoreDB server (24.6 or later) that may be written to, such as esdb://127.0.0.1:2113?tls=false\n',
  );
  process.exit(2);
}

const server = await benchServer();
try {
  const log = await EventStoreEventLog.open({
    url: await server.database(),
    eventStoreUrl,
    identityStream: `throughline-log-bench-${randomUUID()}`,
  });
  for (const inFlight of IN_FLIGHT) {
    const [bare, own]: [number[], number[]] = [[], []];
    for (let round = 1; round <= ROUNDS; round++) {
      const events = uniqueOf(await sealedTouches(TOUCHES));
      bare.push(events.length / (await bareAppends(eventStoreUrl, events, inFlight)));
      own.push(events.length / (await appends(log, events, inFlight)));
      say(
        `${inFlight} on their way, round ${round}: bare ${Math.round(bare.at(-1)!)}/s, log ${Math.round(own.at(-1)!)}/s`,
      );
    }
    const [value, limit] = [median(own), median(bare)];
    report({
      bench: `eventstore-${inFlight}`,
      value,
      limit,
      ratio: value / limit,
      unit: 'touches/s',
      postgres: server.version,
    });
  }
  const { position: head } = await log.head();
  const [bare, own]: [number[], number[]] = [[], []];
  for (let round = 1; round <= ROUNDS; round++) {
    bare.push(await bareReads(eventStoreUrl, head));
    own.push(await reads(log, head));
    say(`reading, round ${round}: bare ${Math.round(bare.at(-1)!)}/s, log ${Math.round(own.at(-1)!)}/s`);
  }
  const [value, limit] = [median(own), median(bare)];
  report({ bench: 'eventstore-read', value, limit, ratio: value / limit, unit: 'events/s', postgres: server.version });
  await log.close();
} finally {
  await server.stop();
}

/** Seconds for touches one by one, so many at the same time. */
function appends(log: EventLog, events: readonly NewEvent[], inFlight: number): Promise<number> {
  return seconds(() =>
    side(inFlight, events, async (event) => {
      const { stream, events: own, expected } = touchRequest(event);
      await log.append(stream, own, expected);
    }),
  );
}

async function bareAppends(url: string, events: readonly NewEvent[], inFlight: number): Promise<number> {
  const client = EventStoreDBClient.connectionString(url);
  try {
    return await seconds(() =>
      side(inFlight, events, async ({ type, text }) => {
        const event = binaryEvent({ type, data: Buffer.from(text) }) as BinaryEventData;
        await client.appendToStream(`bare-${event.id}`, event, { expectedRevision: NO_STREAM });
      }),
    );
  } finally {
    await client.dispose();
  }
}

/** Events a second of everything up to a position. */
async function reads(log: EventLog, head: Position): Promise<number> {
  let events = 0;
  const took = await seconds(async () => {
    for (let after = 0; after < head;) {
      const page = await log.readAll({ after, limit: 5_000 });
      events += page.events.length;
      if (page.scannedTo === after) break;
      after = page.scannedTo;
    }
  });
  return events / took;
}

async function bareReads(url: string, head: Position): Promise<number> {
  const client = EventStoreDBClient.connectionString(url);
  let events = 0;
  try {
    const took = await seconds(async () => {
      const all = client.readAll();
      for await (const { event } of all) {
        events++;
        if (event !== undefined && event.position.commit >= BigInt(head)) break;
      }
      await all.cancel();
    });
    return events / took;
  } finally {
    await client.dispose();
  }
}

async function side<T>(atOnce: number, items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (next < items.length) await work(items[next++]!);
    }),
  );
}
