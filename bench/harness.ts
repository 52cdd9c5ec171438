import { chmod, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Client } from 'pg';
import { createLogger, startEmbeddedPostgres } from '#platform';

/** A PostgreSQL server for one benchmark: the embedded one with the settings of production, in a directory of its own. */
export interface BenchServer {
  readonly version: string;
  /** Connection string of a fresh, empty database; or of a copy of one that nobody is connected to. */
  database(of?: string): Promise<string>;
  /** Connection string of a database of a name, which is kept: what an earlier run left in it, or empty. */
  kept(name: string): Promise<string>;
  /** Lets earlier work settle, so that the next measurement does not pay for it. */
  settle(): Promise<void>;
  /** Seconds of CPU the server has used so far, all its processes together; null where the system does not tell. */
  cpuSeconds(): Promise<number | null>;
  stop(): Promise<void>;
}

/**
 * Starts the embedded server, fsync on; in a directory that is kept for the next run where one is named. With
 * BENCH_DATABASE_URL set, that server is measured instead.
 */
export async function benchServer(named?: string): Promise<BenchServer> {
  const given = process.env['BENCH_DATABASE_URL'];
  const home = named === undefined ? await mkdtemp(join(tmpdir(), 'throughline-bench-')) : resolve(named);
  await mkdir(home, { recursive: true });
  await chmod(home, 0o755);
  const embedded =
    given === undefined ? await startEmbeddedPostgres({ home, logger: createLogger({ level: 'error' }) }) : null;
  const url = given ?? embedded!.url;
  const stop = async (): Promise<void> => {
    await embedded?.stop(named === undefined ? 2_000 : undefined);
    if (named === undefined) await rm(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
  };
  const interrupted = (): void => {
    void stop().finally(() => process.exit(130));
  };
  process.once('SIGINT', interrupted);
  process.once('SIGTERM', interrupted);
  const made: string[] = [];
  const create = async (name: string, of?: string): Promise<string> => {
    const like =
      of === undefined
        ? `template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C.UTF-8' locale_provider libc`
        : `template ${new URL(of).pathname.slice(1)}`;
    await on(url, (client) => client.query(`create database ${name} ${like}`));
    return addressOf(url, name);
  };
  return {
    version: await on(url, async (client) => {
      const { rows } = await client.query<{ server_version: string }>('show server_version');
      return rows[0]!.server_version;
    }),
    database: (of) => {
      const name = `throughline_bench_${process.pid}_${made.length}`;
      made.push(name);
      return create(name, of);
    },
    kept: async (name) => {
      const { rowCount } = await on(url, (client) =>
        client.query('select from pg_database where datname = $1', [name]),
      );
      return rowCount === 0 ? create(name) : addressOf(url, name);
    },
    settle: () => on(url, (client) => client.query('checkpoint')).then(() => undefined),
    cpuSeconds: () => on(url, cpuOfServer),
    stop: async () => {
      process.off('SIGINT', interrupted);
      process.off('SIGTERM', interrupted);
      for (const name of made) await on(url, (client) => client.query(`drop database if exists ${name} with (force)`));
      await stop();
    },
  };
}

function addressOf(server: string, database: string): string {
  const address = new URL(server);
  address.pathname = `/${database}`;
  return address.href;
}

/** From Linux's /proc: the server's first process with those it has waited for, and its children. */
async function cpuOfServer(client: Client): Promise<number | null> {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  const { rows: backends } = await client.query<{ pid: number }>('select pid from pg_stat_activity');
  const own = await statOf(rows[0]!.pid);
  const first = own === null ? null : await statOf(own.parent);
  if (first === null) return null;
  const children = await Promise.all(backends.map(({ pid }) => statOf(pid)));
  return (first.ticks + first.ended + children.reduce((sum, child) => sum + (child?.ticks ?? 0), 0)) / TICKS_A_SECOND;
}

const TICKS_A_SECOND = 100;

async function statOf(pid: number): Promise<{ parent: number; ticks: number; ended: number } | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  if (text === null) return null;
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [parent, user, system, userEnded, systemEnded] = [1, 11, 12, 13, 14].map((n) => fields[n]!) as [
    number,
    number,
    number,
    number,
    number,
  ];
  return { parent, ticks: user + system, ended: userEnded + systemEnded };
}

/** Runs work on a connection of its own. */
export async function on<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** The middle of some figures. */
export function median(figures: readonly number[]): number {
  const sorted = [...figures].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The figure below which a share of them lies. */
export function percentile(figures: readonly number[], share: number): number {
  const sorted = [...figures].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

/** Seconds that some work takes. */
export async function seconds(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

/** What a benchmark found. `ratio` is value / limit, or limit / value where less is better. */
export interface Finding {
  readonly bench: string;
  readonly value: number;
  readonly limit: number;
  readonly ratio: number;
  readonly unit: string;
  readonly goal?: string;
  readonly [more: string]: unknown;
}

/** Prints progress, apart from the result. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Prints the result: the last line of a benchmark. */
export function report(finding: Finding): void {
  const [cpu] = cpus();
  const machine = { node: process.versions.node, cores: cpus().length, cpu: cpu?.model };
  process.stdout.write(`${JSON.stringify({ ...finding, ...machine }, rounded)}\n`);
}

function rounded(_name: string, value: unknown): unknown {
  if (typeof value !== 'number' || Number.isInteger(value)) return value;
  return Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}

/** A number given as `--name=N`. */
export function option(name: string, otherwise: number): number {
  const given = process.argv.find((argument) => argument.startsWith(`--${name}=`));
  return given === undefined ? otherwise : Number(given.slice(name.length + 3));
}

/** A text given as `--name=TEXT`. */
export function textOption(name: string): string | undefined {
  return process.argv.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3);
}
