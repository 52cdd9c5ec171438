import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { Client } from 'pg';
import { connectClient, migrate } from '#platform';
import type { LedgerLine } from '#queries';
import { migrations } from '../../../../api/src/composition/store.js';
import { openInstallation } from '../../installation.js';
import { eventful } from '../../testing/eventful.js';
import { workplace, type Workplace } from '../../testing/tool.js';

const root = join(__dirname, '../../../../..');
const LOG = 'SELECT position, recorded_at, revision, type, envelope::text FROM log.events ORDER BY position';
const KEYS = `SELECT node, encode(wrapped, 'hex') AS wrapped, fence FROM vault.data_keys ORDER BY node`;

interface Verified {
  readonly clean: boolean;
  readonly findings: readonly unknown[];
  readonly digests: readonly { readonly name: string; readonly hash: string }[];
}

async function query(place: Workplace, text: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: place.url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

/** What is believed, of every read model. */
async function digests(place: Workplace, kind: 'now' | 'all'): Promise<Record<string, string>> {
  const installation = await openInstallation({ DATABASE_URL: place.url, THROUGHLINE_HOME: place.home });
  const { projections } = installation.projector();
  try {
    await projections.start();
    await projections.drained();
    const found: Record<string, string> = {};
    for (const { name } of projections.definitions)
      for (const { table, rows, hash } of await projections.digest(name, kind))
        found[`${name}.${table}`] = `${rows} ${hash}`;
    return found;
  } finally {
    await projections.stop();
    await installation.close();
  }
}

/** What is recorded and stands in log and read models; how often it came in is known only where it did. */
async function ledgerOf(place: Workplace): Promise<unknown> {
  const { ledger, off } = await place.json<{ ledger: LedgerLine[]; off: number }>('ledger');
  const lines = ledger.filter(({ recorded }) => recorded > 0);
  expect(lines.length).toBeGreaterThan(2);
  return {
    off,
    lines: lines.map(({ source, day, import: imported, recorded, inLog, projected, lost, state }) => {
      return [source, day, imported, recorded, inLog, projected, lost, state];
    }),
  };
}

describe('events of another installation', () => {
  let from: Workplace;
  let events: string;
  let keys: string;
  const places: Workplace[] = [];

  /** An empty installation; it has the secrets of the one the events come from. */
  async function empty(secrets = true): Promise<Workplace> {
    const place = await workplace();
    places.push(place);
    if (secrets) await cp(join(from.home, 'secrets'), join(place.home, 'secrets'), { recursive: true });
    return place;
  }

  beforeAll(async () => {
    from = await workplace();
    await eventful(from, 5_000);
    [events, keys] = [join(from.home, 'events.ndjson.gz'), join(from.home, 'events.keys')];
    expect(await from.tool('export', 'events', '--out', events, '--keys', keys)).toMatchObject({ code: 0 });
  });
  afterAll(async () => {
    for (const place of [from, ...places]) await place.close();
  });

  /** The file of events, its lines changed; with a last line that says so, unless the file shall be damaged. */
  async function altered(change: (lines: string[]) => string[], anew = true): Promise<string> {
    const lines = gunzipSync(await readFile(events))
      .toString()
      .trimEnd()
      .split('\n');
    const changed = change(anew ? lines.slice(0, -1) : lines);
    const text = `${changed.join('\n')}\n`;
    const sha256 = createHash('sha256').update(text).digest('hex');
    const file = join(from.home, 'altered.ndjson');
    await writeFile(file, anew ? `${text}${JSON.stringify({ lines: changed.length - 1, sha256 })}\n` : text);
    return file;
  }

  it('come with a first and a last line that say what they are, and keys that only their owner can read', async () => {
    const lines = gunzipSync(await readFile(events))
      .toString()
      .trimEnd()
      .split('\n');
    const [{ head }] = (await query(from, 'SELECT max(position)::int AS head FROM log.events')) as [{ head: number }];
    expect(JSON.parse(lines[0]!)).toMatchObject({ throughline: 'events', format: 1, after: 0, head });
    expect(JSON.parse(lines.at(-1)!)).toMatchObject({ lines: head });
    expect(lines).toHaveLength(head + 2);
    expect((await stat(keys)).mode & 0o777).toBe(0o600);
    const [{ nodes }] = (await query(from, 'SELECT count(*)::int AS nodes FROM vault.data_keys')) as [
      { nodes: number },
    ];
    expect((await readFile(keys, 'utf8')).trimEnd().split('\n')).toHaveLength(nodes + 2);
    expect((await readFile(keys, 'utf8')) + lines.join()).not.toMatch(/@[a-z0-9.-]*example/i);
    for (const more of [['--opened'], ['--after', '5']])
      expect(await from.tool('export', 'events', '--keys', `${keys}.2`, ...more)).toMatchObject({ code: 2 });
  });

  it('make an installation that believes the same: events, keys, read models, the ledger', async () => {
    const to = await empty();
    const said = await to.json('import', events, '--events', '--keys', keys);
    const [{ head }] = (await query(from, 'SELECT max(position)::int AS head FROM log.events')) as [{ head: number }];
    expect(said).toMatchObject({ events: head, total: head, repeated: 0, resumed: false });
    expect(await query(to, LOG)).toEqual(await query(from, LOG));
    expect(await query(to, KEYS)).toEqual(await query(from, KEYS));
    for (const table of ['log.ids', 'log.stream_events', 'log.taken_back'])
      expect(await query(to, `SELECT * FROM ${table} ORDER BY 1, 2`)).toEqual(
        await query(from, `SELECT * FROM ${table} ORDER BY 1, 2`),
      );
    const identity = 'SELECT id FROM log.identity';
    expect(await query(to, identity)).not.toEqual(await query(from, identity));
    for (const kind of ['now', 'all'] as const) expect(await digests(to, kind)).toEqual(await digests(from, kind));
    expect(await to.json<Verified>('verify')).toMatchObject({ clean: true, findings: [] });
    const [here, there] = [
      await from.tool('export', 'events', '--opened'),
      await to.tool('export', 'events', '--opened'),
    ];
    expect(there.out === here.out).toBe(true);
    expect(await ledgerOf(to)).toEqual(await ledgerOf(from));

    expect(await to.tool('import', events, '--events', '--keys', keys)).toMatchObject({
      code: 0,
      out: expect.stringContaining('was here already') as string,
    });
    expect(await query(to, LOG)).toEqual(await query(from, LOG));
    // What comes again is known, and what is new follows.
    expect(
      await to.json(
        'simulate',
        '--touches',
        '5000',
        '--seed',
        '5',
        '--until',
        '2026-03-01T00:00:00Z',
        '--touches-only',
      ),
    ).toMatchObject({ recorded: 0 });
    expect(await to.json('people', 'link', 'ann@example.com')).toMatchObject({ email: 'ann@example.com' });
    expect(await to.tool('import', await altered((lines) => lines), '--events', '--keys', keys)).toMatchObject({
      code: 0,
      out: expect.stringContaining('was here already') as string,
    });
    expect(await to.json<Verified>('verify')).toMatchObject({ clean: true, findings: [] });
  });

  it('go on after kill -9, again and again; meanwhile nothing else works there', async () => {
    const to = await empty();
    await migrate(to.url, migrations);
    // Slow enough to be interrupted between two transactions.
    await query(
      to,
      `CREATE FUNCTION public.wait() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(1); RETURN NULL; END';
       CREATE TRIGGER wait AFTER INSERT ON log.events FOR EACH STATEMENT EXECUTE FUNCTION public.wait()`,
    );
    const head = async (): Promise<number> => {
      const [row] = await query(to, 'SELECT coalesce(max(position), 0)::int AS head FROM log.events');
      return row!['head'] as number;
    };
    for (const kill of [1, 2]) {
      const before = await head();
      const tool = spawn(
        process.execPath,
        [
          '--import',
          pathToFileURL(join(root, 'test/typescript-loader.mjs')).href,
          join(root, 'apps/cli/src/main.ts'),
          'import',
          events,
          '--events',
          '--keys',
          keys,
        ],
        {
          cwd: root,
          stdio: 'ignore',
          env: { ...process.env, DATABASE_URL: to.url, THROUGHLINE_HOME: to.home },
        },
      );
      const ended = once(tool, 'exit');
      while (tool.exitCode === null && (await head()) <= before) await sleep(20);
      tool.kill('SIGKILL');
      await ended;
      expect([kill, tool.signalCode]).toEqual([kill, 'SIGKILL']);
    }
    await query(to, 'DROP TRIGGER wait ON log.events');
    const [whole, half] = [(await query(from, LOG)).length, await head()];
    expect(half).toBeGreaterThan(0);
    expect(half).toBeLessThan(whole);
    for (const command of [['status'], ['verify'], ['simulate'], ['backup', join(to.home, 'b')]])
      expect(await to.tool(...command)).toMatchObject({
        code: 1,
        err: expect.stringMatching(/^An import of events stopped half way \(\d+ are in\): run the same/) as string,
      });
    expect(
      await to.tool('import', await altered((lines) => lines.slice(0, -1)), '--events', '--keys', keys),
    ).toMatchObject({ code: 1, err: expect.stringContaining('another file stopped here half way') as string });
    expect(await to.json('import', events, '--events', '--keys', keys)).toMatchObject({
      events: whole - half,
      total: whole,
      resumed: true,
    });
    expect(await query(to, LOG)).toEqual(await query(from, LOG));
    expect(await query(to, KEYS)).toEqual(await query(from, KEYS));
    expect(await digests(to, 'now')).toEqual(await digests(from, 'now'));
    expect(await to.json<Verified>('verify')).toMatchObject({ clean: true, findings: [] });
  });

  describe('are refused', () => {
    let to: Workplace;
    const refused = async (code: number, message: string | RegExp, file = events, ...more: string[]): Promise<void> => {
      const said = await to.tool('import', file, '--events', ...(more.length > 0 ? more : ['--keys', keys]));
      expect([said.code, said.out]).toEqual([code, '']);
      expect(said.err.trimEnd().split('\n').at(-1)).toMatch(message);
    };
    /** The file is refused, and the installation is as empty as before. */
    const nothing = async (
      message: string | RegExp,
      change: (lines: string[]) => string[],
      anew = true,
    ): Promise<void> => {
      await refused(2, message, await altered(change, anew));
      const [row] = await query(to, `SELECT to_regclass('log.events') IS NOT NULL AS made`);
      if (row!['made'] !== true) return;
      for (const table of ['log.events', 'log.ids', 'log.stream_events', 'vault.data_keys', 'vault.receipts'])
        expect([table, await query(to, `SELECT count(*)::int AS rows FROM ${table}`)]).toEqual([table, [{ rows: 0 }]]);
    };
    beforeAll(async () => {
      to = await empty();
    });

    it('where the secrets are not there, or others', async () => {
      const bare = (to = await empty(false));
      await refused(1, /id-secret is not there/);
      await cp(join(from.home, 'secrets'), join(bare.home, 'secrets'), { recursive: true });
      for (const secret of ['id-secret', 'master-key']) {
        const file = join(bare.home, 'secrets', secret);
        const right = await readFile(file);
        await writeFile(file, 'ab'.repeat(32));
        await refused(1, `${file} is not the ${secret} that the events in ${events} were written with`);
        await writeFile(file, right);
      }
      expect(await query(bare, `SELECT to_regclass('log.events') AS made`)).toEqual([{ made: null }]);
      const program = await connectClient(bare.url, 'projector');
      await refused(1, /^Programs of Throughline work on this database/);
      await program.end();
    });

    it('where the file was cut short, altered, or is something else', async () => {
      await nothing(
        /it ends after line [\d,]+, and that is not the last line of an export: it was cut short/,
        (lines) => lines.slice(0, -1),
        false,
      );
      await nothing(/it was cut short/, (lines) => [...lines.slice(0, -3), lines.at(-3)!.slice(0, 40)], false);
      await nothing(/line 41 is no JSON/, (lines) => lines.with(40, lines[40]!.slice(0, -2)), false);
      await nothing(
        /its checksum is not the one/,
        (lines) => lines.with(40, lines[40]!.replace('"in"', '"ni"')),
        false,
      );
      await nothing(/it says that it has [\d,]+ lines, and has/, (lines) => lines.toSpliced(40, 1), false);
      await nothing(/does not begin as a file of events does/, (lines) => lines.slice(1), false);
      const packed = await readFile(events);
      const cut = join(from.home, 'cut.ndjson.gz');
      await writeFile(cut, packed.subarray(0, packed.length - 2_000));
      await refused(2, /it cannot be read after line [\d,]+: unexpected end of file/, cut);
      await writeFile(cut, gzipSync(''));
      await refused(2, /does not begin as a file of events does/, cut);
      await refused(2, /which is not there/, join(from.home, 'none'));
      await refused(2, /does not begin as a file of events/, keys, '--keys', events);
      await refused(2, /does not begin as a file of keys/, events, '--keys', events);
    });

    it('where a line cannot be, and then nothing of the file stays', async () => {
      const at = (lines: string[], type: string): number =>
        lines.findIndex((line) => line.includes(`"type":"${type}"`));
      const later = (line: string, position: number): string =>
        line.replace(/"position":\d+/, `"position":${position}`);
      await nothing(/^Line 31 of .* \(it is not written as an export/, (lines) => lines.with(30, '{"position":30}'));
      await nothing(/^Line 3,001 of .* \(its envelope is no JSON/, (lines) =>
        lines.with(3_000, lines[3_000]!.replace(/"payload":\{/, '"payload":{,')),
      );
      await nothing(/^Line 32 of .* \(position 30 comes after position 30\)/, (lines) => lines.with(31, lines[30]!));
      await nothing(/^Line [\d,]+ of .* \(it was recorded \d+ ms before/, (lines) =>
        lines.with(lines.length - 1, lines.at(-1)!.replace(/"recordedAt":"\d{4}/, '"recordedAt":"2001')),
      );
      await nothing(
        /^Line [\d,]+ of .* \(it is at revision 7 of person-\S+, where revision 1 comes next\)/,
        (lines) => {
          const line = at(lines, 'sign-in-link-issued');
          return lines.with(line, lines[line]!.replace('"revision":1', '"revision":7'));
        },
      );
      await nothing(/^Line [\d,]+ of .* \(event \S+ is there before it already, and says something else\)/, (lines) => {
        const touch = lines[at(lines, 'touchpoint-recorded')]!;
        const [, last] = /"position":(\d+)/.exec(lines.at(-1)!)!;
        const moment = /"recordedAt":"[^"]+"/;
        const again = later(touch, Number(last) + 1).replace(moment, moment.exec(lines.at(-1)!)![0]);
        return [...lines, again.replace('"payload":{', '"payload":{"x":1,')];
      });
    });

    it('but for lines that say again, to the letter, what a touch had said', async () => {
      const file = await altered((lines) => {
        const touch = lines.find((line) => line.includes('"type":"touchpoint-recorded"'))!;
        const moment = /"recordedAt":"[^"]+"/;
        const last = lines.at(-1)!;
        const again = touch
          .replace(/"position":\d+/, `"position":${lines.length}`)
          .replace(moment, moment.exec(last)![0]);
        return [...lines, again];
      });
      expect(await to.json('import', file, '--events', '--keys', keys)).toMatchObject({ repeated: 1 });
      expect(await query(to, LOG)).toEqual(await query(from, LOG));
    });

    it('where something is there, where the keys are of other events, and where the options do not go together', async () => {
      await refused(
        1,
        /holds data already \(log.events\): import events into an empty installation; nothing was changed/,
      );
      await refused(2, /Give the keys of the events, too/, events, '--json');
      const rest = join(from.home, 'rest');
      await from.tool('export', 'events', '--after', '10', '--out', rest);
      await refused(2, /begins after position 10/, rest);
      await rm(rest);
      const other = await readFile(keys, 'utf8');
      const file = join(from.home, 'other.keys');
      const [first, ...lines] = other.trimEnd().split('\n').slice(0, -1);
      const text = `${[first!.replace(/"head":\d+/, '"head":3'), ...lines].join('\n')}\n`;
      const sha256 = createHash('sha256').update(text).digest('hex');
      await writeFile(file, `${text}${JSON.stringify({ lines: lines.length, sha256 })}\n`);
      await refused(2, /does not belong to .* \(it is older\)/, events, '--keys', file);
      expect(await to.tool('import', events)).toMatchObject({ code: 2 });
      expect(await to.tool('import', events, '--keys', keys)).toMatchObject({ code: 2 });
      expect(await to.tool('import', events, '--events', '--keys', keys, '--dry-run')).toMatchObject({ code: 2 });
    });
  });
});
