import { broken, decider, decision, evolves, importUndone, open, optional, text } from '#kernel';
import { importFinished } from '../events/import-finished.js';
import { importStarted } from '../events/import-started.js';

/** A file that is brought in: under way (or interrupted), read to its end, or taken back as a whole. */
export interface ImportState {
  readonly status: 'unknown' | 'started' | 'finished' | 'undone';
}

export const fileImport = decider<ImportState>(
  'import',
  { status: 'unknown' },
  evolves(importStarted, (): ImportState => ({ status: 'started' })),
  evolves(importFinished, (): ImportState => ({ status: 'finished' })),
  evolves(importUndone, (): ImportState => ({ status: 'undone' })),
);

/** The name of the lock that whoever brings an import in holds: by it a running one is told from one that was interrupted. */
export function importLock(id: string): string {
  return `throughline import ${id}`;
}

/** Begins an import; one that was interrupted goes on. */
export const startImport = decision(
  fileImport,
  'start',
  { permission: 'imports.write', params: importStarted.payload },
  ({ status }, params, { id }) => {
    if (status === 'started') return [];
    if (status !== 'unknown') throw broken('import.over', { status });
    return [importStarted.of({ import: id }, params)];
  },
);

/** Says what became of the rows, once, when all of them were read. */
export const finishImport = decision(
  fileImport,
  'finish',
  { permission: 'imports.write', params: importFinished.payload },
  ({ status }, params, { id }) => {
    if (status === 'finished') return [];
    if (status === 'unknown') throw broken('import.unknown');
    if (status === 'undone') throw broken('import.undone');
    return [importFinished.of({ import: id }, params)];
  },
);

/** Takes back all of an import, finished or not. Whoever asks has made sure that nobody is bringing it in. */
export const undoImport = decision(
  fileImport,
  'undo',
  { permission: 'imports.write', params: { reason: optional(open(text)) } },
  ({ status }, { reason }, { id }) => {
    if (status === 'undone') return [];
    if (status === 'unknown') throw broken('import.unknown');
    return [importUndone.of({ import: id }, reason === undefined ? {} : { reason })];
  },
);
