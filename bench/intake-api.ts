import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { seconds } from './harness.js';
import type { StatedTouch } from './touches.js';

const built = fileURLToPath(new URL('..', import.meta.url));

/** The API in processes of its own, as it is deployed apart from the projector: nobody follows the log meanwhile. */
export interface IntakeApi {
  /** One port a process. */
  readonly ports: readonly number[];
  /** The key of the source `bench`. */
  readonly key: string;
  stop(): Promise<void>;
}

/** Starts the built API over a database, with a key issued by the command line. `--profile` leaves CPU profiles. */
export async function intakeApi(url: string, processes = 1): Promise<IntakeApi> {
  const home = await mkdtemp(join(tmpdir(), 'throughline-bench-home-'));
  const env = {
    ...process.env,
    DATABASE_URL: url,
    PORT: '0',
    THROUGHLINE_LOG_FORMAT: 'json',
    THROUGHLINE_ID_SECRET: randomBytes(32).toString('base64'),
    THROUGHLINE_MASTER_KEY: randomBytes(32).toString('base64'),
  };
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [join(built, 'apps/cli/src/main.js'), 'keys', 'add', 'bench', '--scope', 'intake', '--json'],
    { env: { ...env, THROUGHLINE_HOME: join(home, 'cli') } },
  );
  const { key } = JSON.parse(stdout) as { key: string };
  const started = await Promise.all(
    Array.from({ length: processes }, (_, n) => startApi({ ...env, THROUGHLINE_HOME: join(home, `api-${n}`) })),
  );
  return {
    ports: started.map(({ port }) => port),
    key,
    stop: async () => {
      await Promise.all(started.map((api) => api.stop()));
      await rm(home, { recursive: true, force: true });
    },
  };
}

async function startApi(env: NodeJS.ProcessEnv): Promise<{ port: number; stop: () => Promise<void> }> {
  const profile = process.argv.includes('--profile')
    ? ['--cpu-prof', `--cpu-prof-dir=${join(tmpdir(), 'profiles')}`]
    : [];
  const child = spawn(process.execPath, [...profile, join(built, 'apps/api/src/main.js')], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const port = await new Promise<number>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the API ended with code ${code}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const found = /"address":"https?:\/\/[^"]*:(\d+)/.exec(line);
      if (found !== null) resolve(Number(found[1]));
    });
  });
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await exited;
  };
  return { port, stop };
}

/** A touch as a library of Segment's sends it. */
export function segmentCall(touch: StatedTouch, round: string): Record<string, unknown> {
  const { channel, kind, direction, campaign, variant, title, url, utmSource, utmMedium, properties } = touch.payload;
  const [user, email, anonymous] = touch.identifiers;
  return {
    type: 'track',
    messageId: `${touch.messageId}-${round}`,
    userId: user!.value,
    anonymousId: anonymous!.value,
    timestamp: touch.occurredAt,
    event: `${String(channel)} ${String(kind)}`,
    context: {
      library: { name: '@segment/analytics-node', version: '3.1.0' },
      traits: { email: email!.value },
      campaign: { name: campaign, source: utmSource, medium: utmMedium },
      page: { url, title },
    },
    properties: { ...(properties as object), channel, kind, direction, variant },
    integrations: {},
  };
}

/** A request with its headers, ready to be written to a socket. */
export function request(path: string, key: string, body: unknown): Buffer {
  const bytes = Buffer.from(JSON.stringify(body));
  const head = [
    `POST ${path} HTTP/1.1`,
    'host: localhost',
    'content-type: application/json',
    `authorization: Basic ${Buffer.from(`${key}:`).toString('base64')}`,
    `content-length: ${bytes.length}`,
  ];
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), bytes]);
}

/** Seconds until every request is answered 200, by so many clients of one connection each, spread over the ports. */
export function deliver(
  ports: readonly number[],
  requests: readonly Buffer[],
  clients: number,
  waits: number[] = [],
): Promise<number> {
  let next = 0;
  const client = (port: number): Promise<void> =>
    new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1');
      socket.setNoDelay(true);
      let answer = Buffer.alloc(0);
      let began = 0;
      const send = (): void => {
        if (next >= requests.length) {
          socket.end();
          resolve();
          return;
        }
        began = performance.now();
        socket.write(requests[next++]!);
      };
      socket.on('connect', send);
      socket.on('error', reject);
      socket.on('data', (chunk) => {
        answer = answer.length === 0 ? chunk : Buffer.concat([answer, chunk]);
        const size = sizeOf(answer);
        if (size === null || answer.length < size) return;
        if (!answer.subarray(0, 12).equals(OK)) {
          reject(new Error(`the API answered ${answer.toString('utf8', 0, 500)}`));
          socket.destroy();
          return;
        }
        answer = answer.subarray(size);
        waits.push(performance.now() - began);
        send();
      });
    });
  return seconds(() => Promise.all(Array.from({ length: clients }, (_, n) => client(ports[n % ports.length]!))));
}

const OK = Buffer.from('HTTP/1.1 200');

/** Bytes of an answer, head and body; null while its head has not come. */
function sizeOf(answer: Buffer): number | null {
  const end = answer.indexOf('\r\n\r\n');
  if (end < 0) return null;
  const length = /\r\ncontent-length: (\d+)/i.exec(answer.toString('latin1', 0, end + 2));
  if (length === null) throw new Error('the API answers without a content-length');
  return end + 4 + Number(length[1]);
}
