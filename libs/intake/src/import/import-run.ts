import { resolve } from 'node:path';
import type { Client } from 'pg';
import { InvalidInput, type EventCatalogue, type Problem } from '#kernel';
import { Door } from '../engine/door.js';
import { openCsv, type FileRow, type OpenFile } from './csv-rows.js';
import { readLookups, type LookupPlace } from './lookups.js';
import type { ImportMapping } from './mapping.js';
import { Occurrences } from './occurrences.js';
import { Recording, type RecordingOptions } from './recording.js';
import { reasonOf, RefusedRows } from './refused-rows.js';
import { RowDoor } from './row-door.js';
import { rowReader, type RowReading } from './row-reports.js';
import { contentOf, makeItems, workOf, type Item, type Making, type RowWork } from './row-work.js';

/** A file, what it means, and where its refused rows go. */
export interface ImportedFile {
  readonly path: string;
  readonly mapping: ImportMapping;
  /** Where look-ups are found. */
  readonly folder: LookupPlace;
  readonly refusedPath: string;
}

/** What became of a file's rows. */
export interface ImportOutcome {
  readonly rows: number;
  readonly leftOut: number;
  readonly refused: number;
  readonly types: readonly { readonly type: string; readonly recorded: number; readonly repeated: number }[];
  /** Why rows were refused, the most frequent first. */
  readonly reasons: readonly { readonly reason: string; readonly rows: number }[];
  /** Somebody asked to stop before the end of the file: it goes on where it is started again. */
  readonly interrupted: boolean;
}

/** How far an import is: what became of the rows until now. */
export interface ImportProgress extends Omit<ImportOutcome, 'interrupted'> {
  /** Of the file, read so far. */
  readonly bytes: number;
  readonly recorded: number;
  readonly repeated: number;
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
  { path, mapping, folder }: Pick<ImportedFile, 'path' | 'mapping' | 'folder'>,
  catalogue: EventCatalogue,
): Promise<OpenImport> {
  const lookups = await readLookups(mapping, folder);
  const file = await openCsv(path, mapping.file);
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
export async function runImport(file: ImportedFile, options: ImportRunOptions): Promise<ImportOutcome> {
  const { mapping } = file;
  const { signal } = options;
  refuseOnePath(file);
  const { file: opened, read } = await openImport(file, options.catalogue);
  const occurrences = await Occurrences.begin(options.client);
  const refused = await RefusedRows.begin(file.refusedPath, opened.columns, mapping.file);
  const door = new RowDoor(options.door ?? new Door(), opened.columns);
  const recording = new Recording({ ...options, source: mapping.source });
  const counts = new Counts();
  const underWay: Promise<readonly RowWork[]>[] = [];

  const finishOne = async (): Promise<void> => {
    const rows = await underWay.shift()!;
    await refused.add(rows.filter(({ problems }) => problems.length > 0).map((row) => door.kept(row)));
    counts.add(rows);
    options.onProgress?.({ ...counts.progress(), bytes: opened.bytesRead() });
  };
  const begin = async (batch: readonly FileRow[]): Promise<void> => {
    const rows = batch.map((row) => workOf(row, read, door));
    const again = await identified(rows, occurrences, recording, options, mapping.source);
    while (underWay.length >= (again ? 1 : UNDER_WAY)) await finishOne();
    const settling = recording.settle(rows).then(() => rows);
    // Heard when its turn comes.
    settling.catch(() => undefined);
    underWay.push(settling);
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
    return { ...counts.outcome(), interrupted };
  } catch (error) {
    // What waited for room, and was told to stop, is read again when the import goes on.
    if (signal?.aborted !== true || error !== signal.reason) throw error;
    for (const one of await Promise.allSettled(underWay)) if (one.status === 'fulfilled') counts.add(one.value);
    return { ...counts.outcome(), interrupted: true };
  } finally {
    await Promise.allSettled(underWay);
    await refused.close();
    await occurrences.end().catch(() => undefined);
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

/** Different reasons that are counted each for itself. */
const MOST_REASONS = 200;

/** Counts what became of rows. */
export class Counts {
  private rows = 0;
  private leftOut = 0;
  private refused = 0;
  private readonly types = new Map<string, { recorded: number; repeated: number }>();
  private readonly reasons = new Map<string, number>();

  add(rows: readonly RowWork[]): void {
    for (const { items, problems } of rows) {
      this.rows++;
      const refused = problems.length > 0;
      if (refused) this.refuse(problems);
      else if (items.length === 0) this.leftOut++;
      // Where somebody else was faster with one event of a row, the log holds the others all the same.
      for (const { type, became } of items) if (!refused || became === 'recorded') this.count(type, became);
    }
  }

  private count(type: string, became: Item['became']): void {
    const counted = this.types.get(type) ?? { recorded: 0, repeated: 0 };
    counted[became === 'repeated' ? 'repeated' : 'recorded']++;
    this.types.set(type, counted);
  }

  private refuse(problems: readonly Problem[]): void {
    this.refused++;
    for (const reason of new Set(problems.map(reasonOf))) {
      const key = this.reasons.has(reason) || this.reasons.size < MOST_REASONS ? reason : 'something else';
      this.reasons.set(key, (this.reasons.get(key) ?? 0) + 1);
    }
  }

  /** All of it, until now. */
  progress(): Omit<ImportProgress, 'bytes'> {
    let recorded = 0;
    let repeated = 0;
    for (const counted of this.types.values()) {
      recorded += counted.recorded;
      repeated += counted.repeated;
    }
    return { ...this.outcome(), recorded, repeated };
  }

  outcome(): Omit<ImportOutcome, 'interrupted'> {
    const { rows, leftOut, refused } = this;
    return {
      rows,
      leftOut,
      refused,
      types: [...this.types]
        .map(([type, counted]) => ({ type, ...counted }))
        .sort((a, b) => (a.type < b.type ? -1 : 1)),
      reasons: [...this.reasons].map(([reason, count]) => ({ reason, rows: count })).sort((a, b) => b.rows - a.rows),
    };
  }
}
