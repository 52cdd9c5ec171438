import type { Pool } from 'pg';
import { IdentityDerivation } from '../identity/derive-identity.js';
import { StatesDerivation } from './derive-states.js';
import type { FoldingWith } from './fold.js';
import { lockDerived, moveCheckpoints } from './checkpoints.js';
import { endOfStep } from './end-of-step.js';
import { DERIVED_LANE, IDENTITY, type Generation } from './tables.js';
import { inTransaction } from './transaction.js';

/**
 * Derives a generation's identity map, states and current rows from its facts, in position order, one range at a time:
 * up to the position that all its fact lanes have passed and, where contacts are its keys, the identity map too.
 */
export class DerivedWorker {
  private readonly states: StatesDerivation | null;
  private readonly identity: IdentityDerivation | null;

  constructor(
    readonly generation: Generation,
    private readonly working: FoldingWith & { readonly pool: Pool },
    /** Of each kind of change, how many a transaction derives from, at most. */
    private readonly changes = 2_000,
  ) {
    this.identity = generation.definition.name === IDENTITY ? new IdentityDerivation(generation.number, working) : null;
    this.states = this.identity === null ? new StatesDerivation(generation) : null;
  }

  /** Derives the next range. Returns how many positions it moved, and whether there is more to derive at once. */
  async step(): Promise<{ readonly moved: number; readonly more: boolean }> {
    const { name } = this.generation.definition;
    const ready = await this.ready();
    if (ready === null) return { moved: 0, more: false };
    try {
      return await inTransaction(this.working.pool, async (tx) => {
        const from = await lockDerived(tx, name, this.generation.number);
        // another process derives: it tells when it is done
        if (from === null || ready <= from) return { moved: 0, more: false };
        const to = await endOfStep(tx, this.generation, { from, to: ready }, this.changes);
        if (this.identity !== null) await this.identity.derive(tx, from, to);
        else await this.states!.derive(tx, { from, to });
        moveCheckpoints(tx, name, this.generation.number, new Map([[DERIVED_LANE, to]]), null);
        return { moved: to - from, more: to < ready };
      });
    } catch (error) {
      this.identity?.forget();
      throw error;
    }
  }

  /** The position up to which everything is there that this is derived from; null where it is derived already. */
  private async ready(): Promise<number | null> {
    const { rows } = await this.working.pool.query<{ ready: string | null; derived: string | null }>({
      name: 'ready to derive',
      text: `select min(position) filter (where lane < $3 or projection <> $1) as ready, min(position) filter (where lane = $3 and projection = $1) as derived
       from read.checkpoint
       where (projection = $1 and generation = $2) or (projection = $4 and generation = $5 and lane = $3)`,
      values: [
        this.generation.definition.name,
        this.generation.number,
        DERIVED_LANE,
        IDENTITY,
        this.generation.identity ?? -1,
      ],
    });
    const [ready, derived] = [Number(rows[0]!.ready), Number(rows[0]!.derived)];
    return ready <= derived ? null : ready;
  }
}
