import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { PostgresEventLog } from '#event-log';
import { touch, touching } from '#kernel/contracts';
import { testDatabase, type TestDatabase } from '#platform/testing';
import { testBroker, topicName } from '../../../libs/feed/test/kafka-topic.js';

const root = join(__dirname, '../../..');
let database: TestDatabase;
let home: string;
beforeAll(async () => {
  database = await testDatabase();
  home = mkdtempSync(join(tmpdir(), 'throughline-relay-'));
});
afterAll(async () => {
  await database.close();
  rmSync(home, { recursive: true });
});

/** The program itself, from source. */
function start(environment: Record<string, string>): ChildProcess {
  const loader = pathToFileURL(join(root, 'test/typescript-loader.mjs')).href;
  return spawn(process.execPath, ['--import', loader, join(__dirname, 'main.ts')], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      HOME: home,
      THROUGHLINE_HOME: home,
      DATABASE_URL: database.url,
      PORT: '0',
      THROUGHLINE_LOG_FORMAT: 'json',
      ...environment,
    },
  });
}

async function addressOf(program: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: program.stdout! })) {
    const { address } = JSON.parse(line) as { address?: string };
    if (address !== undefined) return address;
  }
  throw new Error('the relay ended before it listened');
}

async function text(address: string, path: string): Promise<string> {
  return (await fetch(`${address}${path}`)).text();
}

it('publishes the log, and says in health and metrics how far it is', async () => {
  const program = start({
    KAFKA_BROKERS: testBroker(),
    THROUGHLINE_KAFKA_TOPIC: topicName(),
    THROUGHLINE_RELAY_FROM: 'start',
  });
  const ended = once(program, 'exit');
  const address = await addressOf(program);
  const log = await PostgresEventLog.open({ url: database.url });
  await log.appendAll([touch(), touch(), touch()].map(touching));
  let health = '';
  for (let i = 0; i < 600 && !health.includes('at position 3'); i++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    health = await text(address, '/health/ready');
  }
  expect(health).toContain('publishes, at position 3');
  const metrics = await text(address, '/metrics');
  for (const line of ['relay_leader 1', 'relay_position 3', 'relay_lag_events 0', 'relay_published_total 3'])
    expect(metrics).toContain(`throughline_${line}\n`);
  expect(metrics).toContain('throughline_relay_batch_events_bucket');
  expect(metrics).toContain('throughline_relay_publish_seconds_bucket');
  program.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  await log.close();
});

it.each([
  ['no brokers are named', {}, 'KAFKA_BROKERS is not set'],
  ['what is named is no broker', { KAFKA_BROKERS: 'kafka' }, 'KAFKA_BROKERS'],
  ['a sign-in is not whole', { KAFKA_BROKERS: 'kafka:9092', KAFKA_USERNAME: 'relay' }, 'go together'],
])('ends with one line and code 2 where %s', async (_, environment, reason) => {
  const program = start(environment);
  let said = '';
  program.stderr!.on('data', (chunk: Buffer) => (said += chunk.toString()));
  program.stdout!.resume();
  const [code] = (await once(program, 'close')) as [number];
  expect([code, said.trim().split('\n').length]).toEqual([2, 1]);
  expect(said).toContain(reason);
});
