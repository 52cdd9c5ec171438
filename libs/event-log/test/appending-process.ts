import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { binaryEvent, type BinaryEventData } from '@eventstore/db-client';
import { eventStoreAddress } from '../src/eventstoredb/address.js';
import { Connection } from '../src/eventstoredb/connection.js';

/**
 * A process that sends many large appends at the same time: `URL COUNT`. Says `ready` once the first one is stored; sends
 * the others when it is told anything, says `sent`, and at the end how many of them were rejected.
 */
const [url, count] = process.argv.slice(2);
const deadline = 5_000;
const connection = Connection.to(eventStoreAddress(url!, { deadline }), deadline);
const append = (): Promise<unknown> => {
  const id = randomUUID();
  const event = binaryEvent({ id, type: 'note-taken', data: Buffer.alloc(20_000) }) as BinaryEventData;
  return connection.append(`touch-${id}`, [event], -1);
};
await append();
process.stdout.write('ready\n');
await once(process.stdin, 'data');
process.stdin.destroy();
const answers = Promise.allSettled(Array.from({ length: Number(count) }, append));
setTimeout(() => process.stdout.write('sent\n'), 500);
const rejected = (await answers).filter(({ status }) => status === 'rejected');
process.stdout.write(`rejected ${rejected.length}\n`);
await connection.release();
