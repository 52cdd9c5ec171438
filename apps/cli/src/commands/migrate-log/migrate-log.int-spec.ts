import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { migrateEventLog } from '#event-log';
import { movingWorkplace, type MovingWorkplace } from '../../testing/moving.js';
import { workplace, type Said } from '../../testing/tool.js';

const LOG = `SELECT recorded_at, revision, type, envelope::text FROM log.events ORDER BY position`;
const INDEXES = ['log.ids', 'log.stream_events', 'log.taken_back'];

interface Moved {
  readonly events: number;
  readonly done: boolean;
  readonly from: string;
  readonly to: string | null;
  readonly verified?: {
    readonly same: boolean;
    readonly events: number;
    readonly readModels: readonly { readonly name: string; readonly same: boolean }[];
    readonly notCompared: string | null;
  };
}

async function query<T extends object>(url: string, text: string): Promise<T[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(text)).rows;
  } finally {
    await client.end();
  }
}

async function head(url: string): Promise<number> {
  const [row] = await query<{ head: number }>(url, 'SELECT coalesce(max(position), 0)::int AS head FROM log.events');
  return row!.head;
}

describe('moving the log', () => {
  let here: MovingWorkplace;
  let whole: number;
  const migrate = (from: string, to: string, ...more: string[]): Promise<Moved> =>
    here.json<Moved>('migrate-log', '--from', from, '--to', to, ...more);
  const said = (from: string, to: string, ...more: string[]): Promise<Said> =>
    here.tool('migrate-log', '--from', from, '--to', to, ...more);

  beforeAll(async () => {
    here = await movingWorkplace();
    whole = await head(here.url);
  });
  afterAll(() => here.close());

  it('to a second log, from there to a file, to a third one, and back: everybody believes the same', async () => {
    const [second, third, file] = [await here.empty(), await here.empty(), join(here.home, 'moved.ndjson')];
    const there = await migrate('postgres', second, '--verify');
    expect(there).toMatchObject({
      events: whole,
      done: true,
      verified: { same: true, events: whole, notCompared: null },
    });
    const names = there.verified!.readModels.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['identity', 'contacts', 'companies', 'staff', 'imports']));
    expect(there.verified!.readModels.every(({ same }) => same)).toBe(true);
    expect(await query(second, LOG)).toEqual(await query(here.url, LOG));
    for (const table of INDEXES)
      expect(await query(second, `SELECT * FROM ${table} ORDER BY 1, 2`)).toEqual(
        await query(here.url, `SELECT * FROM ${table} ORDER BY 1, 2`),
      );
    expect(await query(second, 'SELECT FROM vault.receipts')).toEqual([]);
    expect(there.to).not.toBe(there.from);

    expect(await migrate(second, file, '--verify')).toMatchObject({
      events: whole,
      from: there.to,
      to: null,
      verified: { same: true, events: whole, notCompared: 'a file is not read by them' },
    });
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
    expect(lines).toHaveLength(whole + 2);
    expect(await migrate(file, third)).toMatchObject({ events: whole, from: there.to });
    expect(await migrate(third, 'postgres', '--verify')).toMatchObject({
      events: 0,
      to: there.from,
      verified: { same: true, events: whole, notCompared: null },
    });
    expect(await migrate('postgres', second)).toMatchObject({ events: 0, done: true });
    expect(await here.json('verify')).toMatchObject({ clean: true, findings: [] });
  });

  it('goes on after kill -9; half a log is opened by nobody', async () => {
    const to = await here.empty();
    // slow enough to be cut off between two transactions
    const slow = `CREATE FUNCTION public.wait() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(2); RETURN NULL; END';
      CREATE TRIGGER wait AFTER INSERT ON log.events FOR EACH STATEMENT EXECUTE FUNCTION public.wait()`;
    await migrateEventLog(to);
    await query(to, slow);
    const tool = here.movingTo(to);
    const ended = once(tool, 'exit');
    while (tool.exitCode === null && (await head(to)) === 0) await sleep(20);
    tool.kill('SIGKILL');
    await ended;
    await query(to, 'DROP TRIGGER wait ON log.events');
    const half = await head(to);
    expect([tool.signalCode, half > 0, half < whole]).toEqual(['SIGKILL', true, true]);
    expect(await said(to, join(here.home, 'half.ndjson'))).toMatchObject({
      code: 1,
      err: expect.stringMatching(
        /^Log \S+ is being moved into this database, \d+ events are in: run the same/,
      ) as string,
    });
    expect(await migrate('postgres', to)).toMatchObject({ events: whole - half, resumed: true, done: true });
    expect(await query(to, LOG)).toEqual(await query(here.url, LOG));
  });

  it('into a file goes on wherever it was cut off', async () => {
    const [file, other] = [join(here.home, 'cut.ndjson'), join(here.home, 'once.ndjson')];
    await migrate('postgres', other);
    const bytes = await readFile(other);
    for (const share of [0, 0.0005, 0.3, 0.77, 0.99999]) {
      const name = `${file}.${share}`;
      await writeFile(`${name}.partial`, bytes.subarray(0, Math.floor(bytes.length * share)));
      expect([share, (await migrate('postgres', name, '--verify')).verified]).toMatchObject([share, { same: true }]);
      const lines = (await readFile(name, 'utf8')).split('\n').slice(1, -2);
      expect(lines).toEqual(bytes.toString().split('\n').slice(1, -2));
    }
    const twice = join(here.home, 'twice.ndjson');
    const both = await Promise.all([said('postgres', twice), said('postgres', twice)]);
    const codes = both.map(({ code }) => code).sort((a, b) => a - b);
    expect([codes[0], [1, 2].includes(codes[1]!)]).toEqual([0, true]);
    expect((await readFile(twice, 'utf8')).split('\n').slice(1, -2)).toEqual(bytes.toString().split('\n').slice(1, -2));
    expect(await said('postgres', other)).toMatchObject({
      code: 2,
      err: expect.stringContaining('there already') as string,
    });
  });

  it('follows what is recorded meanwhile', async () => {
    const to = await here.empty();
    const following = migrate('postgres', to, '--until-quiet', '5', '--verify');
    await here.json('people', 'add', 'bob@example.com', '--role', 'reader');
    await here.json(
      'simulate',
      '--touches-only',
      '--touches',
      '300',
      '--seed',
      '77',
      '--source',
      'late',
      '--until',
      '2026-03-02T00:00:00Z',
    );
    const moved = await following;
    const now = await head(here.url);
    expect(now).toBeGreaterThan(whole);
    expect(moved).toMatchObject({ events: now, done: true, verified: { same: true, events: now } });
    whole = now;
  });

  it('leaves receipts that name positions of the log there was: the ledger of the new one adds up all the same', async () => {
    await query(
      here.url,
      'UPDATE vault.receipts SET first_position = first_position * 900, last_position = last_position * 900',
    );
    await query(here.url, 'UPDATE vault.receipts_rolled SET last_position = last_position * 900');
    // as if this were another log, moved here
    await query(here.url, 'UPDATE log.identity SET id = gen_random_uuid()');
    expect((await here.json<{ rebuilt: string[] }>('reconcile')).rebuilt).toContain('contacts');
    const { ledger, off } = await here.json<{ ledger: { state: string }[]; off: number }>('ledger');
    expect([off, new Set(ledger.map(({ state }) => state))]).toEqual([0, new Set(['even'])]);
  });

  it('is refused where it cannot be, in one line', async () => {
    const refused = async (code: number, message: string | RegExp, from: string, to: string, ...more: string[]) => {
      const { out, err, ...ended } = await said(from, to, ...more);
      const lines = err.trimEnd().split('\n');
      expect([ended.code, out, lines.length]).toEqual([code, '', 1]);
      expect(lines[0]).toMatch(message);
    };
    const file = join(here.home, 'refused.ndjson');
    await refused(2, 'are the same log', 'postgres', 'postgres');
    await refused(2, 'is the database of this installation: write  postgres', 'postgres', here.url);
    await refused(2, 'A file has an end: leave out --follow', 'postgres', file, '--follow');
    await refused(2, '--from eventstoredb: set EVENTSTORE_URL', 'eventstoredb', 'postgres');
    await refused(2, 'give postgres, eventstoredb, an address', 'http://127.0.0.1:1', 'postgres');
    await refused(2, /^--from is .*, which is not there/, join(here.home, 'none.ndjson'), 'postgres');
    await refused(2, 'without .gz', 'postgres', `${file}.gz`);
    await refused(2, /^There is no log in postgres:\/\//, await here.empty(), file);
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    server.close();
    await refused(
      1,
      `postgres://127.0.0.1:${port}/log cannot be reached:`,
      'postgres',
      `postgres://ann:secret@127.0.0.1:${port}/log`,
    );

    const other = await workplace();
    await other.json(
      'simulate',
      '--touches',
      '100',
      '--seed',
      '9',
      '--until',
      '2026-03-01T00:00:00Z',
      '--touches-only',
    );
    await refused(1, 'is of another installation: its id-secret is not the one', 'postgres', other.url);
    await query(other.url, `DELETE FROM throughline_meta.fact WHERE name LIKE '%fingerprint'`);
    await refused(1, /cannot be moved to .*: its event 1 .*; give a log that is empty\.$/, 'postgres', other.url);
    await other.close();
  });
});
