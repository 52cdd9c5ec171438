import type { Pool } from 'pg';
import type { Position } from '#kernel';
import { DERIVED_LANE, generationKey, IDENTITY, type Generation } from './tables.js';

/** How far a generation is, and what it is derived from. */
export interface Readiness {
  /** The position that all of its fact lanes have passed. */
  readonly facts: Position;
  /** The position the identity map it is read through is derived up to; Infinity where it has none. */
  readonly map: Position;
  /** The position it is derived up to. */
  readonly derived: Position;
}

interface Asked {
  readonly generation: Generation;
  readonly resolve: (readiness: Readiness) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Tells how far generations are. What is asked in the same turn of the loop is one statement: a notice of another process
 * wakes everything that waits for the identity map, and each would ask for itself.
 */
export class ReadinessLooks {
  private asked: Asked[] = [];

  constructor(private readonly pool: Pool) {}

  /** Rejects with what the database says. */
  of(generation: Generation): Promise<Readiness> {
    return new Promise((resolve, reject) => {
      this.asked.push({ generation, resolve, reject });
      if (this.asked.length === 1) setImmediate(() => void this.look());
    });
  }

  private async look(): Promise<void> {
    const { asked } = this;
    this.asked = [];
    try {
      const known = await this.positions(asked.map(({ generation }) => generation));
      for (const { generation, resolve } of asked) {
        const { definition, number, identity } = generation;
        const own = known.get(generationKey(definition.name, number));
        const map = identity === null ? undefined : known.get(generationKey(IDENTITY, identity));
        resolve({ facts: own?.facts ?? 0, derived: own?.derived ?? 0, map: map?.derived ?? Infinity });
      }
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  }

  private async positions(generations: readonly Generation[]): Promise<ReadonlyMap<string, Omit<Readiness, 'map'>>> {
    const wanted = new Map<string, readonly [string, number]>();
    for (const { definition, number, identity } of generations) {
      wanted.set(generationKey(definition.name, number), [definition.name, number]);
      if (identity !== null) wanted.set(generationKey(IDENTITY, identity), [IDENTITY, identity]);
    }
    const { rows } = await this.pool.query<{ projection: string; generation: number; facts: string; derived: string }>({
      name: 'ready to derive',
      text: `select projection, generation, min(position) filter (where lane < $3) as facts,
               min(position) filter (where lane = $3) as derived
             from read.checkpoint join unnest($1::text[], $2::integer[]) as wanted (projection, generation)
               using (projection, generation)
             group by projection, generation`,
      values: [
        [...wanted.values()].map(([projection]) => projection),
        [...wanted.values()].map(([, generation]) => generation),
        DERIVED_LANE,
      ],
    });
    return new Map(
      rows.map((row) => [
        generationKey(row.projection, row.generation),
        { facts: Number(row.facts), derived: Number(row.derived) },
      ]),
    );
  }
}
