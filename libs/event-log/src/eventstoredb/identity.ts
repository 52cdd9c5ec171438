import { binaryEvent, type BinaryEventData } from '@eventstore/db-client';
import { randomUUID } from 'node:crypto';
import type { LogIdentity, Position } from '#kernel';
import { StartFailure } from '#platform';
import { isStreamMissing, isUnknownToServer, NotAllowed, WrongVersion, wordsOf } from './answers.js';
import type { Connection } from './connection.js';
import { positionOf } from './recorded.js';
import { retrying } from './retrying.js';

/** A log's identity, and where it begins. */
export interface BegunLog {
  readonly identity: LogIdentity;
  /** Of the event that holds the identity: what stands before it is not of this log. */
  readonly origin: Position;
}

/** The stream whose first event says which log this is. */
export const IDENTITY_STREAM = 'throughline-log';

/**
 * Reads which log this is, and begins one where there is none, unless it `mustBe`: whoever comes first, the others read
 * what it wrote. Throws StartFailure that says what to do where the server cannot be reached, lets nobody in, does not
 * answer in time, or holds no log that must be.
 */
export async function beginLog(connection: Connection, stream: string, mustBe = false): Promise<BegunLog> {
  try {
    return await retrying({ milliseconds: connection.deadline, onTrouble: () => undefined }, async () => {
      try {
        const known = await readIdentity(connection, stream);
        if (known === null && mustBe) throw none(connection);
        return known ?? (await writeIdentity(connection, stream));
      } catch (error) {
        // A server that is starting says so; everything else is as it will stay.
        if (isUnknownToServer(error)) throw error;
        throw new Unusable(error);
      }
    });
  } catch (error) {
    throw unusable(error instanceof Unusable ? error.cause : error, connection);
  }
}

async function readIdentity(connection: Connection, stream: string): Promise<BegunLog | null> {
  let found: BegunLog | null = null;
  try {
    await connection.readStream(stream, 0, 1, ({ event }) => {
      if (event === undefined || !(event.data instanceof Uint8Array)) return true;
      const identity = JSON.parse(Buffer.from(event.data).toString('utf8')) as LogIdentity;
      found = { identity, origin: positionOf(event) ?? -1 };
      return true;
    });
  } catch (error) {
    if (!isStreamMissing(error)) throw error;
  }
  const begun = found as BegunLog | null;
  return begun === null || begun.origin >= 0 ? begun : writeAgain(connection, stream, begun.identity);
}

async function writeIdentity(connection: Connection, stream: string): Promise<BegunLog> {
  const identity: LogIdentity = { id: randomUUID(), epoch: 1 };
  try {
    return await writeAgain(connection, stream, identity);
  } catch (error) {
    if (!(error instanceof WrongVersion)) throw error;
    return (await readIdentity(connection, stream))!;
  }
}

/** Where the server does not tell a stream's event its place, the append that stored it is answered with it once more. */
async function writeAgain(connection: Connection, stream: string, identity: LogIdentity): Promise<BegunLog> {
  const { id, epoch } = identity;
  const begun = binaryEvent({
    id,
    type: 'log-begun',
    data: Buffer.from(JSON.stringify({ id, epoch })),
  }) as BinaryEventData;
  const { position } = await connection.append(stream, [begun], -1);
  return { identity, origin: position };
}

/** What no waiting mends. */
class Unusable extends NotAllowed {
  constructor(override readonly cause: unknown) {
    super('');
  }
}

function none({ shown }: Connection): StartFailure {
  return new StartFailure('log.none', `There is no log in EventStoreDB at ${shown}; nothing was changed.`, 2);
}

function unusable(error: unknown, { shown }: Connection): StartFailure {
  if (error instanceof StartFailure) return error;
  if (error instanceof NotAllowed)
    return new StartFailure('eventstore.not-allowed', `${error.message}.`, 1, { cause: error });
  return new StartFailure(
    'eventstore.unreachable',
    `EventStoreDB at ${shown} cannot be used (${wordsOf(error)}): check that it runs (24.6 or later), and host, port and tls in EVENTSTORE_URL.`,
    1,
    { cause: error },
  );
}
