import type { Pool } from 'pg';
import { EventReader, type EventCatalogue, type EventLog, type EventView } from '#kernel';
import { importFinished, importStarted } from '#journey';
import { runningImports } from './import-lock.js';

/** An import as it is listed. */
export interface ImportLine {
  readonly id: string;
  readonly name: string;
  readonly source: string;
  readonly file: string;
  readonly bytes: number;
  readonly mapping: string;
  readonly mappingVersion: number;
  readonly state: 'running' | 'interrupted' | 'finished' | 'undone';
  readonly startedAt: string;
  /** The actor's kind and id. */
  readonly startedBy: string;
  readonly finishedAt: string | null;
  readonly undoneAt: string | null;
  readonly undoneBy: string | null;
  readonly undoneBecause: string | null;
  /** Null until it is finished. */
  readonly rows: number | null;
  readonly leftOut: number | null;
  readonly refused: number | null;
  readonly recorded: number | null;
  readonly repeated: number | null;
}

const PAGE = 1_000;
const TYPES = [importStarted.name, importFinished.name, 'import-undone'];

/**
 * Every import there was, the newest first, read from the log itself: so it is right wherever nothing follows the log, and
 * while read models are behind. Imports are few; the log is scanned for them.
 */
export async function importList(using: {
  readonly log: EventLog;
  readonly catalogue: EventCatalogue;
  readonly pool: Pool;
}): Promise<readonly ImportLine[]> {
  const { log, catalogue, pool } = using;
  const reader = new EventReader(catalogue);
  const lines = new Map<string, ImportLine>();
  const { position: head } = await log.head();
  for (let after = 0; after < head;) {
    const page = await log.readAll({ after, until: head, types: TYPES, limit: PAGE });
    for (const event of page.events) {
      const view = reader.open(event, new Map());
      const id = view.about['import'] as string;
      const line = told(lines.get(id), id, view, new Date(event.recordedAt).toISOString());
      if (line !== undefined) lines.set(id, line);
    }
    if (page.scannedTo <= after) break;
    after = page.scannedTo;
  }
  const running = await runningImports(
    pool,
    [...lines.values()].filter(({ state }) => state === 'interrupted').map(({ id }) => id),
  );
  return [...lines.values()].reverse().map((line) => (running.has(line.id) ? { ...line, state: 'running' } : line));
}

/** A line after another event about it. */
function told(
  line: ImportLine | undefined,
  id: string,
  { type, payload, envelope }: EventView,
  at: string,
): ImportLine | undefined {
  const by = `${envelope.actor.kind} ${envelope.actor.id}`;
  if (type === importStarted.name) {
    const says = payload as unknown as Pick<
      ImportLine,
      'name' | 'source' | 'file' | 'bytes' | 'mapping' | 'mappingVersion'
    >;
    return {
      id,
      name: says.name,
      source: says.source,
      file: says.file,
      bytes: says.bytes,
      mapping: says.mapping,
      mappingVersion: says.mappingVersion,
      state: 'interrupted',
      startedAt: at,
      startedBy: by,
      finishedAt: null,
      undoneAt: null,
      undoneBy: null,
      undoneBecause: null,
      rows: null,
      leftOut: null,
      refused: null,
      recorded: null,
      repeated: null,
    };
  }
  if (line === undefined) return undefined;
  if (type === importFinished.name) {
    const { rows, leftOut, refused, types } = payload as unknown as {
      rows: number;
      leftOut: number;
      refused: number;
      types: readonly { recorded: number; repeated: number }[];
    };
    const sum = (of: 'recorded' | 'repeated'): number => types.reduce((all, counted) => all + counted[of], 0);
    return {
      ...line,
      state: 'finished',
      finishedAt: at,
      rows,
      leftOut,
      refused,
      recorded: sum('recorded'),
      repeated: sum('repeated'),
    };
  }
  const reason = payload['reason'];
  return {
    ...line,
    state: 'undone',
    undoneAt: at,
    undoneBy: by,
    undoneBecause: typeof reason === 'string' ? reason : null,
  };
}
