import { randomBytes, randomUUID } from 'node:crypto';
import { makeIds, type EventCatalogue } from '#kernel';
import { Door } from '../engine/door.js';
import { Identify } from '../engine/identify/identify.js';
import { Turn } from '../engine/turn.js';
import type { FileRow } from './csv-rows.js';
import type { ImportOutcome, ImportProgress } from './import-outcome.js';
import { openImport, type ImportedFile, type OpenImport } from './import-run.js';
import type { FileProblem, Progress } from './progress.js';
import { Counts } from './row-counts.js';
import { RowDoor } from './row-door.js';
import { makeItems, workOf, type Making, type RowWork } from './row-work.js';

/** An event that would come of a row. */
export interface TriedEvent {
  readonly line: number;
  readonly event: string;
  /** As it would be recorded: a day, an instant, or null where nobody knows when. */
  readonly occurredAt: string | null;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** What would become of a file. */
export interface Tried extends Pick<ImportOutcome, 'rows' | 'leftOut' | 'refused' | 'reasons'> {
  readonly types: readonly { readonly type: string; readonly events: number }[];
  /** Of the first rows. */
  readonly first: readonly TriedEvent[];
  /** The first rows that would be refused, with the reasons. */
  readonly firstRefused: readonly { readonly line: number; readonly reasons: readonly string[] }[];
}

/** A whole file that is tried, as far as that is. */
export interface DryRunState {
  readonly state: 'running' | 'done' | 'failed';
  readonly progress: Progress;
  /** Once it is done. */
  readonly tried: Tried | null;
  /** Why it failed. */
  readonly problem: FileProblem | null;
}

/** How a file is tried. */
export interface TryOptions {
  /** How many rows are shown as what they become, and of those refused. */
  readonly shown?: number;
  /** Only so many of the first rows are read. */
  readonly rows?: number;
  readonly onProgress?: (progress: ImportProgress) => void;
  readonly signal?: AbortSignal;
  /** Whose national phone numbers are meant where neither number nor mapping names a country. */
  readonly region?: string | undefined;
  /** What is looked for that must not be kept; card numbers alone unless told. */
  readonly door?: Door | undefined;
}

const SHOWN = 5;
/** How often it is told how far it is, in rows. */
const TOLD = 1_000;

/**
 * Reads a file as an import would, all of it unless told, and records nothing: neither log nor vault is asked. Rows that
 * were imported already are counted as any other. Throws as `runImport`, and the signal's reason where it was stopped.
 */
export async function tryImport(
  { path, fileName, mapping, folder }: Pick<ImportedFile, 'path' | 'fileName' | 'mapping' | 'folder'>,
  catalogue: EventCatalogue,
  options: TryOptions = {},
): Promise<Tried> {
  const { shown = SHOWN, rows: most = Infinity, onProgress, signal } = options;
  const opened = await openImport({ path, fileName, mapping, folder }, catalogue);
  const door = new RowDoor(options.door ?? new Door(), opened.file.columns);
  const attempt = attempting(opened, door, mapping.source, options.region);
  const counts = new Counts();
  const first: TriedEvent[] = [];
  const firstRefused: Tried['firstRefused'][number][] = [];
  const turn = new Turn();
  let read = 0;
  for await (const row of opened.file.rows) {
    signal?.throwIfAborted();
    const work = attempt(row);
    counts.add([work]);
    if (work.problems.length > 0 && firstRefused.length < shown) firstRefused.push(refusedOf(door.kept(work)));
    if (work.problems.length === 0 && first.length < shown) first.push(...eventsOf(work));
    if (++read >= most) break;
    if (read % TOLD === 0) onProgress?.({ ...counts.progress(), bytes: opened.file.bytesRead() });
    if (turn.over()) await turn.next();
  }
  onProgress?.({ ...counts.progress(), bytes: opened.file.bytesRead() });
  const { rows, leftOut, refused, reasons, types } = counts.outcome();
  return {
    rows,
    leftOut,
    refused,
    reasons,
    types: types.map(({ type, recorded }) => ({ type, events: recorded })),
    first,
    firstRefused,
  };
}

/** Nobody's: as large as what an import's events carry. */
const NOBODY = randomUUID();

/** Makes events of a row as an import does, under ids that are nobody's. */
function attempting(
  { read }: OpenImport,
  door: RowDoor,
  source: string,
  region: string | undefined,
): (row: FileRow) => RowWork {
  const ids = makeIds(randomBytes(32));
  const weighing: Making['weighing'] = { actor: { kind: 'person', id: NOBODY }, import: NOBODY };
  const making = { source, identify: new Identify(ids, region), ids, now: Date.now(), weighing };
  return (row) => {
    const work = workOf(row, read, door);
    makeItems(work, { key: '', occurrence: 0 }, making);
    return work;
  };
}

function refusedOf({ row, problems }: Pick<RowWork, 'row' | 'problems'>): Tried['firstRefused'][number] {
  return {
    line: row.line,
    reasons: problems.map(({ where, what }) => (where === '' ? what : `${where}: ${what}`)),
  };
}

function eventsOf({ row, items }: RowWork): TriedEvent[] {
  return items.map(({ type, happening: { when, payload } }) => ({
    line: row.line,
    event: type,
    occurredAt: when === undefined || when.precision === 'none' ? null : when.at,
    payload,
  }));
}
