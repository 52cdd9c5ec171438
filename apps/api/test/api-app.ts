import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  createHealth,
  createLogger,
  createMetrics,
  NO_TRACING,
  readConfiguration,
  type Configuration,
  type Tracing,
} from '#platform';
import { testDatabase, type TestDatabase } from '#platform/testing';
import { startIntakeThreads, type IntakeThreads } from '../src/composition/intake-threads.js';
import { startProjector, type Projector } from '../src/composition/projector.js';
import { READ_MODELS } from '../src/composition/read-models.js';
import { createRuntime, type Runtime } from '../src/composition/runtime.js';
import { openStore, type Store } from '../src/composition/store.js';
import { storeMetrics } from '../src/composition/store-watch.js';
import { createApi, type RoutePlugin } from '../src/create-api.js';

/** The whole app over HTTP, on a database of its own, its projector in the same thread. */
export interface ApiApp {
  readonly url: string;
  readonly app: NestFastifyApplication;
  readonly runtime: Runtime;
  readonly store: Store;
  readonly projector: Projector;
  readonly intakeThreads: IntakeThreads;
  /** A browser: keeps its cookie, sends its CSRF token. */
  browser(): Browser;
  /** Waits until every read model holds what is in the log. */
  settled(): Promise<number>;
  close(): Promise<void>;
}

export interface ApiAppOptions {
  readonly configuration?: Partial<Configuration>;
  readonly plugins?: readonly RoutePlugin[];
  /** Threads of intake; none unless told. */
  readonly intakeThreads?: number;
  readonly heartbeatMs?: number;
  /** Where its spans go; nowhere unless told. */
  readonly tracing?: Tracing;
  /** Its database, which it leaves as it is; one of its own unless told. */
  readonly database?: TestDatabase;
  readonly secrets?: Secrets;
}

type Secrets = Parameters<typeof openStore>[0]['secrets'];

/** Starts the app. */
export async function apiApp(options: ApiAppOptions = {}): Promise<ApiApp> {
  const { url, close: drop } =
    options.database === undefined
      ? await testDatabase()
      : { url: options.database.url, close: () => Promise.resolve() };
  const logger = createLogger({ level: process.env['TEST_LOG_LEVEL'] ?? 'silent' });
  const configuration = { ...readConfiguration({}), zone: 'Asia/Jakarta', ...options.configuration };
  const secrets = options.secrets ?? { idSecret: randomBytes(32), masterKey: randomBytes(32) };
  const metrics = createMetrics({ processMetrics: false });
  const { tracing = NO_TRACING } = options;
  const store = await openStore({
    url,
    secrets,
    logger,
    name: 'test',
    connections: 20,
    queue: 20_000,
    keyCache: 10_000,
    region: configuration.region,
    watch: storeMetrics(metrics),
  });
  const projector = await startProjector(store, logger, { tracing });
  const health = createHealth();
  const runtime = await createRuntime(store, {
    configuration,
    logger,
    metrics,
    tracing,
    health,
    version: '0.0.0-test',
    ...(options.heartbeatMs === undefined ? {} : { heartbeatMs: options.heartbeatMs }),
  });
  const intakeThreads = startIntakeThreads(
    runtime,
    options.intakeThreads ?? 0,
    pathToFileURL(join(__dirname, 'threads/intake-from-source.mjs')),
  );
  const stop = async (): Promise<void> => {
    await intakeThreads.stop();
    await projector.stop();
    await runtime.close();
    await store.close();
    await drop();
  };
  let app: NestFastifyApplication;
  try {
    app = await createApi({ ...runtime, intakeThreads }, options.plugins);
    await app.listen(0, '127.0.0.1');
  } catch (error) {
    await stop();
    throw error;
  }
  health.started();
  const address = await app.getUrl();
  return {
    url: address,
    app,
    runtime,
    store,
    projector,
    intakeThreads,
    browser: () => new Browser(address),
    settled: async () => {
      const { position } = await store.log.head();
      if (!(await runtime.readModels.waitFor(READ_MODELS, position, 20_000)))
        throw new Error('read models stay behind');
      return position;
    },
    close: async () => {
      await app.close();
      await stop();
    },
  };
}

/** An answer as a test looks at it. */
export interface Got<T = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

/** What a browser does by itself, and our screens on top. */
export class Browser {
  cookie: string | null = null;
  csrf: string | null = null;

  constructor(private readonly url: string) {}

  async ask<T = Record<string, unknown>>(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Got<T>> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(this.cookie === null ? {} : { cookie: this.cookie }),
        ...(this.csrf === null || method === 'GET' ? {} : { 'x-csrf-token': this.csrf }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const cookie = response.headers.get('set-cookie');
    if (cookie !== null) this.cookie = cookie.includes('Max-Age=0') ? null : cookie.split(';')[0]!;
    const text = await response.text();
    const parsed = /json/.test(response.headers.get('content-type') ?? '') ? (JSON.parse(text) as T) : (text as T);
    const { csrf } = parsed as { csrf?: string };
    if (typeof csrf === 'string') this.csrf = csrf;
    return { status: response.status, headers: response.headers, body: parsed };
  }

  get<T = Record<string, unknown>>(path: string, headers?: Record<string, string>): Promise<Got<T>> {
    return this.ask<T>('GET', path, undefined, headers);
  }

  post<T = Record<string, unknown>>(
    path: string,
    body: unknown = {},
    headers?: Record<string, string>,
  ): Promise<Got<T>> {
    return this.ask<T>('POST', path, body, headers);
  }
}

/** Signs in as the very first admin. */
export async function firstAdmin(api: ApiApp, password = 'correct horse battery'): Promise<Browser> {
  const token = await api.runtime.access.firstRun();
  const browser = api.browser();
  const { status } = await browser.post('/api/session/link', { token, password, name: 'Ada' });
  if (status !== 200) throw new Error(`the first sign-in answered ${status}`);
  return browser;
}
