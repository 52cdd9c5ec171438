import { randomBytes } from 'node:crypto';
import { InvalidInput, makeIds, type EventCatalogue } from '#kernel';
import { Identify } from '../engine/identify/identify.js';
import type { ImportedFile, ImportOutcome } from './import-run.js';
import { Counts, openImport } from './import-run.js';
import { itemOf, workOf } from './row-work.js';

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

const SHOWN = 5;

/**
 * Reads a file as an import would, all of it, and records nothing: neither log nor vault is asked. Rows that were imported
 * already are counted as any other. Throws as `runImport`.
 */
export async function tryImport(
  { path, mapping, folder }: Pick<ImportedFile, 'path' | 'mapping' | 'folder'>,
  catalogue: EventCatalogue,
  options: { readonly shown?: number; readonly signal?: AbortSignal; readonly region?: string | undefined } = {},
): Promise<Tried> {
  const { shown = SHOWN } = options;
  const ids = makeIds(randomBytes(32));
  const identify = new Identify(ids, options.region);
  const { file, read } = await openImport({ path, mapping, folder }, catalogue);
  const counts = new Counts();
  const first: TriedEvent[] = [];
  const firstRefused: Tried['firstRefused'][number][] = [];
  const making = { source: mapping.source, identify, ids, now: Date.now() };
  for await (const row of file.rows) {
    if (options.signal?.aborted === true) break;
    const work = workOf(
      row,
      row.broken === undefined ? read(row.cells) : { problems: [{ where: '', what: row.broken }] },
    );
    try {
      work.items = work.reports.map((report) => itemOf(report, { key: '', occurrence: 0 }, 0, making));
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      work.problems = error.problems;
    }
    counts.add([work]);
    if (work.problems.length > 0 && firstRefused.length < shown)
      firstRefused.push({
        line: row.line,
        reasons: work.problems.map(({ where, what }) => (where === '' ? what : `${where}: ${what}`)),
      });
    if (work.problems.length > 0 || first.length >= shown) continue;
    for (const { type, happening } of work.items) {
      const { when, payload } = happening;
      first.push({
        line: row.line,
        event: type,
        occurredAt: when === undefined || when.precision === 'none' ? null : when.at,
        payload,
      });
    }
  }
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
