import type { FoldingWith } from '../engine/fold.js';
import { IDENTITY, tableName } from '../engine/tables.js';
import type { Transaction } from '../engine/transaction.js';
import { IdentityBatch } from './identity-batch.js';
import type { FIRST_SIGHTINGS } from './identity-model.js';
import { IdentityRange } from './identity-range.js';
import { IdentityReader } from './identity-reader.js';
import { IdentityWriter } from './identity-writer.js';
import { Memberships } from './memberships.js';
import { nodeValues } from './node-values.js';

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

  /** Derives for positions after `from`, up to `to`. Writes in the caller's transaction. */
  async derive(tx: Transaction, from: number, to: number): Promise<void> {
    if (this.known.at !== from) this.forget();
    const reader = new IdentityReader(tx, this.table, this.table(this.sightings));
    const memberships = new Memberships(tx, this.table('membership'), reader, this.known.memberships);
    const batch = new IdentityBatch(reader, memberships, this.known, from);
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
      if (cut !== null) await batch.cut(cut);
    }
    batch.save(new IdentityWriter(tx, this.table), await nodeValues(batch.fresh(), this.using));
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
