import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const built = fileURLToPath(new URL('..', import.meta.url));

/** The app in processes of its own. */
export interface RunningApp {
  readonly port: number;
  /** Of the database it runs on. */
  readonly url: string;
  /** A key with the scopes intake and read. */
  readonly key: string;
  stop(): Promise<void>;
}

/** What can be run. */
export type Program = 'standalone' | 'api' | 'relay' | 'projector';

/** A program, as it was built, that has said where it listens. */
export interface RunningProgram {
  readonly port: number;
  stop(): Promise<void>;
}

/** The secrets of logs that `fillLog` fills. */
export const BENCH_SECRETS = { idSecret: Buffer.alloc(32, 11), masterKey: Buffer.alloc(32, 5) } as const;

/** What a program is told of where it works; `more` are further settings. */
export function environment(url: string, home: string, more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  return {
    ...process.env,
    DATABASE_URL: url,
    THROUGHLINE_HOME: home,
    THROUGHLINE_ID_SECRET: BENCH_SECRETS.idSecret.toString('hex'),
    THROUGHLINE_MASTER_KEY: BENCH_SECRETS.masterKey.toString('hex'),
    THROUGHLINE_LOG_FORMAT: 'json',
    PORT: '0',
    ...more,
  };
}

/** Starts one of the built programs; resolves when it listens. */
export async function startProgram(program: Program, env: NodeJS.ProcessEnv): Promise<RunningProgram> {
  const child = spawn(process.execPath, [join(built, `apps/${program}/src/main.js`)], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const killed = (): void => void child.kill('SIGKILL');
  process.once('exit', killed);
  const port = await new Promise<number>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`${program} ended with code ${code}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const found = /"address":"https?:\/\/[^"]*:(\d+)/.exec(line);
      if (found !== null) resolve(Number(found[1]));
    });
  });
  return {
    port,
    stop: async () => {
      process.off('exit', killed);
      child.kill('SIGTERM');
      await exited;
    },
  };
}

/**
 * Starts the built app over a database: the standalone program, as `npm start` does, unless told which programs, of which
 * the first answers requests.
 */
export async function startApp(
  url: string,
  programs: readonly Program[] = ['standalone'],
  more: Readonly<Record<string, string>> = {},
): Promise<RunningApp> {
  const home = await mkdtemp(join(tmpdir(), 'throughline-bench-home-'));
  const env = environment(url, home, more);
  const issue = [join(built, 'apps/cli/src/main.js'), 'keys', 'add', 'bench', '--scope', 'intake', 'read', '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, issue, { env });
  const { key } = JSON.parse(stdout) as { key: string };
  const running: RunningProgram[] = [];
  for (const program of programs) running.push(await startProgram(program, env));
  return {
    port: running[0]!.port,
    url,
    key,
    stop: async () => {
      for (const program of running) await program.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** What was answered. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly retryAfter: number;
  readonly headers: IncomingHttpHeaders;
}

const agent = new Agent({ keepAlive: true });

/** One request on a connection that stays open; with the app's key, unless other headers say who asks. */
export async function ask(
  app: Pick<RunningApp, 'port' | 'key'>,
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
  headers: OutgoingHttpHeaders = { authorization: `Bearer ${app.key}` },
): Promise<Answer> {
  for (;;) {
    const answer = await askOnce(app, method, path, body, headers);
    if (answer !== 'connection-was-idle') return answer;
  }
}

function askOnce(
  app: Pick<RunningApp, 'port'>,
  method: 'GET' | 'POST',
  path: string,
  body: unknown,
  headers: OutgoingHttpHeaders,
): Promise<Answer | 'connection-was-idle'> {
  return new Promise((resolve, reject) => {
    const bytes = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
    const sent = request(
      {
        agent,
        host: '127.0.0.1',
        port: app.port,
        method,
        path,
        headers: {
          ...headers,
          ...(bytes === undefined ? {} : { 'content-type': 'application/json', 'content-length': bytes.length }),
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode!,
            body: Buffer.concat(chunks).toString(),
            retryAfter: Number(response.headers['retry-after'] ?? 1),
            headers: response.headers,
          }),
        );
      },
    );
    sent.on('error', (error: NodeJS.ErrnoException) => {
      // The server closed a connection that was idle in the moment it was used again: the same again is harmless.
      if (sent.reusedSocket && error.code === 'ECONNRESET') resolve('connection-was-idle');
      else reject(error);
    });
    sent.end(bytes);
  });
}

/** Posts until it is taken: 503 and 429 are asked again after the time they say. Answers the highest position. */
export async function post(app: RunningApp, path: string, body: unknown): Promise<number> {
  for (;;) {
    const answer = await ask(app, 'POST', path, body);
    if (answer.status === 200) return (JSON.parse(answer.body) as { position: number }).position;
    if (answer.status !== 503 && answer.status !== 429)
      throw new Error(`POST ${path} answered ${answer.status}: ${answer.body.slice(0, 300)}`);
    await new Promise((resolve) => setTimeout(resolve, answer.retryAfter * 1_000));
  }
}

/** Calls `work` this often a second until told to stop; falls behind rather than skip. Resolves when the last is done. */
export function everySo(perSecond: number, work: (number: number) => Promise<void>): { stop(): Promise<number> } {
  let stopped = false;
  const began = performance.now();
  const underway = new Set<Promise<void>>();
  const failures: unknown[] = [];
  const running = (async () => {
    let number = 0;
    for (; !stopped; number++) {
      const due = began + (number * 1_000) / perSecond;
      const wait = due - performance.now();
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      const done: Promise<void> = work(number)
        .catch((error: unknown) => void failures.push(error))
        .finally(() => underway.delete(done));
      underway.add(done);
    }
    await Promise.all(underway);
    if (failures.length > 0) throw failures[0];
    return number;
  })();
  running.catch(() => undefined);
  return {
    stop: () => {
      stopped = true;
      return running;
    },
  };
}
