import type { Client } from 'pg';
import {
  CarryOver,
  catchUpEpoch,
  keyRowProblem,
  UnfitEvent,
  writeKeyRows,
  type CarriedBatch,
  type KeyRow,
} from '#event-log';
import { forgetCarriedOver, noteCarriedOver, type CarriedOver } from '../../../../api/src/composition/carried-over.js';
import { wrongUsage } from '../../failure.js';
import { number } from '../../output/table.js';
import { eventLine, type EventLine } from './event-line.js';
import { linesOf, type LineBlock, type WholeFile } from './lines-file.js';

/** Events of one transaction, and their bytes. */
const BATCH = 2_000;
const BATCH_BYTES = 8 * 1024 * 1024;

/** A line that cannot be brought in. */
class BrokenLine extends Error {
  constructor(
    readonly line: number,
    readonly why: string,
  ) {
    super(`line ${line}: ${why}`);
  }
}

/** Where a batch begins in its file, and what it holds. */
interface Batch {
  readonly first: number;
  readonly events: readonly EventLine[];
}

/**
 * Brings keys, then events, into a log that was empty, from where an earlier attempt had come to. Where a line shows
 * that the file can never be brought in, everything is taken out again, and what is thrown names the line.
 */
export async function carryIn(
  { client, url }: { readonly client: Client; readonly url: string },
  files: { readonly events: WholeFile; readonly keys: WholeFile },
  begun: CarriedOver,
  on: { readonly lines: (lines: number) => void },
): Promise<{ readonly repeated: number; readonly position: number }> {
  const carry = await CarryOver.open(url);
  let file = files.keys;
  try {
    let state = begun;
    if (!state.keys) state = await carryKeys(client, files.keys, state);
    file = files.events;
    return await carryEvents(carry, files.events, state, on.lines);
  } catch (error) {
    if (!(error instanceof BrokenLine)) throw error;
    await carry.undo(forgetCarriedOver);
    throw wrongUsage(
      'file.damaged',
      `Line ${number(error.line)} of ${file.path} cannot be brought in (${error.why}): export it again; nothing of it was brought in.`,
    );
  } finally {
    await carry.close();
  }
}

async function carryKeys(client: Client, file: WholeFile, state: CarriedOver): Promise<CarriedOver> {
  const next = { ...state, keys: true };
  await client.query('BEGIN');
  try {
    for await (const { first, lines } of linesOf(file, 0))
      await writeKeyRows(
        client,
        lines.map((line, i) => keyRow(line, first + i)),
      );
    await catchUpEpoch(client);
    await noteCarriedOver(client, next);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
  return next;
}

function keyRow(line: string, at: number): KeyRow {
  let row: unknown;
  try {
    row = JSON.parse(line);
  } catch {
    throw new BrokenLine(at, 'it is no JSON');
  }
  const problem = keyRowProblem(row);
  if (problem !== null) throw new BrokenLine(at, problem);
  return row as KeyRow;
}

/** While a batch is written, the next one is read. */
async function carryEvents(
  carry: CarryOver,
  file: WholeFile,
  begun: CarriedOver,
  onLines: (lines: number) => void,
): Promise<{ readonly repeated: number; readonly position: number }> {
  let state = begun;
  let repeated = 0;
  const write = async (batch: Batch): Promise<void> => {
    const next = { ...state, lines: state.lines + batch.events.length };
    const { repeated: more } = await appended(carry, batch, next);
    repeated += more;
    state = next;
    onLines(state.lines);
  };
  let writing: Promise<void> = Promise.resolve();
  try {
    for await (const batch of batchesOf(linesOf(file, begun.lines))) {
      await writing;
      writing = write(batch);
      // Heard when the next one is at hand.
      writing.catch(() => undefined);
    }
  } finally {
    // Nothing is on its way any more; what went wrong there stands earlier in the file.
    await writing;
  }
  await carry.append([], (client) => noteCarriedOver(client, { ...state, done: true }));
  return { repeated, position: carry.position };
}

async function appended(carry: CarryOver, { first, events }: Batch, state: CarriedOver): Promise<CarriedBatch> {
  try {
    return await carry.append(events, (client) => noteCarriedOver(client, state));
  } catch (error) {
    throw error instanceof UnfitEvent ? new BrokenLine(first + error.index, error.why) : error;
  }
}

async function* batchesOf(blocks: AsyncIterable<LineBlock>): AsyncGenerator<Batch> {
  let events: EventLine[] = [];
  let bytes = 0;
  let first = 0;
  let last = 0;
  for await (const block of blocks)
    for (const [i, line] of block.lines.entries()) {
      const at = block.first + i;
      const event = eventLine(line);
      if (event === null) throw new BrokenLine(at, 'it is not written as an export writes events');
      if (event.position <= last) throw new BrokenLine(at, `position ${event.position} comes after position ${last}`);
      last = event.position;
      if (events.length === 0) first = at;
      events.push(event);
      bytes += line.length;
      if (events.length < BATCH && bytes < BATCH_BYTES) continue;
      yield { first, events };
      [events, bytes] = [[], 0];
    }
  if (events.length > 0) yield { first, events };
}
