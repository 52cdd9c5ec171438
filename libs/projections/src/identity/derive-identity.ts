import type { Pool } from 'pg';
import type { FoldingWith } from '../engine/fold.js';
import { IDENTITY, tableName } from '../engine/tables.js';
import type { Transaction } from '../engine/transaction.js';
import { IdentityBatch } from './identity-batch.js';
import type { FIRST_SIGHTINGS } from './identity-model.js';
import { IdentityRange } from './identity-range.js';
import { IdentityReader, type OfContact } from './identity-reader.js';
import { IdentityWriter } from './identity-writer.js';
import { Memberships } from './memberships.js';
import { nodeValues, readAhead, type EventsRead } from './node-values.js';

/**
 * Nodes held in memory while much is taken back: an import that is undone may have brought more people than fit into it,
 * and all of them derived at once let the transaction stand still for too long.
 */
const HELD = 20_000;

/** What is read contact by contact, in pieces: `anew` where what comes is of other contacts than what is held, and that is enough. */
async function* pieces(
  pages: AsyncIterable<readonly OfContact[]>,
  isEnough: () => boolean,
): AsyncGenerator<{ readonly rows: readonly OfContact[]; readonly anew: boolean }> {
  let last: string | null | undefined;
  for await (const page of pages) {
    const border = isEnough() ? page.findIndex(({ contact }) => contact !== last) : -1;
    if (border > 0) yield { rows: page.slice(0, border), anew: false };
    yield { rows: border > 0 ? page.slice(border) : page, anew: border >= 0 };
    last = page.at(-1)!.contact;
  }
}

/**
 * Derives the identity map from the sightings and judgements of a range of positions, in position order. One at a time
 * per generation: the caller holds the lock of its derived lane.
 */
export class IdentityDerivation {
  private readonly table: (name: string) => string;
  private readonly known = {
    nodes: new Set<string>(),
    edges: new Set<string>(),
    memberships: new Set<string>(),
    at: -1,
  };

  constructor(
    generation: number,
    private readonly using: FoldingWith,
    /** Where new sightings are read from: a rebuild leaves out repeats. */
    private readonly sightings: 'sighting' | typeof FIRST_SIGHTINGS = 'sighting',
  ) {
    this.table = (name) => tableName(IDENTITY, name, generation);
  }

  /**
   * Reads of the log what deriving a range will ask of it, while another is derived before it: events that name somebody
   * who is not known to be there. What is missing, it reads itself.
   */
  async ahead(pool: Pool, from: number, to: number): Promise<EventsRead> {
    const { rows } = await pool.query<{ position: string; profile: string; others: string[] }>(
      `select position, profile, others from ${this.table(this.sightings)}
       where position > $1 and position <= $2 and profile is not null order by position`,
      [from, to],
    );
    const isKnown = (node: string): boolean => this.known.nodes.has(node);
    const fresh = rows.filter(({ profile, others }) => !isKnown(profile) || !others.every(isKnown));
    return readAhead([...new Set(fresh.map(({ position }) => Number(position)))], this.using);
  }

  /** Derives for positions after `from`, up to `to`; some events may have been `read` already. Writes in the caller's transaction. */
  async derive(tx: Transaction, from: number, to: number, read?: EventsRead): Promise<void> {
    if (this.known.at !== from) this.forget();
    const reader = new IdentityReader(tx, this.table, this.table(this.sightings));
    const memberships = new Memberships(tx, this.table('membership'), reader, this.known.memberships);
    const writer = new IdentityWriter(tx, this.table);
    const begin = (settledTo: number): IdentityBatch => new IdentityBatch(reader, memberships, this.known, settledTo);
    let batch = begin(from);
    let again: number | null = null;
    const save = async (): Promise<void> =>
      batch.save(writer, await nodeValues(batch.fresh(), this.using, read), again);
    /** Writes what changed, and goes on with nothing in memory. */
    const goOn = async (at: number): Promise<void> => {
      await save();
      again = at;
      batch = begin(at);
    };
    const [all, closed, many, judged] = await Promise.all([
      reader.seen(from, to),
      reader.closed(from, to),
      reader.closedMany(from, to),
      reader.judged(from, to),
    ]);
    const range = new IdentityRange(from, to, all, closed, many, judged);
    await batch.prepare(range);
    for (const { added, cut } of range.steps()) {
      if (added.length > 0) await batch.add(added);
      if (cut?.many === true) {
        const { at } = cut;
        await goOn(at);
        for await (const { rows, anew } of pieces(reader.closedAt(at), () => batch.size >= HELD)) {
          if (anew) {
            batch.deriveLost();
            await goOn(at);
          }
          await batch.lose(rows);
        }
        batch.deriveLost();
        await goOn(at);
        await batch.prepare(range.since(at));
      }
      if (cut !== null) await batch.cut(cut);
    }
    await save();
    this.known.at = to;
  }

  /** A transaction was rolled back: what is remembered may not be there. */
  forget(): void {
    this.known.nodes.clear();
    this.known.edges.clear();
    this.known.memberships.clear();
    this.known.at = -1;
  }
}
