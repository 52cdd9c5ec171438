import type { EventId } from '#kernel';
import { resolveTakings, type Taking } from './taken-back.js';

/** Who takes something back. */
export interface Taker extends Taking {
  /** The import it came with itself. */
  readonly ownImport: string | null;
  /** Of the target, as it is named; null where an import is undone. */
  readonly stream: string | null;
}

/** An event of a stream and the import it came with. */
export type Imported = readonly [event: EventId, name: string];

/** What an engine knows of who takes back what. */
export interface TakingSource {
  /** Those that name an event of the stream, which is in it. */
  inStream(stream: string): Promise<readonly Taker[]>;
  /** A stream's events that came with an import. */
  imported(stream: string): Promise<readonly Imported[]>;
  /** Those that name one of these takers, in its own stream. */
  ofTakers(takers: readonly Taker[]): Promise<readonly Taker[]>;
  /** Those that undo one of these imports: an answer for each event of it. */
  undoing(imported: readonly Imported[]): Promise<readonly Taker[]>;
}

/**
 * What takes back events of the stream, then what takes back those, until nothing more is found. A target is named by
 * id and stream: where they do not belong together, nothing is taken back.
 */
export async function takenBackOf(stream: string, source: TakingSource): Promise<ReadonlySet<EventId>> {
  const takings: Taking[] = [];
  const seen = new Set<string>();
  let found: readonly Taker[] = [
    ...(await source.inStream(stream)),
    ...(await source.undoing(await source.imported(stream))),
  ];
  const targets = new Set(found.map((taking) => taking.target));
  while (found.length > 0) {
    takings.push(...found);
    const fresh = found.filter(({ by }) => !seen.has(by));
    for (const { by } of fresh) seen.add(by);
    const imports = fresh.flatMap(({ by, ownImport }) => (ownImport === null ? [] : [[by, ownImport] as const]));
    found = fresh.length === 0 ? [] : [...(await source.ofTakers(fresh)), ...(await source.undoing(imports))];
  }
  return new Set([...resolveTakings(takings)].filter((id) => targets.has(id)));
}

/** The answers for each event of the imports that takers undo. */
export function undone(
  takers: readonly (Taker & { readonly undone: string })[],
  imported: readonly Imported[],
): Taker[] {
  return takers.flatMap(({ undone: name, ...taker }) =>
    imported.filter(([, own]) => own === name).map(([target]) => ({ ...taker, target, stream: null })),
  );
}
