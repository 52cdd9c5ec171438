import { importFinished, importStarted } from '#journey';
import type { Actor, RecordedEvent, Envelope } from '#kernel';

/** What became of the events of one type. */
export interface ImportedType {
  readonly type: string;
  readonly recorded: number;
  readonly repeated: number;
}

/** A file that was brought in. Counts are null until all of its rows were read. */
export interface ImportItem {
  readonly id: string;
  readonly name: string;
  readonly source: string;
  readonly file: string;
  readonly bytes: number;
  readonly mapping: string;
  readonly mappingVersion: number;
  /** `interrupted`: nobody is at it, and not all of its rows were read; it goes on where it is asked for again. */
  readonly state: 'running' | 'interrupted' | 'finished' | 'undone';
  readonly startedAt: string;
  /** The address of a person, or what else started it. */
  readonly startedBy: string;
  readonly finishedAt: string | null;
  readonly rows: number | null;
  readonly leftOut: number | null;
  readonly refused: number | null;
  readonly recorded: number | null;
  readonly repeated: number | null;
  readonly undoneAt: string | null;
  readonly undoneBy: string | null;
  readonly undoneBecause: string | null;
}

/** An import as its stream tells it. */
export interface ToldImport {
  readonly item: ImportItem;
  /** Of a finished one. */
  readonly types: readonly ImportedType[] | null;
}

type Said = Pick<ImportItem, 'name' | 'source' | 'file' | 'bytes' | 'mapping' | 'mappingVersion'>;

/**
 * An import as the events of its stream tell it, in their order; null without its beginning. `running` says whether a
 * process was at it before these events were read: so one that has just finished is never taken for interrupted.
 */
export function importItem(
  id: string,
  events: readonly RecordedEvent[],
  running: boolean,
  nameOf: (actor: Actor) => string = ({ kind, id: who }) => `${kind} ${who}`,
): ToldImport | null {
  let told: ToldImport | null = null;
  for (const { type, text, recordedAt } of events) {
    const { actor, payload } = JSON.parse(text) as Envelope;
    const at = new Date(recordedAt).toISOString();
    if (type === importStarted.name)
      told = { item: begun(id, payload as unknown as Said, running, at, nameOf(actor)), types: null };
    else if (told !== null) told = further(told, type, payload, at, nameOf(actor));
  }
  return told;
}

function begun(id: string, said: Said, running: boolean, startedAt: string, startedBy: string): ImportItem {
  const { name, source, file, bytes, mapping, mappingVersion } = said;
  return {
    id,
    name,
    source,
    file,
    bytes,
    mapping,
    mappingVersion,
    state: running ? 'running' : 'interrupted',
    startedAt,
    startedBy,
    finishedAt: null,
    rows: null,
    leftOut: null,
    refused: null,
    recorded: null,
    repeated: null,
    undoneAt: null,
    undoneBy: null,
    undoneBecause: null,
  };
}

function further({ item, types }: ToldImport, type: string, payload: unknown, at: string, by: string): ToldImport {
  if (type !== importFinished.name) {
    const { reason = null } = payload as { readonly reason?: string };
    return { item: { ...item, state: 'undone', undoneAt: at, undoneBy: by, undoneBecause: reason }, types };
  }
  const said = payload as Record<'rows' | 'leftOut' | 'refused', number> & { readonly types: readonly ImportedType[] };
  const sum = (of: 'recorded' | 'repeated'): number => said.types.reduce((all, counted) => all + counted[of], 0);
  const { rows, leftOut, refused } = said;
  return {
    item: {
      ...item,
      state: 'finished',
      finishedAt: at,
      rows,
      leftOut,
      refused,
      recorded: sum('recorded'),
      repeated: sum('repeated'),
    },
    types: said.types,
  };
}
