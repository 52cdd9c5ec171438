import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, type Pool } from 'pg';
import {
  checkServer,
  connectPipelined,
  createPool,
  migrate,
  openDatabase,
  createLogger,
  readFact,
  verifySecrets,
  writeFact,
  type MigrationSet,
} from '#platform';
import { testDatabase, type TestDatabase } from '#platform/testing';

describe('a database', () => {
  let database: TestDatabase;
  let pool: Pool;

  beforeEach(async () => {
    database = await testDatabase();
    pool = createPool({ url: database.url, name: 'test', max: 4 });
  });

  afterEach(async () => {
    await pool.end();
    await database.close();
  });

  const sets: MigrationSet[] = [
    {
      schema: 'orchard',
      migrations: [
        { id: '001-trees', sql: 'CREATE TABLE orchard.tree (id int PRIMARY KEY)' },
        { id: '002-apples', sql: 'INSERT INTO orchard.tree VALUES (1); INSERT INTO orchard.tree VALUES (2)' },
      ],
    },
    { schema: 'cellar', migrations: [{ id: '001-casks', sql: 'CREATE TABLE cellar.cask AS TABLE orchard.tree' }] },
  ];

  const refusalOf = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => 'accepted',
      (error: unknown) => error,
    );

  it('is migrated once, in order, by one of many processes that start at once', async () => {
    const reports = await Promise.all(Array.from({ length: 5 }, () => migrate(database.url, sets)));
    expect(reports.flatMap((report) => report.applied)).toEqual([
      'orchard/001-trees',
      'orchard/002-apples',
      'cellar/001-casks',
    ]);
    expect((await pool.query('SELECT count(*)::int AS casks FROM cellar.cask')).rows).toEqual([{ casks: 2 }]);
    expect(await migrate(database.url, sets)).toEqual({ applied: [] });
  });

  it('keeps what went well when a migration fails, nothing of the one that failed', async () => {
    const broken: MigrationSet = {
      schema: 'orchard',
      migrations: [
        sets[0]!.migrations[0]!,
        { id: '002-broken', sql: 'INSERT INTO orchard.tree VALUES (1); SELECT 1 / 0' },
      ],
    };
    await expect(migrate(database.url, [broken])).rejects.toThrow(/orchard\/002-broken failed: .*division by zero/);
    expect((await pool.query('SELECT * FROM orchard.tree')).rows).toEqual([]);
    expect((await migrate(database.url, sets)).applied).toEqual(['orchard/002-apples', 'cellar/001-casks']);
  });

  it('written by a later release is refused untouched: an unknown migration, a later data version', async () => {
    await migrate(database.url, sets);
    const older = [{ schema: 'orchard', migrations: sets[0]!.migrations.slice(0, 1) }];
    expect(await refusalOf(migrate(database.url, older))).toMatchObject({
      code: 'data.newer',
      message:
        'The database was written by a later release (it applied orchard/002-apples): start that release; nothing was changed.',
    });
    await writeFact(pool, 'data-version', '2');
    const more = [...sets, { schema: 'more', migrations: [{ id: '001', sql: 'SELECT 1' }] }];
    expect(await refusalOf(migrate(database.url, more))).toMatchObject({ code: 'data.newer' });
    expect((await pool.query(`SELECT to_regnamespace('more') AS found`)).rows).toEqual([{ found: null }]);
  });

  it('is refused when a migration it applied reads differently now', async () => {
    await migrate(database.url, sets);
    const reworded = [
      { schema: 'orchard', migrations: [{ id: '001-trees', sql: 'SELECT 1' }, sets[0]!.migrations[1]!] },
    ];
    expect(await refusalOf(migrate(database.url, reworded))).toMatchObject({ code: 'data.changed' });
  });

  it('knows the secrets it was first used with', async () => {
    await migrate(database.url, []);
    const secrets = { idSecret: randomBytes(32), masterKey: randomBytes(32) };
    await verifySecrets(pool, secrets);
    await verifySecrets(pool, secrets);
    expect(await refusalOf(verifySecrets(pool, { ...secrets, masterKey: randomBytes(32) }))).toMatchObject({
      code: 'secrets.other',
      message: expect.stringContaining('THROUGHLINE_MASTER_KEY') as string,
    });
    await writeFact(pool, 'log', 'a');
    await writeFact(pool, 'log', 'b');
    expect(await readFact(pool, 'log')).toBe('b');
    expect(await readFact(pool, 'none')).toBeUndefined();
  });

  it("of a server of one's own is checked: reachable, PostgreSQL 15 or later, UTF-8, letters beyond ASCII", async () => {
    const facts = await checkServer(database.url);
    expect(facts.versionNumber).toBeGreaterThanOrEqual(150_000);
    expect(facts.ctype).toBe('C.UTF-8');

    const plain = `plain_${randomBytes(4).toString('hex')}`;
    const latin = `latin_${randomBytes(4).toString('hex')}`;
    const make = (name: string, encoding: string) =>
      pool.query(
        `CREATE DATABASE ${name} TEMPLATE template0 ENCODING '${encoding}' LC_COLLATE 'C' LC_CTYPE 'C' LOCALE_PROVIDER libc`,
      );
    await make(plain, 'UTF8');
    await make(latin, 'LATIN1');
    const at = (name: string): string => Object.assign(new URL(database.url), { pathname: `/${name}` }).href;
    try {
      expect(await refusalOf(checkServer(at(plain)))).toMatchObject({
        code: 'database.ctype',
        message: expect.stringContaining("LC_CTYPE 'C.UTF-8'") as string,
      });
      expect(await refusalOf(checkServer(at(latin)))).toMatchObject({ code: 'database.encoding' });
    } finally {
      await pool.query(`DROP DATABASE ${plain}`);
      await pool.query(`DROP DATABASE ${latin}`);
    }
    const nowhere = 'postgres://me:hunter2@127.0.0.1:1/none';
    const refused = await refusalOf(
      openDatabase({ home: '.', databaseUrl: nowhere }, createLogger({ level: 'silent' })),
    );
    expect(refused).toMatchObject({
      code: 'database.unreachable',
      message: expect.stringContaining('ECONNREFUSED') as string,
    });
    expect((refused as Error).message).not.toContain('hunter2');
  });

  it('is spoken to under a name, by connections that are replaced when they break', async () => {
    const { rows } = await pool.query<{ name: string }>(`SELECT current_setting('application_name') AS name`);
    expect(rows).toEqual([{ name: 'throughline test' }]);
    const admin = new Client({ connectionString: database.url });
    await admin.connect();
    await admin.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'throughline test'`,
    );
    await admin.end();
    // asked before the news of its end has come in, a connection would answer with that
    while (pool.totalCount > 0) await sleep(10);
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });

  it('answers queries sent without waiting, in order', async () => {
    const client = await connectPipelined(database.url, 'pipeline');
    const answers = await Promise.all([1, 2, 3].map((n) => client.query<{ n: number }>('SELECT $1::int AS n', [n])));
    await client.end();
    expect(answers.map(({ rows }) => rows[0]?.n)).toEqual([1, 2, 3]);
  });
});
