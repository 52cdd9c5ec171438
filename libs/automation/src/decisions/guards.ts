import type { Pool, PoolClient } from 'pg';
import { createPool, inTime } from '#platform';

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
  constructor(names: readonly string[]) {
    super(`${names.join(', ')} is being decided about by others`);
  }
}

/**
 * One for all guards that nobody else holds; the others for those that another process holds, one each, where only the
 * first of this process waits for a name. Decisions use others.
 */
const CONNECTIONS = 5;
const PATIENCE_MS = 10_000;
const LOCK_NOT_AVAILABLE = '55P03';

/** Guards that are locks of the database: they end with their connection, whatever becomes of the process. */
export class DatabaseGuards implements Guards {
  private readonly pool: Pool;
  /** The session of those that were free; none while nobody holds one. */
  private session: Session | undefined;
  /** By name, when the last one of this process who wants it is done. */
  private readonly last = new Map<string, Promise<void>>();

  /** `patienceMs`: how long somebody waits for others. */
  constructor(
    url: string,
    private readonly patienceMs = PATIENCE_MS,
  ) {
    this.pool = createPool({ url, name: 'guards', max: CONNECTIONS, pipeline: true });
  }

  async holding<T>(names: readonly string[], work: () => Promise<T>): Promise<T> {
    const until = performance.now() + this.patienceMs;
    const sorted = [...new Set(names)].sort();
    const before = sorted.map((name) => this.last.get(name) ?? Promise.resolve());
    let leave = (): void => undefined;
    const own = new Promise<void>((resolve) => (leave = resolve));
    // whoever gives up leaves only once those before it are done: those after it wait for them as well
    const done = Promise.all([...before, own]).then(() => undefined);
    for (const name of sorted) this.last.set(name, done);
    void done.then(() => {
      for (const name of sorted) if (this.last.get(name) === done) this.last.delete(name);
    });
    try {
      await untilThen(Promise.all(before), until, sorted);
      return await this.locked(sorted, until, work);
    } finally {
      leave();
    }
  }

  /** Waits for those who work. */
  close(): Promise<void> {
    return this.pool.end();
  }

  private async locked<T>(names: readonly string[], until: number, work: () => Promise<T>): Promise<T> {
    const session = this.joined();
    try {
      const client = await untilThen(session.client, until, names);
      if (await session.take(client, names)) {
        try {
          return await work();
        } finally {
          await session.give(client, names);
        }
      }
    } finally {
      this.leave(session);
    }
    return this.inLine(names, until, work);
  }

  private joined(): Session {
    const session = (this.session ??= new Session(this.pool));
    session.members++;
    return session;
  }

  /** The last one out gives the connection back; of one that broke the next guard has another. */
  private leave(session: Session): void {
    session.members--;
    if ((session.members === 0 || session.isBroken) && this.session === session) this.session = undefined;
    if (session.members === 0) session.end();
  }

  /** Waits, on a connection of its own, for whoever holds one of them. */
  private async inLine<T>(names: readonly string[], until: number, work: () => Promise<T>): Promise<T> {
    const connecting = this.pool.connect();
    let client: PoolClient;
    try {
      client = await untilThen(connecting, until, names);
    } catch (error) {
      // one that comes too late goes back
      void connecting.then(
        (late) => late.release(),
        () => undefined,
      );
      throw error;
    }
    try {
      await lock(client, names, until);
      return await work();
    } finally {
      await client.query('rollback').then(
        () => client.release(),
        () => client.release(true),
      );
    }
  }
}

/** A connection that holds any number of guards at once: those that were free when they were asked for. */
class Session {
  members = 0;
  /** It broke: what it held, others may have. */
  isBroken = false;
  readonly client: Promise<PoolClient>;

  constructor(pool: Pool) {
    this.client = pool.connect().then(async (client) => {
      client.on('error', this.broke);
      await client.query('set statement_timeout = 0; set idle_session_timeout = 0').catch(this.broke);
      return client;
    });
    this.client.catch(this.broke);
  }

  private readonly broke = (): void => {
    this.isBroken = true;
  };

  /** Takes all of these or, where others hold one, none. */
  async take(client: PoolClient, names: readonly string[]): Promise<boolean> {
    try {
      const { rows } = await client.query<{ name: string; taken: boolean }>(
        'select name, pg_try_advisory_lock(hashtextextended(name, 1)) as taken from unnest($1::text[]) as name',
        [names],
      );
      const taken = rows.filter((row) => row.taken).map(({ name }) => name);
      if (taken.length === names.length) return true;
      await this.give(client, taken);
      return false;
    } catch (error) {
      this.broke();
      throw error;
    }
  }

  /** Never rejects: what a connection held that broke is free. */
  async give(client: PoolClient, names: readonly string[]): Promise<void> {
    await client
      .query('select pg_advisory_unlock(hashtextextended(name, 1)) from unnest($1::text[]) as name', [names])
      .catch(this.broke);
  }

  end(): void {
    void this.client.then(
      (client) => {
        client.off('error', this.broke);
        client.release(this.isBroken);
      },
      () => undefined,
    );
  }
}

/** All in one order, whoever asks: two who reach for the same do not wait for each other. */
async function lock(client: PoolClient, names: readonly string[], until: number): Promise<void> {
  try {
    await client.query('begin; set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0');
    for (const name of names) {
      const left = Math.max(Math.ceil(until - performance.now()), 1);
      await client.query(`select set_config('lock_timeout', $1, true)`, [String(left)]);
      await client.query('select pg_advisory_xact_lock(hashtextextended($1, 1))', [name]);
    }
  } catch (error) {
    if ((error as { code?: unknown }).code === LOCK_NOT_AVAILABLE) throw new GuardsHeld(names);
    throw error;
  }
}

/** Waits until a time by `performance.now()`; throws GuardsHeld when it is over. */
function untilThen<T>(waited: Promise<T>, until: number, names: readonly string[]): Promise<T> {
  return inTime(Math.max(until - performance.now(), 0), waited, () => new GuardsHeld(names));
}
