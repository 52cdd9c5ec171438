import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { runTool, workplace, type Said, type Workplace } from '../testing/tool.js';

/** Commands that look, and change nothing. */
const looking = (home: string): string[][] => [
  ['status'],
  ['projections'],
  ['dead-letters'],
  ['export', 'events'],
  ['export', 'contacts'],
  ['backup', join(home, 'backup')],
  ['verify'],
];

describe('commands that only look', () => {
  let place: Workplace;
  let database: Client;
  beforeAll(async () => {
    place = await workplace();
    database = new Client({ connectionString: place.url });
    await database.connect();
  });
  afterAll(async () => {
    await database.end();
    await place.close();
  });

  const each = async (run: (argv: string[]) => Promise<Said>, message: string): Promise<void> => {
    for (const argv of looking(place.home)) {
      const said = await run(argv);
      expect([argv, said.code, said.out, said.err]).toEqual([argv, 1, '', expect.stringContaining(message) as string]);
      expect(said.err.trimEnd().split('\n')).toHaveLength(1);
    }
    expect(await readdir(place.home)).not.toContain('backup');
  };
  const applied = async (): Promise<unknown[]> =>
    (await database.query('SELECT schema, id FROM throughline_meta.migration ORDER BY 1, 2')).rows;

  it('make no installation where there is none', async () => {
    await each((argv) => place.tool(...argv), 'The database holds no installation:  throughline start  makes one');
    const { rows } = await database.query(
      `SELECT nspname FROM pg_namespace WHERE nspname IN ('log', 'throughline_meta')`,
    );
    expect(rows).toEqual([]);
    expect(await readdir(place.home)).toEqual([]);

    const empty = await mkdtemp(join(tmpdir(), 'throughline-empty-'));
    try {
      await each((argv) => runTool(argv, { THROUGHLINE_HOME: empty }), `${empty} holds no installation:`);
      expect(await readdir(empty)).toEqual([]);
    } finally {
      await rm(empty, { recursive: true });
    }
  });

  it('make no secrets, and do not go on with others', async () => {
    await place.tool('people', 'add', 'ann@example.com', '--role', 'admin');
    const elsewhere = await mkdtemp(join(tmpdir(), 'throughline-empty-'));
    try {
      const environment = { THROUGHLINE_HOME: elsewhere, DATABASE_URL: place.url };
      await each((argv) => runTool(argv, environment), 'secrets/id-secret is not there: set THROUGHLINE_HOME');
      expect(await readdir(elsewhere)).toEqual([]);
      const secret = 'ab'.repeat(32);
      const wrong = { ...environment, THROUGHLINE_ID_SECRET: secret, THROUGHLINE_MASTER_KEY: secret };
      await each((argv) => runTool(argv, wrong), 'The id-secret is not the one this data was written with');
    } finally {
      await rm(elsewhere, { recursive: true });
    }
  });

  it('do not migrate data of an earlier release, nor go on with that of a later one', async () => {
    const now = await applied();
    const last = { schema: 'vault', id: '002-access' };
    expect(now).toContainEqual(last);
    await database.query('UPDATE throughline_meta.migration SET schema = $1 WHERE schema = $2 AND id = $3', [
      'elsewhere',
      last.schema,
      last.id,
    ]);
    const older = await applied();
    await each(
      (argv) => place.tool(...argv),
      'The database was written by an earlier release (it lacks vault/002-access): use that release, or bring it up',
    );
    expect(await applied()).toEqual(older);
    await database.query(`UPDATE throughline_meta.migration SET schema = 'vault' WHERE schema = 'elsewhere'`);
    await database.query(`INSERT INTO throughline_meta.migration VALUES ('vault', '999-later', '')`);
    await each((argv) => place.tool(...argv), 'written by a later release (vault/999-later): use that release');
  });
});
