import type { Pool } from 'pg';
import { readFact, StartFailure, writeFact } from '#platform';
import type { Moved } from './log-target.js';

/** How far a log was moved into this database, and how many events it held then. */
export interface MovedFact extends Moved {
  readonly events: number;
}

type Asked = Pick<Pool, 'query'>;

const FACT = 'log-moved';

/** What was moved here, or is being; null where nothing ever was. */
export async function movedFact(on: Asked): Promise<MovedFact | null> {
  const value = await readFact(on, FACT);
  return value === undefined ? null : (JSON.parse(value) as MovedFact);
}

/** Notes how far it is: in the transaction that brought it there. */
export function noteMoved(on: Asked, moved: MovedFact): Promise<void> {
  return writeFact(on, FACT, JSON.stringify(moved));
}

/** Throws where only a part of a log is here: nothing may be added to half of one. */
export function refuseHalfMoved(moved: MovedFact | null): void {
  if (moved === null || moved.done) return;
  throw new StartFailure(
    'log.half-moved',
    `Log ${moved.from} is being moved into this database, ${moved.events} events are in: run the same  throughline migrate-log  again to its end; nothing was changed.`,
  );
}
