import { randomBytes } from 'node:crypto';
import { IntakeService, segment } from '#intake';
import {
  connectClient,
  createHealth,
  createLogger,
  createMetrics,
  migrate,
  readConfiguration,
  type MigrationSet,
} from '#platform';
import { testDatabase, type TestDatabase } from '#platform/testing';
import { ledger } from '#queries';
import { delivery } from '../../../../libs/intake/test/delivery.js';
import { startProjector } from '../composition/projector.js';
import { READ_MODELS } from '../composition/read-models.js';
import { createRuntime, type Runtime } from '../composition/runtime.js';
import { migrations, openStore } from '../composition/store.js';

/** What the release before the ledger did not have. */
const LATER = new Set([
  'vault/003-webhooks',
  'vault/004-ledger',
  'vault/005-books',
  'vault/007-import-books',
  'read/003-ledger',
  'read/004-ledger-by-quarters',
  'read/008-ledger-of-things',
  'read/009-lines-counted-again',
]);
const earlier: readonly MigrationSet[] = migrations.map(({ schema, migrations: steps }) => ({
  schema,
  migrations: steps.filter(({ id }) => !LATER.has(`${schema}/${id}`)),
}));

/** Takes an installation back to what that release had written: its receipts knew neither imports nor what was set aside. */
const BACK = `
  drop table vault.import_books;
  alter table vault.intents drop column streams;
  drop table vault.receipts_rolled;
  drop trigger counted_in on vault.quarantine;
  drop trigger counted_again on vault.quarantine;
  drop trigger counted_out on vault.quarantine;
  drop function vault.count_quarantine();
  drop table vault.quarantine_counts;
  delete from vault.receipts where set_aside > 0;
  alter table vault.receipts drop column import, drop column received, drop column set_aside;
  drop index if exists vault.receipts_at_idx;
  drop index vault.receipts_last_position_idx;
  update vault.quarantine set problems = '[{"where": "identifiers", "what": "are missing"}]';
  alter table vault.quarantine alter column problems set not null, drop column details, drop column state, drop column times,
    drop column last_at, drop column connector, drop column path, drop column event;
  drop index if exists vault.quarantine_day_idx;
  alter table vault.dated_keys drop column destroyed_at;
  drop table vault.quarantine_acts;
  drop table vault.webhook_secrets;
  drop table read.ledger;
  drop table read.ledger_counted;
  delete from throughline_meta.migration where schema || '/' || id in (${[...LATER].map((one) => `'${one}'`).join(', ')})`;

describe('an installation of the release before the ledger', () => {
  const secrets = { idSecret: randomBytes(32), masterKey: randomBytes(32) };
  const logger = createLogger({ level: 'silent' });
  let [filled, bare]: TestDatabase[] = [];
  beforeAll(async () => {
    [filled, bare] = await Promise.all([testDatabase(), testDatabase()]);
  });
  afterAll(() => Promise.all([filled?.close(), bare?.close()]));

  /** Runs the program on the installation while something is done. */
  const running = async <T>(work: (runtime: Runtime) => Promise<T>): Promise<T> => {
    const store = await openStore({
      url: filled!.url,
      secrets,
      logger,
      name: 'test',
      connections: 10,
      queue: 1_000,
      keyCache: 1_000,
    });
    const projector = await startProjector(store, logger);
    const runtime = await createRuntime(store, {
      configuration: readConfiguration({}),
      logger,
      metrics: createMetrics({ processMetrics: false }),
      health: createHealth(),
      version: '0.0.0-test',
    });
    try {
      return await work(runtime);
    } finally {
      await projector.stop();
      await runtime.close();
      await store.close();
    }
  };
  const take = async ({ store, quarantine, readModels }: Runtime, batch: readonly object[]): Promise<void> => {
    const { log, vault, ids } = store;
    const path = 'v1/batch';
    await new IntakeService({ log, vault, ids, quarantine }).accept(
      segment.read(delivery(path, { batch })),
      { id: ids.derived('key', 'test', 'test'), source: 'website' },
      { arrivedAt: Date.now(), connector: 'segment', path },
    );
    expect(await readModels.waitFor(READ_MODELS, (await log.head()).position, 30_000)).toBe(true);
  };
  const sql = async <R extends object>(database: TestDatabase, text: string): Promise<R[]> => {
    const client = await connectClient(database.url, 'test');
    try {
      return (await client.query<R>(text)).rows;
    } finally {
      await client.end();
    }
  };
  const columns = (database: TestDatabase) =>
    sql<object>(
      database,
      `select table_name, column_name, data_type, is_nullable from information_schema.columns
       where table_schema = 'vault' order by 1, 2`,
    );
  const indexes = (database: TestDatabase) =>
    sql<object>(database, `select indexname, indexdef from pg_indexes where schemaname = 'vault' order by 1`);
  const page = (messageId: string, more: object = {}) => ({ type: 'page', messageId, userId: 'u', ...more });
  const timestamp = '2026-03-01T09:30:00Z';

  it('starts, and its ledger adds up: for what it holds, and for what comes', async () => {
    const batch = [page('m-1', { timestamp }), page('m-2', { timestamp }), page('nobody', { userId: null, timestamp })];
    await running(async (runtime) => {
      await take(runtime, batch);
      await take(runtime, [page('m-1', { timestamp }), page('m-2', { timestamp, name: 'Other' })]);
    });
    await sql(filled!, BACK);
    await migrate(bare!.url, earlier);
    expect(await columns(filled!)).toEqual(await columns(bare!));
    expect(await indexes(filled!)).toEqual(await indexes(bare!));

    await running(async (runtime) => {
      const line = async () => {
        await runtime.ledger.count(30_000);
        const { answer } = await runtime.queries.ask(ledger, {});
        expect(answer).toMatchObject({ off: 0, items: [{ source: 'website', state: 'even', lost: 0 }] });
        const { received, recorded, duplicates, quarantined, inLog, projected } = answer.items[0]!;
        return [received, recorded, duplicates, quarantined, inLog, projected];
      };
      // What never reached the log was not counted then: the other four messages were.
      await take(runtime, []);
      expect(await line()).toEqual([4, 2, 1, 1, 2, 2]);
      const { items } = await runtime.quarantine.list({ limit: 10, state: 'waiting' });
      expect(items.map(({ reason }) => reason).sort()).toEqual(['differs', 'invalid']);
      const invalid = items.find(({ reason }) => reason === 'invalid')!;
      expect(await runtime.desk.entry(invalid.id)).toMatchObject({
        connector: null,
        once: null,
        problems: [{ where: 'identifiers', what: 'are missing' }],
      });

      await take(runtime, [page('m-2', { timestamp }), page('m-3'), page('nobody-2', { userId: null })]);
      expect(await line()).toEqual([7, 3, 2, 2, 3, 3]);
      const by = { by: { kind: 'system', id: 'test' } } as const;
      const mended = await runtime.desk.replay(invalid.id, page('nobody', { timestamp }), by, 'segment');
      expect(mended).toMatchObject({ state: 'mended', repeated: false });
      await take(runtime, []);
      expect(await line()).toEqual([8, 4, 2, 2, 4, 4]);
    });
  });
});
