import type { Client, Pool, PoolClient } from 'pg';
import { connectPipelined, createPool, inTime } from '#platform';

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

/** Whoever waits for another process has a connection of these: of those who want a name the first. */
const CONNECTIONS = 4;
const PATIENCE_MS = 10_000;
/** A connection that has not answered by then does not. */
const HUNG_MS = 5_000;
const LOCK_NOT_AVAILABLE = '55P03';

/** Guards that are locks of the database: they end with their connection, whatever becomes of the process. */
export class DatabaseGuards implements Guards {
  private readonly pool: Pool;
  /** By name, when the last one of this process who wants it is done. */
  private readonly last = new Map<string, Promise<void>>();
  /** Holds what was free when it was asked for; begun with the first guard. */
  private session: Session | undefined;

  /** `patienceMs`: how long somebody waits for others. */
  constructor(
    private readonly url: string,
    private readonly patienceMs = PATIENCE_MS,
  ) {
    this.pool = createPool({ url, name: 'guards', max: CONNECTIONS });
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
  async close(): Promise<void> {
    await Promise.all(this.last.values());
    this.session?.end();
    await this.pool.end();
  }

  private async locked<T>(names: readonly string[], until: number, work: () => Promise<T>): Promise<T> {
    if (this.session === undefined || this.session.isOver) this.session = new Session(this.url);
    const { session } = this;
    if (!(await session.take(names, until))) return this.inLine(names, until, work);
    try {
      return await work();
    } finally {
      await session.give(names);
    }
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

/** A connection that holds any number of guards at once. Once it broke, or hung, others may have what it held. */
class Session {
  isOver = false;
  private readonly client: Promise<Client>;

  constructor(url: string) {
    this.client = connectPipelined(url, 'guards').then(async (client) => {
      client.on('error', () => this.end());
      await client.query('set statement_timeout = 0; set idle_session_timeout = 0');
      return client;
    });
    this.client.catch(() => this.end());
  }

  /** Takes all of these or, where others hold one, none. Throws GuardsHeld where there is no answer in time. */
  async take(names: readonly string[], until: number): Promise<boolean> {
    const trying = this.tried(names);
    const since = performance.now();
    try {
      const taken = await untilThen(trying, until, names);
      if (taken.length < names.length) await this.give(taken);
      return taken.length === names.length;
    } catch (error) {
      const isLate = error instanceof GuardsHeld && performance.now() - since < HUNG_MS;
      if (!isLate) this.end();
      // what comes too late is given back
      void trying.then(
        (taken) => this.give(taken),
        () => undefined,
      );
      throw error;
    }
  }

  /** Never rejects: what a connection held that broke is free. */
  async give(names: readonly string[]): Promise<void> {
    if (names.length === 0) return;
    try {
      const client = await this.client;
      await client.query('select pg_advisory_unlock(hashtextextended(name, 1)) from unnest($1::text[]) as name', [
        names,
      ]);
    } catch {
      this.end();
    }
  }

  /** What is asked of it afterwards is refused. */
  end(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.client.then((client) => client.end()).catch(() => undefined);
  }

  /** Those of the names that were free. */
  private async tried(names: readonly string[]): Promise<readonly string[]> {
    const client = await this.client;
    const { rows } = await client.query<{ name: string; taken: boolean }>(
      'select name, pg_try_advisory_lock(hashtextextended(name, 1)) as taken from unnest($1::text[]) as name',
      [names],
    );
    return rows.filter((row) => row.taken).map(({ name }) => name);
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
