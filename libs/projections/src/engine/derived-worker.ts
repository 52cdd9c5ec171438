import type { Pool } from 'pg';
import { IdentityDerivation } from '../identity/derive-identity.js';
import { StatesDerivation } from './derive-states.js';
import type { FoldingWith } from './fold.js';
import { inTransaction, lockCheckpoints, moveCheckpoints } from './generation-store.js';
import { DERIVED_LANE, IDENTITY, type Generation } from './tables.js';

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
    private readonly positions = 5_000,
  ) {
    this.identity = generation.definition.name === IDENTITY ? new IdentityDerivation(generation.number, working) : null;
    this.states = this.identity === null ? new StatesDerivation(generation) : null;
  }

  /** Derives the next range. Returns how many positions it moved; 0 when there is nothing to do yet. */
  async step(): Promise<number> {
    const { name } = this.generation.definition;
    try {
      return await inTransaction(this.working.pool, async (client) => {
        const bound = await client.query<{ ready: string | null; derived: string | null }>(
          `select min(position) filter (where lane < $3 or projection <> $1) as ready, min(position) filter (where lane = $3 and projection = $1) as derived
           from read.checkpoint
           where (projection = $1 and generation = $2) or (projection = $4 and generation = $5 and lane = $3)`,
          [name, this.generation.number, DERIVED_LANE, IDENTITY, this.generation.identity ?? -1],
        );
        const { ready, derived } = bound.rows[0]!;
        if (Number(ready) <= Number(derived)) return 0;
        const from = (await lockCheckpoints(client, name, this.generation.number, [DERIVED_LANE])).get(DERIVED_LANE)!;
        const to = Math.min(Number(ready), from + this.positions);
        if (to <= from) return 0;
        if (this.identity !== null) await this.identity.derive(client, from, to);
        else await this.states!.derive(client, { from, to });
        await moveCheckpoints(client, name, this.generation.number, new Map([[DERIVED_LANE, to]]), null);
        return to - from;
      });
    } catch (error) {
      this.identity?.forget();
      throw error;
    }
  }
}
