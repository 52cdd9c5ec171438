#!/usr/bin/env node
/**
 * Kills `throughline import` with SIGKILL, again and again in the middle of a file, and runs the same command again
 * until it ends by itself. Then the sums must be exact: every row recorded, repeated or refused, every event in the log
 * once, and counted once. The import is taken back: every count, and what is believed now, must be as before. It is
 * imported again: all of it must be there.
 *
 * npm run test:crash-import -- --rows=1000000 --kills=5 [--seed=1]
 *
 * Works on the build (`npm run build`). Exit code 0 when everything holds. The last line is one JSON object.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import pg from 'pg';

const checkout = resolve(fileURLToPath(import.meta.url), '../../..');
const built = (path) => import(pathToFileURL(join(checkout, 'dist', path)).href);
const { createLogger, startEmbeddedPostgres } = await built('libs/platform/src/index.js');
const { openInstallation } = await built('apps/cli/src/installation.js');
const { laneOfEvent, LogTailFeed } = await built('libs/feed/src/index.js');
const { models, ProjectionEngine } = await built('libs/projections/src/index.js');

const option = (name, otherwise) => {
  const given = process.argv.find((argument) => argument.startsWith(`--${name}=`));
  return given === undefined ? otherwise : Number(given.slice(name.length + 3));
};
const ROWS = option('rows', 20_000);
const KILLS = option('kills', 5);
let state = option('seed', 1) >>> 0;

/** Seeded numbers below 1. */
function random() {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return state / 4_294_967_296;
}

const began = performance.now();
function say(line) {
  process.stderr.write(`${((performance.now() - began) / 1_000).toFixed(0).padStart(5)} s  ${line}\n`);
}

const MAPPING = `name: orders
source: shop
file: { delimiter: ";", zone: Europe/Berlin }
emits:
  - event: touchpoint-recorded
    id: { concat: [order-, { column: order }] }
    at: { column: when, format: dd.MM.yyyy HH:mm }
    identifiers: [{ kind: email, column: mail }]
    fields: { channel: order, kind: purchased, direction: in, properties: { object: { value: { column: value } } } }
  - event: contact-described
    at: { column: when, format: dd.MM.yyyy HH:mm }
    identifiers: [{ kind: email, column: mail }]
    fields: { traits: { object: { city: { column: city } } } }
`;

/** One row in 250 names nobody, one in 200 is an order that stands in the file already: the same row again. */
const isRefused = (n) => n % 250 === 7;
const isRepeated = (n) => n % 200 === 119;

function row(n) {
  const order = isRepeated(n) ? n - 100 : n;
  const person = isRefused(n) ? 'nobody' : `p${order % Math.ceil(ROWS / 10)}@example.com`;
  const when = `${String(1 + (order % 28)).padStart(2, '0')}.0${1 + (order % 9)}.2026 1${order % 10}:${10 + (order % 50)}`;
  return `${order};${person};${when};${order % 700};city-${order % 90}\n`;
}

const expected = { refused: 0, repeated: 0 };
for (let n = 0; n < ROWS; n++)
  if (isRefused(n)) expected.refused++;
  else if (isRepeated(n)) expected.repeated++;

const home = await mkdtemp(join(tmpdir(), 'throughline-crash-'));
await chmod(home, 0o755);
const [file, before, mapping] = ['orders.csv', 'before.csv', 'orders.yaml'].map((name) => join(home, name));
const server = await startEmbeddedPostgres({ home, logger: createLogger({ level: 'error' }) });
const environment = { ...process.env, DATABASE_URL: server.url, THROUGHLINE_HOME: join(home, 'home') };

function check(holds, what) {
  if (!holds) throw new Error(`does not hold: ${what}`);
}

const tool = join(checkout, 'dist/apps/cli/src/main.js');

