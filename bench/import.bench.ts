import { createReadStream, createWriteStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { ensurePartitions, migrateEventLog } from '#event-log';
import { benchServer, on, option, report, say, seconds, type BenchServer } from './harness.js';
import { bring, fileOf, type Brought } from './imported-file.js';
import { startApp } from './running-app.js';

/**
 * A CSV file of two events a row, brought in by `throughline import` in a process of its own while nobody follows the
 * log; against a COPY of the very rows that came of it into a log's tables, indexes included. Once more, with fewer
 * rows, while the API and the projector run: then history comes in as fast as the read models take it.
 */
const ROWS = option('rows', 1_000_000);
const ROWS_FOLLOWED = option('rows-followed', Math.min(ROWS, 100_000));
const LIMIT_MB = 512;
const EVENTS_A_ROW = 2;
/** The columns that the log writes, table by table. */
const TABLES = {
  events: 'position, recorded_at, revision, type, envelope',
  ids: 'id, position, fingerprint',
} as const;

const server = await benchServer();
try {
  const alone = await imported(server, ROWS);
  say(`nobody follows: ${told(alone, ROWS)}`);
  const limit = (ROWS * EVENTS_A_ROW) / alone.copySeconds;
  say(`COPY of the same rows: ${Math.round(limit)} events/s`);
  const followed = ROWS_FOLLOWED > 0 ? await importedFollowed(server, ROWS_FOLLOWED) : null;
  if (followed !== null) say(`API and projector run: ${told(followed, ROWS_FOLLOWED)}`);
  const value = (ROWS * EVENTS_A_ROW) / alone.seconds;
  report({
    bench: 'import',
    value,
    limit,
    ratio: value / limit,
    unit: 'events/s',
    goal: `peak <= ${LIMIT_MB} MB`,
    rows: ROWS,
    rowsPerSecond: ROWS / alone.seconds,
    cpuPerRow: (alone.cpu * 1e6) / ROWS,
    serverCpuPerRow: (alone.serverCpu * 1e6) / ROWS,
    peak: alone.peak,
    withinPeak: alone.peak <= LIMIT_MB,
    ...(followed === null
      ? {}
      : {
          rowsFollowed: ROWS_FOLLOWED,
          rowsPerSecondFollowed: ROWS_FOLLOWED / followed.seconds,
          peakFollowed: followed.peak,
        }),
    postgres: server.version,
  });
} finally {
  await server.stop();
}

function told({ seconds: took, peak, cpu }: Brought, rows: number): string {
  const perRow = ((cpu * 1e6) / rows).toFixed(1);
  return `${rows} rows in ${took.toFixed(1)} s, ${Math.round(rows / took)} rows/s, ${perRow} µs of CPU a row, ${Math.round(peak)} MB at most`;
}

async function imported(
  benched: BenchServer,
  rows: number,
): Promise<Brought & { readonly copySeconds: number; readonly serverCpu: number }> {
  const file = await fileOf(rows);
  try {
    const url = await benched.database();
    await benched.settle();
    const before = await benched.cpuSeconds();
    const brought = checked(await bring(url, file), rows);
    const serverCpu = ((await benched.cpuSeconds()) ?? NaN) - (before ?? NaN);
    return { ...brought, serverCpu, copySeconds: await copied(benched, url, file.home) };
  } finally {
    await file.remove();
  }
}

async function importedFollowed(benched: BenchServer, rows: number): Promise<Brought> {
  const file = await fileOf(rows);
  try {
    const url = await benched.database();
    const app = await startApp(url);
    try {
      return checked(await bring(url, file), rows);
    } finally {
      await app.stop();
    }
  } finally {
    await file.remove();
  }
}

/** What is measured counts only where every event of every row was recorded. */
function checked(brought: Brought, rows: number): Brought {
  const recorded = brought.outcome.types.reduce((sum, type) => sum + type.recorded, 0);
  if (brought.outcome.rows !== rows || recorded !== rows * EVENTS_A_ROW)
    throw new Error(`${rows} rows came to ${JSON.stringify(brought.outcome)}`);
  return brought;
}

/** Seconds of COPY of one log's rows into another's tables, one table after the other. */
async function copied(benched: BenchServer, from: string, home: string): Promise<number> {
  const to = await benched.database();
  await migrateEventLog(to);
  let spent = 0;
  for (const [table, columns] of Object.entries(TABLES)) {
    const path = join(home, `${table}.copy`);
    await on(from, (client) =>
      pipeline(client.query(copyTo(`copy (select ${columns} from log.${table}) to stdout`)), createWriteStream(path)),
    );
    if (table === 'events') await ensurePartitions(to, ROWS * EVENTS_A_ROW + 100);
    await benched.settle();
    spent += await on(to, (client) =>
      seconds(() =>
        pipeline(
          createReadStream(path, { highWaterMark: 256 * 1024 }),
          client.query(copyFrom(`copy log.${table} (${columns}) from stdin`)),
        ),
      ),
    );
    say(`${table}: ${Math.round((await stat(path)).size / 1024 / 1024)} MB as text`);
    await rm(path);
  }
  return spent;
}
