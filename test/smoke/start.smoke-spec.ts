import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, realpath, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const checkout = resolve(__dirname, '../..');

/** The built program, started as a user starts it. */
interface Started {
  readonly child: ChildProcess;
  readonly address: string;
  /** Everything printed so far. */
  readonly printed: () => string;
  /** Resolves with exit code, or signal when that ended it. */
  readonly ended: Promise<number | string>;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

/** Milliseconds for what would otherwise hang: how fast a machine starts programs decides no test. */
const STARTING_MS = 120_000;
const ENDING_MS = 30_000;

describe('npm start', () => {
  let home: string;
  let running: Started[];

  const start = async (environment: Record<string, string> = {}, command = ['npm', 'start']): Promise<Started> => {
    const port = environment['PORT'] ?? String(await freePort());
    const { DATABASE_URL: _, ...inherited } = process.env;
    const child = spawn(command[0]!, command.slice(1), {
      cwd: checkout,
      env: { ...inherited, THROUGHLINE_HOME: home, PORT: port, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, as a terminal gives it: Ctrl-C goes to all of it.
      detached: true,
    });
    let printed = '';
    child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string);
    const started = { child, address: `http://127.0.0.1:${port}`, printed: () => printed, ended };
    running.push(started);
    return started;
  };

  const directly = [process.execPath, 'scripts/start.mjs'];

  const ready = async (started: Started, withinMs: number): Promise<number> => {
    const began = performance.now();
    const { child } = started;
    while (performance.now() - began < withinMs && child.exitCode === null && child.signalCode === null) {
      const answer = await fetch(`${started.address}/health/ready`).catch(() => undefined);
      if (answer?.status === 200) return performance.now() - began;
      await sleep(20);
    }
    throw new Error(`Not ready within ${withinMs} ms. It printed:\n${started.printed()}`);
  };

  const endsWithin = async (started: Started, milliseconds: number): Promise<number | string> =>
    Promise.race([started.ended, sleep(milliseconds, 'still running', { ref: false })]);

  beforeAll(async () => {
    home = join(await mkdtemp(join(tmpdir(), 'throughline-smoke-')), 'home');
    await chmod(dirname(home), 0o755);
  });

  beforeEach(() => {
    running = [];
  });

  afterEach(async () => {
    for (const { child } of running) {
      try {
        process.kill(-child.pid!, 'SIGKILL');
      } catch {
        // It has ended already.
      }
    }
    await Promise.all(running.map((one) => one.ended));
  });

  afterAll(async () => {
    const postmaster = await readFile(join(home, 'postgres', 'postmaster.pid'), 'utf8').catch(() => undefined);
    if (postmaster) process.kill(Number(postmaster.split('\n')[0]), 'SIGKILL');
    const data = await realpath(join(home, 'postgres')).catch(() => home);
    if (!data.startsWith(dirname(home)))
      await rm(dirname(data), { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
    await rm(dirname(home), { recursive: true, force: true, maxRetries: 10 });
  });

  it('builds, starts on an empty directory, prints its address, serves API and web on one port, ends on Ctrl-C', async () => {
    const started = await start();
    await ready(started, STARTING_MS);
    // What is in the pipe by now may not be read yet.
    for (let waited = 0; waited < 5_000 && !started.printed().includes(started.address); waited += 20) await sleep(20);
    expect(started.printed()).toContain(started.address);

    const page = await fetch(started.address, { headers: { accept: 'text/html' } });
    expect(page.status).toBe(200);
    const html = await page.text();
    expect(html).toContain('<div id="root">');
    const script = /src="(\/[^"]+\.js)"/.exec(html)?.[1];
    expect((await fetch(`${started.address}${script}`)).status).toBe(200);

    expect((await fetch(`${started.address}/health/live`)).status).toBe(200);
    const metrics = await fetch(`${started.address}/metrics`);
    expect([200, 401, 403]).toContain(metrics.status);
    expect((await fetch(`${started.address}/api/contacts`)).status).toBe(401);

    process.kill(-started.child.pid!, 'SIGINT');
    // npm passes the signal on as its own end, whatever the program's exit code was.
    expect([0, 130, 'SIGINT']).toContain(await endsWithin(started, ENDING_MS));
    expect(await readdir(home)).not.toContain('lock');
    await expect(fetch(`${started.address}/health/live`)).rejects.toThrow();
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('starts again, and ends on %s with 0', async (signal) => {
    const started = await start({}, directly);
    await ready(started, STARTING_MS);
    started.child.kill(signal);
    expect(await endsWithin(started, ENDING_MS)).toBe(0);
    expect(await readdir(home)).not.toContain('lock');
  });

  it('loads no client of what is not configured, in no thread', async () => {
    const noted = await mkdtemp(join(dirname(home), 'loaded-'));
    const started = await start(
      { LOADED_PACKAGES: noted, NODE_OPTIONS: `--require ${join(__dirname, 'loaded-packages.cjs')}` },
      directly,
    );
    await ready(started, STARTING_MS);
    started.child.kill('SIGTERM');
    expect(await endsWithin(started, ENDING_MS)).toBe(0);
    const threads = await readdir(noted);
    // This one, and the projector's at least.
    expect(threads.length).toBeGreaterThan(1);
    for (const thread of threads) {
      const loaded = JSON.parse(await readFile(join(noted, thread), 'utf8')) as string[];
      expect(loaded).toContain('pg');
      expect(
        loaded.filter((name) => /^(kafkajs|@eventstore\/.*|@grpc\/.*|@opentelemetry\/(?!api$).*)$/.test(name)),
      ).toEqual([]);
    }
  });

  it('starts again after a kill -9', async () => {
    const killed = await start({}, directly);
    await ready(killed, STARTING_MS);
    killed.child.kill('SIGKILL');
    await killed.ended;
    const started = await start({}, directly);
    await ready(started, STARTING_MS);
    started.child.kill('SIGTERM');
    expect(await endsWithin(started, ENDING_MS)).toBe(0);
  });

  it('ends in order when it is asked to while its database comes up, and leaves none behind', async () => {
    const early = join(dirname(home), 'early');
    const started = await start({ THROUGHLINE_HOME: early }, directly);
    while (!(await readdir(early).catch((): string[] => [])).includes('postgres')) await sleep(5);
    started.child.kill('SIGTERM');
    expect(await endsWithin(started, ENDING_MS)).toBe(0);
    expect(await readdir(early)).not.toContain('lock');
    await expect(readFile(join(early, 'postgres', 'postmaster.pid'))).rejects.toThrow('ENOENT');
  });

  it('refuses a second instance, a taken port and a bad setting, each in one line', async () => {
    const first = await start({}, directly);
    await ready(first, STARTING_MS);

    const second = await start({}, directly);
    expect(await endsWithin(second, ENDING_MS)).toBe(1);
    expect(second.printed()).toMatch(/^\S+ is in use by process \d+ at http\S+ since .*\n$/);

    const elsewhere = join(dirname(home), 'other');
    const port = new URL(first.address).port;
    const third = await start({ THROUGHLINE_HOME: elsewhere, PORT: port }, directly);
    expect(await endsWithin(third, ENDING_MS)).toBe(1);
    expect(third.printed()).toMatch(/^Port \d+ on 127\.0\.0\.1 is taken by another program: .*\n$/);
    expect(await readdir(elsewhere)).toEqual([]);

    const fourth = await start({ THROUGHLINE_ZONE: 'Mars/Base' }, directly);
    expect(await endsWithin(fourth, ENDING_MS)).toBe(2);
    expect(fourth.printed()).toMatch(/^THROUGHLINE_ZONE is "Mars\/Base": give an IANA name .*\n$/);

    expect((await fetch(`${first.address}/health/ready`)).status).toBe(200);
  });

  it('lists every setting for --help', async () => {
    const started = await start({}, [...directly, '--help']);
    expect(await endsWithin(started, ENDING_MS)).toBe(0);
    for (const name of ['THROUGHLINE_HOME', 'DATABASE_URL', 'PORT', 'THROUGHLINE_MASTER_KEY'])
      expect(started.printed()).toContain(name);
  });
});
