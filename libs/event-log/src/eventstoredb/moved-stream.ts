import { binaryEvent, type BinaryEventData } from '@eventstore/db-client';
import { randomUUID } from 'node:crypto';
import type { Millis, Position } from '#kernel';
import { StartFailure } from '#platform';
import type { Moved } from '../moving/log-target.js';
import type { Connection, Stored } from './connection.js';

/** How far a log was moved here, and where its last event stands then. */
export interface MovedHere extends Moved {
  /** The position of the last event here that was moved; 0 where there is none. */
  readonly here: Position;
  /** When that one was recorded. */
  readonly at: Millis;
}

/** What the log's stream of moves says last; `revision`: of that, -1 where it says nothing. */
export interface LastMoved {
  readonly moved: MovedHere | null;
  readonly revision: number;
}

/** Where it stands how far a log was moved here: a stream beside the one that holds the log's identity. */
const movedStream = (identityStream: string): string => `${identityStream}-moved`;

/** What was moved here, or is being. */
export async function lastMoved(connection: Connection, identityStream: string): Promise<LastMoved> {
  const last = await connection.lastOf(movedStream(identityStream));
  if (last === null) return { moved: null, revision: -1 };
  const moved = JSON.parse(Buffer.from(last.data as Uint8Array).toString('utf8')) as MovedHere;
  return { moved, revision: Number(last.revision) };
}

/** What is to be written so that a move is noted; the same again is a repeat. */
export function movedNote(moved: MovedHere): BinaryEventData {
  return binaryEvent({
    id: randomUUID(),
    type: 'log-moved',
    data: Buffer.from(JSON.stringify(moved)),
  });
}

/** Notes how far it is, after what was said last. Rejects with WrongVersion where somebody else has noted something. */
export function noteMovedHere(
  connection: Connection,
  identityStream: string,
  note: BinaryEventData,
  revision: number,
  within: number,
): Promise<Stored> {
  return connection.append(movedStream(identityStream), [note], revision, within);
}

/** Throws where only a part of a log is here: nothing may be added to half of one. */
export function refuseHalfMovedHere({ moved }: LastMoved, shown: string): void {
  if (moved === null || moved.done) return;
  throw new StartFailure(
    'log.half-moved',
    `Log ${moved.from} is being moved to EventStoreDB at ${shown}, and not all of it is there: run the same  throughline migrate-log  again to its end; nothing was changed.`,
  );
}
