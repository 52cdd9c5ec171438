import {
  KeysNotLoaded,
  UnknownEvent,
  type EventId,
  type EventLog,
  type Keyring,
  type Position,
  type RecordedEvent,
  type TakingBack,
  type Vault,
} from '#kernel';
import type { Decoder } from './decoder.js';
import type { FactRow, Handlers } from './rows.js';
import type { Generation } from './tables.js';
import type { Transaction } from './transaction.js';

/** An event whose facts could not be made, with the reason. */
export interface Parked {
  readonly event: RecordedEvent;
  readonly error: string;
}

/** What a batch changes in the facts of one generation. */
export interface Folded {
  readonly rows: Map<string, FactRow[]>;
  /** Position of rows written before → the position from which they are believed no more. */
  readonly closings: Map<Position, Position>;
  readonly undoneImports: Map<string, Position>;
  readonly takenBack: { readonly target: EventId; readonly kind: TakingBack['kind']; readonly position: Position }[];
  readonly parked: Parked[];
}

/** What is needed to fold. */
export interface FoldingWith {
  readonly log: EventLog;
  readonly vault: Vault;
  readonly decoder: Decoder;
}

interface Targets {
  readonly position: Map<EventId, Position>;
  readonly recorded: Map<EventId, RecordedEvent>;
  /** Withdrawn or superseded already. */
  readonly ended: Set<EventId>;
  /** Positions of amendments already applied. */
  readonly amendments: Map<EventId, Position[]>;
  readonly undone: Map<string, Position>;
}

/**
 * Folds events, in position order, to what they change in the facts. Nothing is written; taking back is resolved against
 * the log and what the generation knows. Throws UnknownEvent (the lane halts) and what the log or the vault throw.
 */
export async function fold(
  events: readonly RecordedEvent[],
  generation: Generation,
  handlers: Handlers,
  tx: Transaction,
  using: FoldingWith,
): Promise<Folded> {
  const targets = await loadTargets(events, generation, handlers, tx, using);
  return withKeys(events, handlers, using, (keys) => foldWith(keys, events, handlers, targets(), using));
}

/**
 * Whether an event can be folded only with what the tables know: it takes something back, or is of an import and says
 * something to these handlers.
 */
export function needsTables(event: RecordedEvent, handlers: Handlers, decoder: Decoder): boolean {
  return (
    (handlers.has(event.type) && decoder.envelope(event).import !== undefined) || decoder.takingBack(event) !== null
  );
}

/** Folds events none of which needs the tables. Throws as `fold`. */
export function foldPlain(events: readonly RecordedEvent[], handlers: Handlers, using: FoldingWith): Promise<Folded> {
  return withKeys(events, handlers, using, (keys) => foldWith(keys, events, handlers, null, using));
}

/** Whether there is nothing to write. */
export function saysNothing({ rows, closings, undoneImports, takenBack, parked }: Folded): boolean {
  return (
    parked.length === 0 &&
    takenBack.length === 0 &&
    closings.size === 0 &&
    undoneImports.size === 0 &&
    [...rows.values()].every((list) => list.length === 0)
  );
}

/**
 * Folds events to the facts they say, as if nothing were ever taken back: needs no table, so pages may be folded before
 * those before them are written. Also tells where something is taken back, for `foldTakings` to apply. Throws as `fold`.
 */
export async function foldFacts(
  events: readonly RecordedEvent[],
  handlers: Handlers,
  using: FoldingWith,
): Promise<{ readonly folded: Folded; readonly takings: readonly Position[] }> {
  const folded = await foldPlain(events, handlers, using);
  const takings = events.filter((event) => using.decoder.takingBack(event) !== null);
  return { folded, takings: takings.map((event) => event.position) };
}

/** Folds only what events take back, in position order, with what amendments say instead: their facts are written already. */
export async function foldTakings(
  events: readonly RecordedEvent[],
  generation: Generation,
  handlers: Handlers,
  tx: Transaction,
  using: FoldingWith,
): Promise<Folded> {
  const targets = await loadTargets(events, generation, handlers, tx, using);
  return withKeys(events, handlers, using, (keys) => foldWith(keys, events, handlers, targets(), using, false));
}

/**
 * Runs with the keys of what the definition opens: most of what is personal stays sealed. When it opens a type for the
 * first time, the keys of that type are loaded too and it is run again.
 */
async function withKeys(
  events: readonly RecordedEvent[],
  handlers: Handlers,
  { decoder, vault }: FoldingWith,
  run: (keys: Keyring) => Folded,
): Promise<Folded> {
  for (;;) {
    const opening = events.filter((event) => handlers.opened.has(event.type) || event.type === 'amended');
    const keys = opening.length === 0 ? NO_KEYS : await vault.load(decoder.subjects(opening));
    try {
      return run(keys);
    } catch (error) {
      if (!(error instanceof NeedsKeys)) throw error;
      handlers.opened.add(error.type);
    }
  }
}

const NO_KEYS: Keyring = new Map();

/** A definition opened an event whose type it never opened before. */
class NeedsKeys extends Error {
  override readonly name = 'NeedsKeys';
  constructor(readonly type: string) {
    super(`the keys of ${type} were not loaded`);
  }
}

