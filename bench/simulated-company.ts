import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { catalogue } from '#journey';
import { definitionsText, models } from '#projections';
import { openLog, type OpenLog } from './filled-log.js';
import { on, say, seconds, type BenchServer } from './harness.js';
import { environment } from './running-app.js';

const built = fileURLToPath(new URL('..', import.meta.url));
const SEED = 11;
/** What a database says of itself once all of the history is in its log. */
const RECORDED = 'recorded';

/** When the simulated history ends, and how long before it begins: what is now in figures of it. */
export const SIMULATED = { until: '2026-03-01T00:00:00.000Z', days: 730 } as const;

/** A simulated company with its read models, as it is at the end of its history. */
export interface SimulatedCompany extends OpenLog {
  readonly events: number;
}

/**
 * A company of so many touches, with its deals, tickets, subscriptions, orders and staff: recorded by `throughline
 * simulate` while nobody follows the log, its read models rebuilt. What an earlier run left is used as it is, but for
 * read models whose definition has changed since: they are rebuilt.
 */
export async function simulatedCompany(server: BenchServer, touches: number): Promise<SimulatedCompany> {
  const url = await server.kept(`throughline_company_${touches}`);
  if (!(await isRecorded(url))) {
    const took = await seconds(() => simulated(url, touches));
    await on(url, (client) => client.query(`comment on database ${new URL(url).pathname.slice(1)} is '${RECORDED}'`));
    say(`${touches} touches simulated in ${took.toFixed(0)} s`);
  }
  const opened = await openLog(server, url);
  const { position: events } = await opened.log.head();
  const engine = opened.engine();
  const live = (await engine.store.all()).filter(({ state }) => state === 'live');
  const stale = engine.definitions
    .map(({ name }) => name)
    .filter((name) => {
      const text = definitionsText([name], models, catalogue);
      return !live.some(({ projection, definition }) => `${projection} ${definition}` === text);
    });
  if (stale.length > 0) {
    const took = await seconds(() => engine.rebuild(stale));
    say(`${stale.length} read models of ${events} events rebuilt in ${took.toFixed(0)} s`);
    await on(url, (client) => client.query('vacuum analyze'));
    await server.settle();
  }
  await engine.stop();
  return { ...opened, events };
}

async function simulated(url: string, touches: number): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'throughline-bench-home-'));
  const options = ['--touches', String(touches), '--seed', String(SEED), '--days', String(SIMULATED.days)];
  try {
    await promisify(execFile)(
      process.execPath,
      [join(built, 'apps/cli/src/main.js'), 'simulate', ...options, '--until', SIMULATED.until, '--json'],
      { env: environment(url, home), maxBuffer: 64 * 1024 * 1024 },
    );
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

async function isRecorded(url: string): Promise<boolean> {
  const { rows } = await on(url, (client) =>
    client.query<{ says: string | null }>(
      `select shobj_description(oid, 'pg_database') as says from pg_database where datname = current_database()`,
    ),
  );
  return rows[0]!.says === RECORDED;
}
