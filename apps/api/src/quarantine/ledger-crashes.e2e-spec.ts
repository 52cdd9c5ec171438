import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createHealth, createLogger, createMetrics, readConfiguration } from '#platform';
import { testDatabase, type TestDatabase } from '#platform/testing';
import { ledger } from '#queries';
import { READ_MODELS } from '../composition/read-models.js';
import { startProjector } from '../composition/projector.js';
import { createRuntime } from '../composition/runtime.js';
import { openStore } from '../composition/store.js';

const root = resolve(__dirname, '../../../..');
const SOURCES = ['website', 'shop', 'app'] as const;
const MESSAGES = 10_000;
const TOGETHER = 25;
const KILLS = 4;
const ADDRESS = /^ {2}Throughline {2}(http\S+)$/m;

interface Delivery {
  readonly source: string;
  readonly messages: readonly object[];
}
type Answer = Readonly<Record<'recorded' | 'repeated' | 'quarantined', number>>;

describe('the ledger', () => {
  let database: TestDatabase;
  let home: string;
  const secrets = { idSecret: randomBytes(32), masterKey: randomBytes(32) };
  const logger = createLogger({ level: 'silent' });
  let child: ChildProcess | null = null;
  let address: Promise<string>;

  beforeAll(async () => {
    execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: root, stdio: 'pipe' });
    database = await testDatabase();
    home = await mkdtemp(join(tmpdir(), 'throughline-ledger-'));
  });
  afterAll(async () => {
    if (child !== null) await kill();
    await database.close();
    await rm(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
  });

  const start = (): void => {
    const { NODE_ENV: _, ...inherited } = process.env;
    const started = spawn(process.execPath, ['dist/apps/standalone/src/main.js'], {
      cwd: root,
      env: {
        ...inherited,
        DATABASE_URL: database.url,
        THROUGHLINE_HOME: home,
        THROUGHLINE_ID_SECRET: secrets.idSecret.toString('hex'),
        THROUGHLINE_MASTER_KEY: secrets.masterKey.toString('hex'),
        THROUGHLINE_LOG_LEVEL: 'fatal',
        PORT: '0',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    child = started;
    address = new Promise((found, failed) => {
      let printed = '';
      started.stdout.on('data', (chunk: Buffer) => {
        printed += chunk.toString();
        const where = ADDRESS.exec(printed)?.[1];
        if (where !== undefined) found(where);
      });
      started.once('exit', () => failed(new Error(`the program ended before it answered. It printed: ${printed}`)));
    });
    address.catch(() => undefined);
  };
  const kill = async (): Promise<void> => {
    const ended = once(child!, 'exit');
    child!.kill('SIGKILL');
    await ended;
    child = null;
  };

  it('adds up to the unit after 10,000 mixed messages and crashes in between', async () => {
    const store = await openStore({
      url: database.url,
      secrets,
      logger,
      name: 'test',
      connections: 10,
      queue: 20_000,
      keyCache: 10_000,
    });
    const runtime = await createRuntime(store, {
      configuration: readConfiguration({}),
      logger,
      metrics: createMetrics({ processMetrics: false }),
      health: createHealth(),
      version: '0.0.0-test',
      projected: false,
    });
    start();
    await address;
    const by = { by: { kind: 'system', id: 'test' } } as const;
    const keys = new Map<string, string>();
    for (const name of SOURCES)
      keys.set(
        name,
        (await runtime.access.issueKey({ name, scopes: ['intake'] }, { ...by, commandId: `key ${name}` })).key,
      );

    const [first, second] = phases();
    const sent = { attempts: 0, answered: 0, recorded: 0, repeated: 0, quarantined: 0 };
    let deliveries = 0;
    let killing: Promise<void> = Promise.resolve();
    /** Sends until it is answered, as clients do. */
    const send = async ({ source, messages }: Delivery): Promise<void> => {
      for (;;) {
        const to = await address;
        sent.attempts += messages.length;
        try {
          const response = await fetch(`${to}/v1/batch`, {
            method: 'POST',
            headers: { 'content-type': 'application/json', authorization: `Bearer ${keys.get(source)!}` },
            body: JSON.stringify({ batch: messages }),
          });
          const answer = (await response.json()) as Answer;
          if (response.status === 200) {
            sent.answered += messages.length;
            sent.recorded += answer.recorded;
            sent.repeated += answer.repeated;
            sent.quarantined += answer.quarantined;
            break;
          }
        } catch {
          // It died: what was under way is sent again.
        }
        await new Promise((done) => setTimeout(done, 20));
      }
      if (++deliveries % Math.floor(MESSAGES / TOGETHER / (KILLS + 1)) === 0) killing = killing.then(kill).then(start);
    };
    for (const phase of [first, second]) {
      const waiting = [...phase];
      const worker = async (): Promise<void> => {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await send(next);
      };
      await Promise.all(Array.from({ length: 6 }, worker));
    }
    await killing;
    await address;
    await kill();

    const projector = await startProjector(store, logger);
    const { position: head } = await store.log.head();
    expect(await runtime.readModels.waitFor(READ_MODELS, head, 30_000)).toBe(true);
    await runtime.ledger.count(30_000);
    const { answer } = await runtime.queries.ask(ledger, {});
    await projector.stop();

    const expected = expectedOf([...first, ...second]);
    expect(answer.off).toBe(0);
    const sum = { received: 0, recorded: 0, duplicates: 0, quarantined: 0, inLog: 0, projected: 0, lost: 0 };
    for (const line of answer.items) {
      expect(line.state).toBe('even');
      expect(line.received).toBe(line.recorded + line.duplicates + line.quarantined);
      for (const name of Object.keys(sum) as (keyof typeof sum)[]) sum[name] += line[name];
    }
    expect(sum).toMatchObject({
      recorded: expected.recorded,
      inLog: expected.recorded,
      projected: expected.recorded,
      lost: 0,
    });
    for (const source of SOURCES) {
      const own = answer.items.filter((line) => line.source === source).reduce((all, line) => all + line.recorded, 0);
      expect([source, own]).toEqual([source, expected.bySource.get(source)]);
    }
    const counts = await runtime.quarantine.counts();
    const aside = Object.fromEntries([...expected.aside.keys()].map((reason) => [reason, 0]));
    for (const { reason, entries } of counts) aside[reason] = (aside[reason] ?? 0) + entries;
    expect(aside).toEqual(Object.fromEntries(expected.aside));
    // All that was answered is counted; of what died unanswered, what it had made durable is, too, and no more.
    expect(sum.received).toBeGreaterThanOrEqual(sent.answered);
    expect(sum.received).toBeLessThanOrEqual(sent.attempts);
    expect(sent.answered).toBe(MESSAGES);
    expect(sent.recorded + sent.repeated + sent.quarantined).toBe(MESSAGES);
    expect(sum.quarantined).toBeGreaterThanOrEqual(sent.quarantined);
    // What was answered as recorded is; what was recorded before the answer got lost was answered as a repeat.
    expect(sent.recorded).toBeLessThanOrEqual(sum.recorded);
    expect(sent.recorded + sent.repeated).toBe(MESSAGES - sent.quarantined);
    await runtime.close();
    await store.close();
  });
});

/** Messages whose ids are new, and what never fits; then repeats, and others under the same ids. */
function phases(): [Delivery[], Delivery[]] {
  const fresh: { source: string; message: object }[] = [];
  const later: { source: string; message: object }[] = [];
  for (let i = 0; i < MESSAGES; i++) {
    const source = SOURCES[i % SOURCES.length]!;
    const id = `m-${i}`;
    const message = {
      type: 'page',
      messageId: id,
      userId: `u-${i % 50}`,
      name: 'Home',
      timestamp: '2026-03-01T09:30:00Z',
    };
    const earlier = fresh.find(
      (one) => one.source === source && (one.message as { userId?: string }).userId !== undefined,
    );
    const kind = i % 20;
    if (kind === 12 || kind === 13) later.push({ source, message: { ...earlier!.message } });
    else if (kind === 14) later.push({ source, message: { ...earlier!.message, name: `Other ${i}` } });
    else if (kind === 15) fresh.push({ source, message: { ...message, userId: undefined } });
    else if (kind === 16) fresh.push({ source, message: { ...message, timestamp: '2999-01-01T00:00:00Z' } });
    else if (kind === 17) fresh.push({ source, message: { ...message, timestamp: '1969-01-01T00:00:00Z' } });
    else if (kind === 18) fresh.push({ source, message: { ...message, properties: { note: '4111 1111 1111 1111' } } });
    else fresh.push({ source, message });
  }
  return [batched(fresh), batched(later)];
}

function batched(all: readonly { readonly source: string; readonly message: object }[]): Delivery[] {
  return SOURCES.flatMap((source) => {
    const own = all.filter((one) => one.source === source).map(({ message }) => message);
    return Array.from({ length: Math.ceil(own.length / TOGETHER) }, (_, n) => ({
      source,
      messages: own.slice(n * TOGETHER, (n + 1) * TOGETHER),
    }));
  });
}

/** What must come out, by the kinds of the messages. */
function expectedOf(deliveries: readonly Delivery[]) {
  const each = MESSAGES / 20;
  const valid = new Set<string>();
  const bySource = new Map<string, number>(SOURCES.map((source) => [source, 0]));
  for (const { source, messages } of deliveries)
    for (const message of messages as {
      messageId: string;
      userId?: string;
      timestamp: string;
      properties?: object;
    }[]) {
      const fits =
        message.userId !== undefined && message.timestamp.startsWith('2026') && message.properties === undefined;
      const key = `${source} ${message.messageId}`;
      if (!fits || valid.has(key)) continue;
      valid.add(key);
      bySource.set(source, bySource.get(source)! + 1);
    }
  const aside = new Map(['invalid', 'future', 'before-1970', 'card-number', 'differs'].map((reason) => [reason, each]));
  return { recorded: valid.size, bySource, aside };
}
