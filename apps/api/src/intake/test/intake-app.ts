import { randomBytes } from 'node:crypto';
import { NestFactory } from '@nestjs/core';
import { Module } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { faultyLog, PostgresEventLog, PostgresQuarantine, PostgresVault, type FaultyLog } from '#event-log';
import { CONNECTORS, IntakeService } from '#intake';
import { catalogue } from '#journey';
import { EventReader, makeIds, reveal, type EventView, type Personal } from '#kernel';
import { testDatabase } from '#platform/testing';
import { IntakeModule, type IntakeSetup } from '../index.js';

@Module({})
class Empty {}

/** A server that takes deliveries, on a database of its own. */
export interface IntakeApp {
  readonly url: string;
  /** Goes wrong when it is told to. */
  readonly log: FaultyLog;
  /** What nobody foresaw. */
  readonly unforeseen: unknown[];
  /** What is in the log, opened. */
  recorded(): Promise<readonly EventView[]>;
  readonly quarantine: PostgresQuarantine;
  close(): Promise<void>;
}

/** The key that opens intake here, one without its scope, and one that is looked up slowly. */
export const KEYS = { intake: 'key-of-the-website', reading: 'key-for-reading', slow: 'key-from-afar' };

/** Starts the module in a Nest application, over a log that goes wrong when it is told to. */
export async function intakeApp(more: Partial<IntakeSetup> = {}): Promise<IntakeApp> {
  const database = await testDatabase();
  const { url } = database;
  const masterKey = randomBytes(32);
  const log = faultyLog(await PostgresEventLog.open({ url }));
  const vault = await PostgresVault.open({ url, masterKey });
  const quarantine = await PostgresQuarantine.open({ url, masterKey });
  const unforeseen: unknown[] = [];
  const service = new IntakeService({
    log,
    vault,
    quarantine,
    ids: makeIds(randomBytes(32)),
  });
  const setup: IntakeSetup = {
    service,
    connectors: CONNECTORS,
    keys: { verify },
    webhooks: { secretOf: () => Promise.resolve(null) },
    onTrouble: (error) => unforeseen.push(error),
    ...more,
  };
  const app = await NestFactory.create<NestFastifyApplication>(
    { module: Empty, imports: [IntakeModule.with({ useFactory: () => setup })] },
    new FastifyAdapter({ routerOptions: { ignoreTrailingSlash: true } }),
    { logger: false },
  );
  await app.listen(0, '127.0.0.1');
  return {
    url: await app.getUrl(),
    log,
    unforeseen,
    quarantine,
    recorded: async () => {
      const { events } = await log.readAll({ after: 0, limit: 10_000 });
      const envelopes = events.map((event) => JSON.parse(event.text) as { about: { profile: never } });
      const keys = await vault.load(envelopes.map(({ about }) => about.profile));
      return events.map((event) => new EventReader(catalogue).open(event, keys));
    },
    close: async () => {
      await app.close();
      await log.close();
      await vault.close();
      await quarantine.close();
      await database.close();
    },
  };
}

/** A personal field of an event, revealed. */
export function revealed(event: EventView, field: string): unknown {
  return reveal(event.payload[field] as Personal<unknown>);
}

function verify(rawKey: string) {
  const key = { id: '0192f0c1-0004-8000-8000-000000000004', source: 'website', scopes: ['intake'] };
  if (rawKey === KEYS.intake) return key;
  if (rawKey === KEYS.slow) return Promise.resolve({ ...key, source: 'afar' });
  return rawKey === KEYS.reading ? { ...key, scopes: ['read'] } : null;
}
