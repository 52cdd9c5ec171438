import type { Pool, PoolClient } from 'pg';
import { createPool } from '#platform';

/** Lets commands that reach for the same thing be decided one after the other. */
export interface Guards {
  /**
   * Works while nobody else holds any of these names, in whatever process. Rejects with what the work says, or
   * `GuardsHeld` where others took too long.
   */
  holding<T>(names: readonly string[], work: () => Promise<T>): Promise<T>;
}

/** Others held what a command reaches for as long as it would wait. */
export class GuardsHeld extends Error {
  override readonly name = 'GuardsHeld';
}

/** Whoever waits for a guard or holds one has a connection of these; decisions use others. */
const CONNECTIONS = 4;
const PATIENCE_MS = 10_000;
const LOCK_NOT_AVAILABLE = '55P03';

/** Guards that are locks of the database: they end with their connection, whatever becomes of the process. */
export class DatabaseGuards implements Guards {
  private readonly pool: Pool;

  constructor(url: string) {
    this.pool = createPool({ url, name: 'guards', max: CONNECTIONS });
  }

  async holding<T>(names: readonly string[], work: () => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    try {
      await lock(client, names);
      return await work();
    } finally {
      await client.query('rollback').then(
        () => client.release(),
        () => client.release(true),
      );
    }
  }

  /** Waits for those who work. */
  close(): Promise<void> {
    return this.pool.end();
  }
}

/** All in one order, whoever asks: two who reach for the same do not wait for each other. */
async function lock(client: PoolClient, names: readonly string[]): Promise<void> {
  try {
    await client.query(`begin; set local lock_timeout = ${PATIENCE_MS}`);
    for (const name of [...new Set(names)].sort())
      await client.query('select pg_advisory_xact_lock(hashtextextended($1, 1))', [name]);
  } catch (error) {
    if ((error as { code?: unknown }).code === LOCK_NOT_AVAILABLE)
      throw new GuardsHeld(`${names.join(', ')} is being decided about by others`);
    throw error;
  }
}
