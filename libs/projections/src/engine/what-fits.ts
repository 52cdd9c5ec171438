import type { RecordedEvent } from '#kernel';
import type { Transaction } from './transaction.js';

/** Whether PostgreSQL refused the data itself: the same rows will always be refused. */
export function isDataError(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return typeof code === 'string' && /^(22|23)/.test(code);
}

/**
 * Writes what events say where PostgreSQL refused something of them: finds the culprits by halving, parks each with the
 * reason, and writes the others, in order. `write` may read what was written before. Throws whatever is not the data's fault.
 */
export async function writeWhatFits(
  tx: Transaction,
  events: readonly RecordedEvent[],
  write: (events: readonly RecordedEvent[]) => void | Promise<void>,
  park: (event: RecordedEvent, error: string) => void,
): Promise<void> {
  const [first] = events;
  if (first === undefined) return;
  await tx.done();
  tx.once('savepoint part');
  try {
    await write(events);
    tx.once('release savepoint part');
    await tx.done();
  } catch (error) {
    const reason = await tx.done().then(
      () => error,
      (refused: unknown) => refused,
    );
    if (!isDataError(reason)) throw reason;
    tx.once('rollback to savepoint part');
    tx.once('release savepoint part');
    if (events.length === 1) {
      park(first, textOf(reason));
      return;
    }
    const middle = events.length >>> 1;
    await writeWhatFits(tx, events.slice(0, middle), write, park);
    await writeWhatFits(tx, events.slice(middle), write, park);
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