/** Runs a command to its end; exit code 1 says that rows were refused. */
function command(...args) {
  const done = spawnSync(process.execPath, [tool, ...args, '--json'], {
    env: environment,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (done.status !== 0 && done.status !== 1)
    throw new Error(`throughline ${args.join(' ')} ended with ${done.status}: ${done.stderr}${done.stdout}`);
  return JSON.parse(done.stdout);
}

const asked = new pg.Pool({ connectionString: server.url, max: 1 });
asked.on('error', () => undefined);
const ask = async (text, values) => (await asked.query(text, values)).rows;
const head = async () => (await ask('SELECT coalesce(max(position), 0)::int AS head FROM log.events'))[0].head;

/** Begins the import and kills it once the log holds so many events. Whether it was killed before its end. */
async function killed(events) {
  const child = spawn(process.execPath, [tool, 'import', file, '--mapping', mapping], {
    env: environment,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  importing = child;
  let said = '';
  child.stderr.on('data', (chunk) => (said = (said + chunk).slice(-2_000)));
  const ended = once(child, 'exit');
  while (child.exitCode === null && (await head()) < events) await sleep(5);
  await sleep(random() * 20);
  child.kill('SIGKILL');
  const [code, signal] = await ended;
  check(code === 1 || signal === 'SIGKILL', `the import ends by itself or killed, not with ${code}: ${said}`);
  return signal === 'SIGKILL';
}

/** An import that its own process left is over for the database a moment later. */
async function left() {
  while (command('imports').imports.some((one) => one.state === 'running')) await sleep(50);
}

const MODELS = ['identity', 'contacts'];

/** Works with the read models that show what is believed of people. */
async function believing(work) {
  const installation = await openInstallation(environment);
  const { pool, log, vault, catalogue } = installation;
  const feed = new LogTailFeed(log);
  const engine = new ProjectionEngine({
    pool,
    log,
    vault,
    feed,
    catalogue,
    models: models.filter(({ name }) => MODELS.includes(name)),
    laneOf: laneOfEvent,
  });
  try {
    await work(engine);
    const found = {};
    for (const name of MODELS)
      for (const { table, rows, hash } of await engine.digest(name, 'now')) found[`${name}.${table}`] = { rows, hash };
    return found;
  } finally {
    await engine.stop();
    await feed.close();
    await installation.close();
  }
}

const rebuilt = () => believing((engine) => engine.rebuild(MODELS));
const followed = () =>
  believing(async (engine) => {
    await engine.start();
    await engine.drained();
  });

/** What names its events: those of an import that came again are others, so such rows are counted only. */
const NAMING = new Set(JSON.parse(await readFile(new URL('naming-events.json', import.meta.url), 'utf8')));
const apartFromIds = (digests) =>
  JSON.stringify(
    Object.entries(digests).map(([table, { rows, hash }]) => [table, rows, NAMING.has(table) ? '' : hash]),
  );

/** What the log holds of an import: events of each type, how many messages they are of, and what its receipts counted. */
async function inTheLog(id) {
  const events = await ask(
    `SELECT type, count(*)::int AS events, count(DISTINCT envelope -> 'source' ->> 'messageId')::int AS messages
     FROM log.events WHERE envelope ->> 'import' = $1 GROUP BY type ORDER BY type`,
    [id],
  );
  const [receipts] = await ask(
    `SELECT coalesce(sum(received), 0)::int AS received, coalesce(sum(recorded), 0)::int AS recorded,
       coalesce(sum(repeated), 0)::int AS repeated, coalesce(sum(differing), 0)::int AS differing
     FROM vault.receipts WHERE import = $1`,
    [id],
  );
  return { events, receipts };
}

/** Every row became what it had to, and every event stands in the log once. */
async function sumsOf(outcome) {
  const { id, rows, refused, types } = outcome;
  check(
    rows === ROWS && refused === expected.refused,
    `${ROWS} rows, ${expected.refused} refused: ${JSON.stringify(outcome)}`,
  );
  const taken = ROWS - expected.refused;
  const wanted = {
    'contact-described': { recorded: taken, repeated: 0 },
    'touchpoint-recorded': { recorded: taken - expected.repeated, repeated: expected.repeated },
  };
  const { events, receipts } = await inTheLog(id);
  let recorded = 0;
  for (const [type, sums] of Object.entries(wanted)) {
    const said = types.find((one) => one.type === type);
    const there = events.find((one) => one.type === type);
    const same = said.recorded === sums.recorded && said.repeated === sums.repeated;
    check(same, `${type}: recorded + repeated + refused = rows: ${JSON.stringify({ said, sums })}`);
    check(there.events === sums.recorded, `${type}: ${there.events} events in the log, ${sums.recorded} recorded`);
    check(there.messages === there.events, `${type}: ${there.events} events of ${there.messages} messages`);
    recorded += sums.recorded;
  }
  check(receipts.recorded === recorded, `the receipts count ${receipts.recorded} events of ${recorded}`);
  check(
    receipts.received === receipts.recorded + receipts.repeated + receipts.differing && receipts.differing === 0,
    `received = recorded + repeated: ${JSON.stringify(receipts)}`,
  );
  const lines = [];
  let number = 0;
  for await (const line of createInterface({ input: createReadStream(`${file}.orders.refused.csv`) }))
    if (number++ > 0) lines.push(Number(line.split(';')[5]));
  const right = lines.length === expected.refused && lines.every((line, i) => line === i * 250 + 9);
  check(right, `the file of refused rows holds each of ${expected.refused} once, in order: it has ${lines.length}`);
  return recorded;
}

let importing = null;
let stopping = null;

/** Leaves nothing behind, however it ends. */
function clean() {
  return (stopping ??= (async () => {
    importing?.kill('SIGKILL');
    await asked.end();
    await server.stop(2_000);
    await rm(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
  })());
}
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void clean().finally(() => process.exit(130)));

try {
  await writeFile(mapping, MAPPING);
  const header = 'order;mail;when;value;city\n';
  const rows = function* (from, to) {
    yield header;
    for (let n = from; n < to; n++) yield row(n);
  };
  await pipeline(Readable.from(rows(0, ROWS)), createWriteStream(file));
  // What was there before: other messages, of people that the file names, too.
  await pipeline(Readable.from(rows(0, Math.ceil(ROWS / 20))), createWriteStream(before));
  command('import', before, '--mapping', mapping, '--source', 'other');
  const heldBefore = await head();
  const believedBefore = await rebuilt();
  say(`${heldBefore} events before`);

  const events = (ROWS - expected.refused) * 2 - expected.repeated;
  let kills = 0;
  const since = performance.now();
  for (let kill = 1; kill <= KILLS; kill++) {
    const share = (kill - 1 + random()) / KILLS;
    if (await killed(heldBefore + Math.floor(events * share * 0.98))) kills++;
    say(`killed ${kills} times, ${(await head()) - heldBefore} of about ${events} events there`);
  }
  await left();
  const first = command('import', file, '--mapping', mapping);
  const seconds = (performance.now() - since) / 1_000;
  check(first.resumed, 'the last run goes on with the import that was killed');
  const recorded = await sumsOf(first);
  say(`${recorded} events recorded, sums are exact`);
  const [{ started }] = await ask(`SELECT count(*)::int AS started FROM log.events WHERE type = 'import-started'`);
  check(started === 2, `the import was started once, not ${started - 1} times`);
  const there = await rebuilt();
  check(JSON.stringify(there) !== JSON.stringify(believedBefore), 'the import is seen');
  say('read models built');

  command('imports', 'undo', first.id, '--reason', 'to see that it can be');
  const after = await followed();
  check(
    JSON.stringify(after) === JSON.stringify(believedBefore),
    `as before: ${JSON.stringify({ believedBefore, after })}`,
  );
  say('taken back: every count and digest is as before');

  const again = command('import', file, '--mapping', mapping);
  check(again.id !== first.id && !again.resumed, 'it is another import');
  check((await sumsOf(again)) === recorded, 'all of it is recorded again');
  const [{ twice }] = await ask(
    `SELECT count(*)::int AS twice FROM (SELECT id FROM log.ids GROUP BY id HAVING count(*) > 1) AS doubled`,
  );
  check(twice === 0, 'no id stands in the log twice');
  say('imported again: sums are exact');
  const anew = await rebuilt();
  check(apartFromIds(anew) === apartFromIds(there), `believed as the first time: ${JSON.stringify({ there, anew })}`);
  say('imported again: counts and digests are those of the first time');
  const result = { rows: ROWS, kills, recorded, ...expected, seconds: Math.round(seconds), holds: true };
  process.stdout.write(`${JSON.stringify(result)}\n`);
} catch (error) {
  say(error.stack);
  process.exitCode = 1;
} finally {
  await clean();
}
