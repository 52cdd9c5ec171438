#!/usr/bin/env node
/**
 * Kills the app and its PostgreSQL with SIGKILL, again and again, while clients that retry send messages, and then
 * checks that every acknowledged message is in the log once, that `verify` is clean, and that rebuilt equals live.
 *
 * node test/endurance/kill-loop.mjs --messages=200000 --kills=50 [--seed=1] [--clients=4] [--batch=100]
 *
 * Exit code 0 when everything holds. The last line is one JSON object.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { mkdtemp, readFile, rm, chmod } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const checkout = resolve(fileURLToPath(import.meta.url), '../../..');
const option = (name, otherwise) => {
  const given = process.argv.find((argument) => argument.startsWith(`--${name}=`));
  return given === undefined ? otherwise : Number(given.slice(name.length + 3));
};
const MESSAGES = option('messages', 200_000);
const KILLS = option('kills', 50);
const CLIENTS = option('clients', 4);
const BATCH = option('batch', 100);
let state = option('seed', 1) >>> 0;

function say(line) {
  process.stderr.write(`${line}\n`);
}

/** Seeded numbers below 1. */
function random() {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return state / 4_294_967_296;
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

const home = await mkdtemp(join(tmpdir(), 'throughline-kill-'));
await chmod(home, 0o755);
const { DATABASE_URL: _none, ...inherited } = process.env;
const environment = {
  ...inherited,
  THROUGHLINE_HOME: home,
  PORT: String(await freePort()),
  THROUGHLINE_LOG_LEVEL: 'warn',
};
const address = `http://127.0.0.1:${environment.PORT}`;
let app = null;
let finished = false;
let starts = 0;
let printed = '';

function cli(...args) {
  const done = spawnSync(process.execPath, ['dist/apps/cli/src/main.js', ...args], {
    cwd: checkout,
    env: environment,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (done.status !== 0)
    throw new Error(`throughline ${args.join(' ')} ended with ${done.status}: ${done.stderr}${done.stdout}`);
  return done.stdout;
}

/** Keeps the app running until told to stop. */
async function keepRunning() {
  while (!finished) {
    app = spawn(process.execPath, ['dist/apps/standalone/src/main.js'], {
      cwd: checkout,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    starts++;
    app.stdout.on('data', (chunk) => (printed = (printed + chunk).slice(-20_000)));
    app.stderr.on('data', (chunk) => (printed = (printed + chunk).slice(-20_000)));
    await once(app, 'exit');
    if (!finished) await sleep(100);
  }
}

async function ready() {
  for (let waited = 0; waited < 60_000; waited += 50) {
    const answer = await fetch(`${address}/health/ready`).catch(() => undefined);
    if (answer?.status === 200) return;
    await sleep(50);
  }
  throw new Error(`the app did not get ready: ${printed}`);
}

function message(n) {
  const person = (n * 7_919) % Math.max(10, Math.floor(MESSAGES / 10));
  return {
    type: 'track',
    event: 'Email Opened',
    messageId: `message-${n}`,
    userId: `user-${person}`,
    timestamp: new Date(Date.UTC(2026, 0, 1) + n * 1_000).toISOString(),
    properties: { email: `person-${person}@example.com`, campaign: `campaign-${n % 7}`, subject: `News ${n % 50}` },
  };
}

let sent = 0;
let acknowledged = 0;
let retries = 0;

/** Sends its share in batches, each until it is acknowledged. */
async function client(k, key) {
  const authorization = `Basic ${Buffer.from(`${key}:`).toString('base64')}`;
  for (let n = k * BATCH; n < MESSAGES; n += CLIENTS * BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, MESSAGES - n) }, (_, i) => message(n + i));
    const body = JSON.stringify({ batch, sentAt: new Date().toISOString() });
    sent += batch.length;
    for (;;) {
      const answer = await fetch(`${address}/v1/batch`, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json' },
        body,
        signal: AbortSignal.timeout(20_000),
      }).catch(() => undefined);
      if (answer?.ok) {
        await answer.arrayBuffer().catch(() => undefined);
        break;
      }
      if (answer !== undefined && answer.status < 500 && answer.status !== 429)
        throw new Error(`refused with ${answer.status}: ${await answer.text()}`);
      retries++;
      await sleep(50 + 200 * Math.random());
    }
    acknowledged += batch.length;
  }
}

let killedApp = 0;
let killedPostgres = 0;

/** Kills one or the other once every so many acknowledged messages. */
async function killer() {
  for (let kill = 1; kill <= KILLS; kill++) {
    const due = Math.floor((MESSAGES * kill) / (KILLS + 1));
    while (acknowledged < due && !finished) await sleep(5);
    await sleep(random() * 200);
    if (random() < 0.5) {
      killedApp++;
      app.kill('SIGKILL');
    } else {
      const pid = Number(
        (await readFile(join(home, 'postgres/postmaster.pid'), 'utf8').catch(() => '')).split('\n')[0],
      );
      if (!(pid > 1)) {
        app.kill('SIGKILL');
        killedApp++;
        continue;
      }
      killedPostgres++;
      try {
        process.kill(pid, 'SIGKILL');
      } catch (error) {
        if (error.code !== 'ESRCH') throw error;
      }
    }
    if (kill % 10 === 0 || kill === KILLS)
      say(`${kill} kills, ${acknowledged} of ${MESSAGES} acknowledged, ${starts} starts`);
  }
}

try {
  const { key } = JSON.parse(cli('keys', 'add', 'kill-loop', '--scope', 'intake', '--json'));
  const running = keepRunning();
  await ready();
  const began = performance.now();
  await Promise.all([killer(), ...Array.from({ length: CLIENTS }, (_, k) => client(k, key))]);
  const seconds = (performance.now() - began) / 1_000;
  await ready();
  finished = true;
  app.kill('SIGTERM');
  await running;
  const seen = new Map();
  const exported = join(home, 'events.ndjson');
  cli('export', 'events', '--out', exported);
  for await (const line of createInterface({ input: createReadStream(exported) })) {
    const envelope = JSON.parse(line);
    const event = envelope.envelope ?? envelope;
    if (event.type !== 'touchpoint-recorded') continue;
    const id = event.source.messageId;
    seen.set(id, (seen.get(id) ?? 0) + 1);
  }
  let missing = 0;
  let doubled = 0;
  for (let n = 0; n < MESSAGES; n++) {
    const times = seen.get(`message-${n}`) ?? 0;
    if (times === 0) missing++;
    if (times > 1) doubled++;
  }
  say(cli('verify'));
  const result = {
    messages: MESSAGES,
    acknowledged,
    recorded: seen.size,
    missing,
    doubled,
    killedApp,
    killedPostgres,
    starts,
    retries,
    seconds: Math.round(seconds),
    verified: true,
  };
  process.stdout.write(`${JSON.stringify(result)}\n`);
  process.exitCode = missing === 0 && doubled === 0 && seen.size === MESSAGES ? 0 : 1;
} catch (error) {
  say(error.message);
  if (process.argv.includes('--log')) say(printed);
  process.exitCode = 1;
} finally {
  finished = true;
  app?.kill('SIGKILL');
  const pid = Number((await readFile(join(home, 'postgres/postmaster.pid'), 'utf8').catch(() => '')).split('\n')[0]);
  if (pid > 1) spawnSync('kill', [String(pid)]);
  await sleep(1_000);
  await rm(home, { recursive: true, force: true });
}
