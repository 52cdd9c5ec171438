import { resolve } from 'node:path';
import type { Client } from 'pg';
import { InvalidInput, type EventCatalogue } from '#kernel';
import { Door } from '../engine/door.js';
import { openCsv, type FileRow, type OpenFile } from './csv-rows.js';
import type { ImportProgress, RunOutcome } from './import-outcome.js';
import { readLookups, type LookupPlace } from './lookups.js';
import type { ImportMapping } from './mapping.js';
import { Messages } from './message-counts.js';
import { Occurrences } from './occurrences.js';
import { Recording, type RecordingOptions } from './recording.js';
import { RefusedRows } from './refused-rows.js';
import { Counts } from './row-counts.js';
import { RowDoor } from './row-door.js';
import { rowReader, type RowReading } from './row-reports.js';
import { contentOf, makeItems, workOf, type Making, type RowWork } from './row-work.js';

/** A file, what it means, and where its refused rows go. */
export interface ImportedFile {
  readonly path: string;
  /** The file's name as people know it; its own if missing. */
  readonly fileName?: string | undefined;
  readonly mapping: ImportMapping;
  /** Where look-ups are found. */
  readonly folder: LookupPlace;
  readonly refusedPath: string;
}

/** What an import runs on. */
export interface ImportRunOptions extends Omit<RecordingOptions, 'source'> {
  readonly catalogue: EventCatalogue;
  /** A connection that nobody else uses meanwhile: rows are counted on it. */
  readonly client: Client;
  readonly onProgress?: (progress: ImportProgress) => void;
  /** What is looked for that must not be kept; card numbers alone unless told. */
  readonly door?: Door;
}

/** A file whose header was read, and what its rows mean. */
export interface OpenImport {
  readonly file: OpenFile;
  readonly read: (cells: readonly string[]) => RowReading;
}

/**
 * Opens a file with its mapping and look-ups. Throws InvalidInput with every place where they do not fit together; then
 * nothing is left open.
 */
export async function openImport(
  { path, fileName, mapping, folder }: Pick<ImportedFile, 'path' | 'fileName' | 'mapping' | 'folder'>,
  catalogue: EventCatalogue,
): Promise<OpenImport> {
  const lookups = await readLookups(mapping, folder);
  const file = await openCsv(path, mapping.file, fileName);
  try {
    return { file, read: rowReader(mapping, file.columns, lookups, catalogue) };
  } catch (error) {
    file.close();
    throw error;
  }
}

/** Rows that are taken together, and their characters: more are kept longer, and cost memory. */
const ROWS = 500;
const CHARACTERS = 2 * 1024 * 1024;
/** Batches on their way at the same time. */
const UNDER_WAY = 3;

/**
 * Brings a file in, in constant memory. What was recorded by an earlier run of the same import is found again and counted as
 * its own, so that a run that was cut off at any point is simply run again. Throws InvalidInput where file and mapping do
 * not fit together; then nothing was recorded.
 */
export async function runImport(file: ImportedFile, options: ImportRunOptions): Promise<RunOutcome> {
  const { mapping } = file;
  const { signal } = options;
  refuseOnePath(file);
  const { file: opened, read } = await openImport(file, options.catalogue);
  const { occurrences, refused } = await beside(file, opened, options.client);
  const door = new RowDoor(options.door ?? new Door(), opened.columns);
  const recording = new Recording({ ...options, source: mapping.source });
  const counts = new Counts();
  const messages = new Messages();
  const underWay: { readonly rows: readonly RowWork[]; readonly settling: Promise<void> }[] = [];

  const settled = (rows: readonly RowWork[]): void => {
    counts.add(rows);
    messages.settled(rows);
  };
  const finishOne = async (): Promise<void> => {
    const { rows, settling } = underWay[0]!;
    await settling;
    underWay.shift();
    await refused.add(rows.filter(({ problems }) => problems.length > 0).map((row) => door.kept(row)));
    settled(rows);
    options.onProgress?.({ ...counts.progress(), bytes: opened.bytesRead() });
  };
  const begin = async (batch: readonly FileRow[]): Promise<void> => {
    const rows = batch.map((row) => workOf(row, read, door));
    const again = await identified(rows, occurrences, recording, options, mapping.source);
    while (underWay.length >= (again ? 1 : UNDER_WAY)) await finishOne();
    messages.read(rows);
    const settling = recording.settle(rows);
    // Heard when its turn comes.
    settling.catch(() => undefined);
    underWay.push({ rows, settling });
  };

  try {
    let batch: FileRow[] = [];
    let characters = 0;
    for await (const row of opened.rows) {
      if (signal?.aborted === true) break;
      batch.push(row);
      for (const cell of row.cells) characters += cell.length;
      if (batch.length < ROWS && characters < CHARACTERS) continue;
      await begin(batch);
      batch = [];
      characters = 0;
    }
    const interrupted = signal?.aborted === true;
    if (!interrupted && batch.length > 0) await begin(batch);
    while (underWay.length > 0) await finishOne();
    return { ...counts.outcome(), interrupted, messages: messages.counted() };
  } catch (error) {
    // What waited for room, and was told to stop, is read again when the import goes on.
    if (signal?.aborted !== true || error !== signal.reason) throw error;
    for (const { rows, settling } of underWay)
      await settling.then(
        () => settled(rows),
        () => messages.left(rows),
      );
    return { ...counts.outcome(), interrupted: true, messages: messages.counted() };
  } finally {
    await Promise.allSettled(underWay.map(({ settling }) => settling));
    await refused.close();
    await occurrences.end().catch(() => undefined);
  }
}

/** What a run keeps beside its file. Where that cannot be begun nothing is left open. */
async function beside({ refusedPath, mapping }: ImportedFile, opened: OpenFile, client: Client) {
  let occurrences: Occurrences | null = null;
  try {
    occurrences = await Occurrences.begin(client);
    return { occurrences, refused: await RefusedRows.begin(refusedPath, opened.columns, mapping.file) };
  } catch (error) {
    opened.close();
    await occurrences?.end().catch(() => undefined);
    throw error;
  }
}

/** Where refused rows would be written over the file itself. */
function refuseOnePath({ path, refusedPath }: ImportedFile): void {
  if (resolve(path) === resolve(refusedPath))
    throw new InvalidInput('import.refused-path', [
      { where: refusedPath, what: 'is the file itself', remedy: 'give another one for the rows that are refused' },
    ]);
}

/**
 * Makes every event, with its id. Whether a message of the source's own id came again, which has to wait for its first
 * one. What rows state that cannot be taken, whatever the log holds, does not count as having come.
 */
async function identified(
  rows: readonly RowWork[],
  occurrences: Occurrences,
  { identify }: Recording,
  options: ImportRunOptions,
  source: string,
): Promise<boolean> {
  const { ids, actor, authority } = options;
  const contents = rows.map(({ row }) => contentOf(row, ids));
  const times = await occurrences.count(contents);
  const weighing = { actor, import: options.import, ...(authority === undefined ? {} : { authority }) };
  const making: Making = { source, identify, ids, now: Date.now(), weighing };
  rows.forEach((row, i) => makeItems(row, { key: contents[i]!, occurrence: times[i]! }, making));
  const own = rows.flatMap(({ items, reports }) => items.filter((_, n) => reports[n]!.messageId !== null));
  if (own.length === 0) return false;
  const met = await occurrences.count(own.map(({ id }) => id));
  own.forEach((item, i) => (item.before = met[i]!));
  return met.some((before) => before > 0);
}