function foldWith(
  keys: Keyring,
  events: readonly RecordedEvent[],
  handlers: Handlers,
  targets: Targets | null,
  using: FoldingWith,
  ownFacts = true,
): Folded {
  const { decoder } = using;
  const folded: Folded = { rows: new Map(), closings: new Map(), undoneImports: new Map(), takenBack: [], parked: [] };
  const byPosition = new Map<Position, FactRow[]>();

  const add = (event: RecordedEvent, at: RecordedEvent, view: () => ReturnType<Decoder['view']>): void => {
    try {
      const rows = handlers.rowsOf(view(), at.position, at.recordedAt);
      for (const row of rows) {
        const all = folded.rows.get(row.table);
        if (all === undefined) folded.rows.set(row.table, [row]);
        else all.push(row);
        if (targets !== null) endWithImport(row, targets);
      }
      if (targets !== null && rows.length > 0)
        byPosition.set(at.position, [...(byPosition.get(at.position) ?? []), ...rows]);
    } catch (error) {
      if (error instanceof UnknownEvent) throw error;
      if (error instanceof KeysNotLoaded && !handlers.opened.has(event.type)) throw new NeedsKeys(event.type);
      folded.parked.push({
        event: at,
        error: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
      });
    }
  };

  for (const event of events) {
    if (ownFacts && handlers.has(event.type)) add(event, event, () => decoder.view(event, keys));
    else if (decoder.reader.catalogue.find(event.type) === undefined)
      throw new UnknownEvent(event.type, decoder.envelope(event).version, event.position);
    if (targets !== null) takeBack(event, targets, folded, byPosition, handlers, add, using, keys);
  }
  return folded;
}

/** Nobody believes a row any more from a position on: the earliest that was said. */
function end(row: FactRow, at: Position): void {
  row.until = row.until === null ? at : Math.min(row.until, at);
}

/** Rows of an import that is undone already, as another lane said, are believed only until then. */
function endWithImport(row: FactRow, targets: Targets): void {
  const undone = row.import === null ? undefined : targets.undone.get(row.import);
  if (undone !== undefined && row.position < undone) end(row, undone);
}

function takeBack(
  event: RecordedEvent,
  targets: Targets,
  folded: Folded,
  byPosition: ReadonlyMap<Position, readonly FactRow[]>,
  handlers: Handlers,
  add: (event: RecordedEvent, at: RecordedEvent, view: () => ReturnType<Decoder['view']>) => void,
  using: FoldingWith,
  keys: Keyring,
): void {
  const taken = using.decoder.takingBack(event);
  if (taken === null) return;
  const at = event.position;
  if (taken.kind === 'import-undone') {
    const from = targets.undone.get(taken.import) ?? at;
    targets.undone.set(taken.import, from);
    folded.undoneImports.set(taken.import, from);
    for (const rows of byPosition.values())
      for (const row of rows) if (row.import === taken.import && row.position < from) end(row, from);
    return;
  }
  const { target } = taken;
  const position = targets.position.get(target);
  if (position === undefined || position >= at || targets.ended.has(target)) return;
  const close = (where: Position): void => {
    const rows = byPosition.get(where);
    if (rows !== undefined) for (const row of rows) end(row, at);
    if (!folded.closings.has(where)) folded.closings.set(where, at);
  };
  const recorded = targets.recorded.get(target);
  const importId = recorded === undefined ? undefined : using.decoder.envelope(recorded).import;
  if (taken.kind === 'amended' && importId !== undefined && targets.undone.has(importId)) return;
  close(position);
  const amendments = targets.amendments.get(target) ?? [];
  amendments.forEach(close);
  folded.takenBack.push({ target, kind: taken.kind, position: at });
  if (taken.kind === 'amended') {
    targets.amendments.set(target, [...amendments, at]);
    if (recorded !== undefined && handlers.has(recorded.type))
      add(recorded, event, () => using.decoder.amended(recorded, event, keys));
  } else targets.ended.add(target);
}

/** Makes what is known of the targets of a batch's takings-back; null when it takes nothing back and holds nothing imported. */
async function loadTargets(
  events: readonly RecordedEvent[],
  generation: Generation,
  handlers: Handlers,
  tx: Transaction,
  { log, decoder }: FoldingWith,
): Promise<() => Targets | null> {
  const ids = new Set<EventId>();
  let any = false;
  for (const event of events) {
    any ||= needsTables(event, handlers, decoder);
    const taken = decoder.takingBack(event);
    if (taken !== null && taken.kind !== 'import-undone') ids.add(taken.target);
  }
  if (!any) return () => null;
  const position = new Map<EventId, Position>();
  const recorded = new Map<EventId, RecordedEvent>();
  for (const event of events) {
    if (!ids.has(event.id)) continue;
    position.set(event.id, event.position);
    recorded.set(event.id, event);
  }
  const elsewhere = [...ids].filter((id) => !position.has(id));
  const located = elsewhere.length === 0 ? new Map<EventId, Position>() : await log.locate(elsewhere);
  for (const [id, at] of located) position.set(id, at);
  for (const event of await log.readAt([...located.values()].sort((a, b) => a - b))) recorded.set(event.id, event);
  const known = await tx.rows<{ target: EventId; kind: string; position: string }>(
    'select target, kind, position from read.taken_back where projection = $1 and generation = $2 and target = any($3::uuid[]) order by position',
    [generation.definition.name, generation.number, [...ids]],
  );
  const imports = await tx.rows<{ import: string; position: string }>(
    'select import, position from read.undone_import where projection = $1 and generation = $2',
    [generation.definition.name, generation.number],
  );
  const ended = new Set<EventId>();
  const amendments = new Map<EventId, Position[]>();
  for (const row of known) {
    if (row.kind !== 'amended') ended.add(row.target);
    else amendments.set(row.target, [...(amendments.get(row.target) ?? []), Number(row.position)]);
  }
  return () => ({
    position,
    recorded,
    ended: new Set(ended),
    amendments: new Map(amendments),
    undone: new Map(imports.map((row) => [row.import, Number(row.position)])),
  });
}
