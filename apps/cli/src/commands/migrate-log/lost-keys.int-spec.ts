import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { connectClient } from '#platform';
import { testDatabase, type TestDatabase } from '#platform/testing';
import { StandInServer } from '../../../../../libs/event-log/test/eventstore-stand-in/stand-in-server.js';
import { runTool, workplace, type Said, type Workplace } from '../../testing/tool.js';

const root = join(__dirname, '../../../../..');

/** Starts a program as it stands and answers how it ended. */
function started(program: string, environment: Readonly<Record<string, string>>): Promise<Said> {
  const loader = pathToFileURL(join(root, 'test/typescript-loader.mjs')).href;
  const args = ['--import', loader, join(root, `apps/${program}/src/main.ts`)];
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      args,
      {
        cwd: root,
        timeout: 60_000,
        env: { ...process.env, PORT: '0', THROUGHLINE_LOG_LEVEL: 'error', ...environment },
      },
      (error, out, err) => resolve({ code: error === null ? 0 : Number(error.code ?? -1), out, err }),
    );
  });
}

async function copyKeys(from: Workplace, to: TestDatabase): Promise<void> {
  const [source, target] = [await connectClient(from.url, 'look'), await connectClient(to.url, 'look')];
  const { rows } = await source.query<{ keys: string }>('SELECT json_agg(k) AS keys FROM vault.data_keys k');
  await target.query('INSERT INTO vault.data_keys SELECT * FROM json_populate_recordset(NULL::vault.data_keys, $1)', [
    JSON.stringify(rows[0]!.keys),
  ]);
  await Promise.all([source.end(), target.end()]);
}

describe('a log that was copied without its keys (EventStoreDB: a stand-in of it)', () => {
  let here: Workplace;
  let copy: TestDatabase;
  let server: StandInServer;
  const refused = { code: 2, err: expect.stringMatching(/^The log holds sealed .*\(vault\.data_keys is empty\).*\n$/) };

  beforeEach(async () => {
    here = await workplace();
    await here.json('people', 'add', 'ann@example.com', '--role', 'admin', '--name', 'Ann');
    await here.json('simulate', '--touches', '100', '--seed', '5', '--touches-only');
    copy = await testDatabase();
    server = new StandInServer();
  });
  afterEach(async () => {
    server.stop();
    await copy.close();
    await here.close();
  });

  it('stops every program at its start, and whoever would write, in one line; with the keys they start', async () => {
    await here.json('migrate-log', '--from', 'postgres', '--to', copy.url);
    const environment = { DATABASE_URL: copy.url, THROUGHLINE_HOME: here.home, KAFKA_BROKERS: '127.0.0.1:9' };
    for (const program of ['api', 'projector', 'relay', 'standalone'])
      expect([program, await started(program, environment)]).toEqual([program, expect.objectContaining(refused)]);
    expect(await runTool(['people', 'add', 'bo@example.com', '--role', 'reader'], environment)).toMatchObject(refused);
    expect((await runTool(['verify', '--quick'], environment)).out).toMatch(/ \d+ lost\)/);
    await copyKeys(here, copy);
    expect(await runTool(['people', 'add', 'bo@example.com', '--role', 'reader'], environment)).toMatchObject({
      code: 0,
      err: '',
    });
  });

  it('is refused in EventStoreDB beside an empty database as well', async () => {
    const there = `esdb://127.0.0.1:${await server.start()}?tls=false`;
    await here.json('migrate-log', '--from', 'postgres', '--to', there);
    const environment = { DATABASE_URL: copy.url, THROUGHLINE_HOME: here.home, EVENTSTORE_URL: there };
    expect(await started('api', environment)).toMatchObject(refused);
    await copyKeys(here, copy);
    expect(await runTool(['people', 'add', 'bo@example.com', '--role', 'reader'], environment)).toMatchObject({
      code: 0,
      err: '',
    });
  });
});
