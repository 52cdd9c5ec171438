import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import { connectClient } from '#platform';
import { StandInServer } from '../../../../../libs/event-log/test/eventstore-stand-in/stand-in-server.js';
import { movingWorkplace, type MovingWorkplace } from '../../testing/moving.js';
import { runTool, type Said } from '../../testing/tool.js';

interface Moved {
  readonly events: number;
  readonly done: boolean;
  readonly resumed: boolean;
  readonly to: string;
  readonly verified?: { readonly same: boolean; readonly events: number; readonly notCompared: string | null };
}

/** An append whose process was killed before it had counted it. */
async function left(client: Client): Promise<void> {
  await client.query(
    `INSERT INTO vault.intents VALUES (gen_random_uuid(), 0, now() - interval '5 seconds', 0, '{}', '{}', '{}')`,
  );
}

describe('moving the log to EventStoreDB (a stand-in of it) and back', () => {
  let here: MovingWorkplace;
  let server: StandInServer;
  let there: string;
  let whole: number;
  const json = async <T>(environment: Record<string, string>, ...argv: string[]): Promise<T> => {
    const said = await runTool([...argv, '--json'], {
      DATABASE_URL: here.url,
      THROUGHLINE_HOME: here.home,
      ...environment,
    });
    if (said.out === '') throw new Error(`${argv.join(' ')} said nothing: ${said.err}`);
    return JSON.parse(said.out) as T;
  };
  const said = (environment: Record<string, string>, ...argv: string[]): Promise<Said> =>
    runTool(argv, { DATABASE_URL: here.url, THROUGHLINE_HOME: here.home, ...environment });

  beforeAll(async () => {
    here = await movingWorkplace();
    server = new StandInServer();
    there = `esdb://127.0.0.1:${await server.start()}?tls=false`;
  });
  afterAll(async () => {
    server.stop();
    await here.close();
  });

  it('goes on after kill -9; both logs and what is believed are the same', async () => {
    server.answerAfter(300);
    const tool = here.movingTo(there);
    const ended = once(tool, 'exit');
    while (tool.exitCode === null && server.store.events.length < 1_100) await sleep(5);
    tool.kill('SIGKILL');
    await ended;
    server.answerAfter(0);
    expect(tool.signalCode).toBe('SIGKILL');
    const half = server.store.events.length;
    expect(await said({}, 'migrate-log', '--from', there, '--to', join(here.home, 'half.ndjson'))).toMatchObject({
      code: 1,
      err: expect.stringContaining('run the same  throughline migrate-log  again') as string,
    });
    const moved = await json<Moved>({}, 'migrate-log', '--from', 'postgres', '--to', there, '--verify');
    whole = moved.verified!.events;
    expect(half).toBeLessThan(whole);
    expect(moved).toMatchObject({ done: true, resumed: true, verified: { same: true, notCompared: null } });
  });

  it('from there to PostgreSQL and to a file, all the same', async () => {
    const database = await here.empty();
    const to = await json<Moved>({}, 'migrate-log', '--from', there, '--to', database, '--verify');
    expect(to).toMatchObject({ events: whole, verified: { same: true, events: whole } });
    const file = join(here.home, 'moved.ndjson');
    expect(
      await json<Moved>({ EVENTSTORE_URL: there }, 'migrate-log', '--from', 'eventstoredb', '--to', file, '--verify'),
    ).toMatchObject({ events: whole, verified: { same: true, events: whole } });
    expect(await json<Moved>({}, 'migrate-log', '--from', database, '--to', 'postgres', '--verify')).toMatchObject({
      events: 0,
      verified: { same: true, events: whole, notCompared: null },
    });
  });

  it('is used from the switch on, until the log is moved back: nothing is mixed on the way', async () => {
    const eventStore = { EVENTSTORE_URL: there };
    expect((await json<{ rebuilt: string[] }>(eventStore, 'reconcile')).rebuilt).toContain('contacts');
    expect(await json(eventStore, 'verify')).toMatchObject({ clean: true, findings: [] });
    const { off } = await json<{ off: number }>(eventStore, 'ledger');
    expect(off).toBe(0);
    expect(await said({}, 'status')).toMatchObject({ err: expect.stringContaining('is in EventStoreDB') as string });
    await json(eventStore, 'people', 'add', 'eve@example.com', '--role', 'reader');
    const works = await connectClient(here.url, 'app');
    expect(await said({}, 'migrate-log', '--from', 'postgres', '--to', there)).toMatchObject({
      code: 1,
      err: expect.stringContaining('Programs of Throughline work on this database (throughline app') as string,
    });
    // however its address is written, the installation's own log is settled before it is left
    const spelt = there.replace('?', '/?');
    expect(await said(eventStore, 'migrate-log', '--from', spelt, '--to', 'postgres')).toMatchObject({
      code: 1,
      err: expect.stringContaining('or give --follow; nothing was changed') as string,
    });
    // by the settings' address, where it is not known yet which log that is
    const { rows } = await works.query<{ log: string }>('SELECT log FROM log_index.state');
    await works.query('UPDATE log_index.state SET log = NULL');
    for (const [from, to] of [
      [spelt, 'postgres'],
      ['postgres', spelt],
    ] as const)
      expect(await said(eventStore, 'migrate-log', '--from', from, '--to', to)).toMatchObject({
        code: 1,
        err: expect.stringContaining('Programs of Throughline work on this database (throughline app') as string,
      });
    await works.query('UPDATE log_index.state SET log = $1', [rows[0]!.log]);
    await left(works);
    await works.end();
    await json(eventStore, 'migrate-log', '--from', spelt, '--to', 'postgres', '--follow', '--until-quiet', '1');
    const after = await connectClient(here.url, 'look');
    expect((await after.query('SELECT FROM vault.intents')).rowCount).toBe(0);
    await after.end();
    const back = await json<Moved>(eventStore, 'migrate-log', '--from', 'eventstoredb', '--to', 'postgres', '--verify');
    expect(back).toMatchObject({ done: true, verified: { same: true, notCompared: null } });
    expect(back.events).toBe(0);
    expect((await json<{ rebuilt: string[] }>({}, 'reconcile')).rebuilt).toContain('contacts');
    expect(await json({}, 'verify')).toMatchObject({ clean: true, findings: [] });
    expect((await json<{ off: number }>({}, 'ledger')).off).toBe(0);
    await json({}, 'people', 'add', 'fay@example.com', '--role', 'reader');
    expect(await said(eventStore, 'status')).toMatchObject({
      err: expect.stringContaining('is in PostgreSQL') as string,
    });
  });

  it('is refused where there is none, in one line', async () => {
    const empty = new StandInServer();
    const at = `esdb://ann:secret@127.0.0.1:${await empty.start()}?tls=false`;
    const refused = await said({}, 'migrate-log', '--from', at, '--to', join(here.home, 'none.ndjson'));
    expect(refused.err.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^There is no log in EventStoreDB at esdb:/),
    ]);
    expect([refused.code, refused.err.includes('secret')]).toEqual([2, false]);
    empty.stop();
    const gone = await said({}, 'migrate-log', '--from', 'postgres', '--to', at);
    expect(gone.err.trimEnd().split('\n')).toEqual([expect.stringContaining('cannot be used')]);
    expect(gone.err).not.toContain('secret');
  });
});
