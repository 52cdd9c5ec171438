import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { Client } from 'pg';
import type { ImportItem } from '#queries';
import type { Imported } from '../../../../api/src/composition/imports.js';
import { openInstallation } from '../../installation.js';
import { runTool, workplace, type Workplace } from '../../testing/tool.js';
import namingEvents from '../../../../../test/endurance/naming-events.json' with { type: 'json' };

const MAPPING = `name: orders
source: shop
file: { delimiter: ";", blank: ["-"] }
emits:
  - event: touchpoint-recorded
    at: { column: day }
    identifiers: [{ kind: email, column: mail }]
    fields:
      channel: order
      kind: purchased
      direction: in
      properties: { object: { value: { column: value, money: { currency: EUR, decimal: "," } } } }
  - event: contact-described
    when: { column: city, present: true }
    at: { column: day }
    identifiers: [{ kind: email, column: mail }]
    fields: { traits: { object: { city: { column: city } } } }
`;
const HEADER = 'mail;day;value;city\n';
const ROWS = [
  'ann@example.com;2026-03-01;1,50;Bonn\n',
  'ann@example.com;2026-03-01;1,50;Bonn\n',
  'ben@example.com;2026-03-02;2,00;-\n',
  'nobody;2026-03-02;2,00;-\n',
  'cleo@example.com;2.3.2026;4,00;Oslo\n',
];

const root = join(__dirname, '../../../../..');

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(20);
}

/** What is imported anew is other events: facts that name their event are counted only. */
function apartFromIds(digests: Record<string, string>): Record<string, string> {
  const facts = new Set(namingEvents);
  return Object.fromEntries(
    Object.entries(digests).map(([table, digest]) => [table, facts.has(table) ? digest.split(' ')[0]! : digest]),
  );
}

describe('an import of a file', () => {
  let place: Workplace;
  let database: Client;
  let file: string;
  let mapping: string;
  beforeEach(async () => {
    place = await workplace();
    [file, mapping] = [join(place.home, 'orders.csv'), join(place.home, 'orders.yaml')];
    await writeFile(mapping, MAPPING);
    await writeFile(file, HEADER + ROWS.join(''));
    database = new Client({ connectionString: place.url });
    await database.connect();
  });
  afterEach(async () => {
    await database.end();
    await place.close();
  });

  const imported = (...more: string[]): Promise<Imported & { readonly refusedFile: string | null }> =>
    place.json('import', file, '--mapping', mapping, ...more);

  /** What every read model believes now, once everything was read, but for the list of imports: it holds those undone. */
  async function digests(): Promise<Record<string, string>> {
    const installation = await openInstallation({ DATABASE_URL: place.url, THROUGHLINE_HOME: place.home });
    const projector = installation.projector();
    try {
      await projector.projections.start();
      await projector.projections.drained();
      const found: Record<string, string> = {};
      for (const { name } of projector.projections.definitions.filter((model) => model.name !== 'imports'))
        for (const { table, rows, hash } of await projector.projections.digest(name, 'now'))
          found[`${name}.${table}`] = `${rows} ${hash}`;
      return found;
    } finally {
      await projector.stop();
      await installation.close();
    }
  }

  async function counted(): Promise<unknown> {
    const { rows } = await database.query<{ type: string; events: number }>(
      'SELECT type, count(*)::int AS events FROM log.events GROUP BY 1 ORDER BY 1',
    );
    return Object.fromEntries(rows.map(({ type, events }) => [type, events]));
  }

  it('records every event of every row once; the same file again changes nothing', async () => {
    const first = await imported();
    expect(first).toMatchObject({
      rows: 5,
      leftOut: 0,
      refused: 2,
      types: [
        { type: 'contact-described', recorded: 2, repeated: 0 },
        { type: 'touchpoint-recorded', recorded: 3, repeated: 0 },
      ],
      interrupted: false,
      resumed: false,
    });
    const again = await imported();
    expect(again.id).not.toBe(first.id);
    expect(again).toMatchObject({
      refused: 2,
      types: [
        { type: 'contact-described', recorded: 0, repeated: 2 },
        { type: 'touchpoint-recorded', recorded: 0, repeated: 3 },
      ],
    });
    expect(await counted()).toMatchObject({ 'contact-described': 2, 'touchpoint-recorded': 3 });
    const { rows } = await database.query<{ envelope: { origin: string; import: string } }>(
      `SELECT envelope FROM log.events WHERE type = 'touchpoint-recorded'`,
    );
    for (const { envelope } of rows) expect(envelope).toMatchObject({ origin: 'history', import: first.id });
    const { rows: receipts } = await database.query<{ import: string; received: number; recorded: number }>(
      `SELECT import, sum(received)::int AS received, sum(recorded)::int AS recorded FROM vault.receipts GROUP BY import`,
    );
    expect(receipts).toEqual([{ import: first.id, received: 5, recorded: 5 }]);
  });

  it('keeps refused rows with line and reason, all or nothing of each; corrected they are what the file adds', async () => {
    const first = await imported();
    expect(await readFile(first.refusedFile!, 'utf8')).toBe(
      'mail;day;value;city;line;reason\n' +
        'nobody;2026-03-02;2,00;-;5;identifiers: none of them is valid (email)\n' +
        'cleo@example.com;2.3.2026;4,00;Oslo;6;"touchpoint-recorded.at: ""2.3.2026"" is not written as iso; contact-described.at: ""2.3.2026"" is not written as iso"\n',
    );
    await writeFile(
      file,
      HEADER + ROWS.join('').replace('nobody', 'dora@example.com').replace('2.3.2026', '2026-03-03'),
    );
    expect(await imported()).toMatchObject({
      refused: 0,
      refusedFile: null,
      types: [
        { type: 'contact-described', recorded: 1, repeated: 2 },
        { type: 'touchpoint-recorded', recorded: 2, repeated: 3 },
      ],
    });
  });

  it('is taken back as a whole, as if it had never been, and can be imported again', async () => {
    const { id: other } = await imported('--source', 'other');
    const before = await digests();
    const { id } = await imported();
    const there = await digests();
    expect(there).not.toEqual(before);
    expect(await place.tool('imports', 'undo', id.slice(0, 13), '--reason', 'wrong file')).toMatchObject({ code: 0 });
    expect(await digests()).toEqual(before);
    const third = await imported();
    expect(third).toMatchObject({ types: [{ recorded: 2 }, { recorded: 3 }], resumed: false });
    expect(apartFromIds(await digests())).toEqual(apartFromIds(there));
    const { imports } = await place.json<{ imports: ImportItem[] }>('imports');
    expect(imports.map((one) => [one.id, one.state, one.recorded, one.undoneBecause])).toEqual([
      [third.id, 'finished', 5, null],
      [id, 'undone', 5, 'wrong file'],
      [other, 'finished', 5, null],
    ]);
    expect(await imported()).toMatchObject({ types: [{ recorded: 0 }, { recorded: 0 }] });
  });

  it('says which rows an earlier mapping read otherwise, instead of recording them twice', async () => {
    await imported();
    await writeFile(mapping, MAPPING.replace('kind: purchased', 'kind: added'));
    const again = await imported();
    expect(again).toMatchObject({ refused: 5, types: [] });
    expect(again.reasons[0]).toEqual({
      reason: 'touchpoint-recorded: the same message was recorded before and said something else',
      rows: 3,
    });
    const { rows } = await database.query<{ envelope: { payload: { mappingVersion: number } } }>(
      `SELECT envelope FROM log.events WHERE type = 'import-mapping-saved' ORDER BY position`,
    );
    expect(rows.map(({ envelope }) => envelope.payload.mappingVersion)).toEqual([1, 2]);
  });

  it('tells messages of ids of their own apart, within a file and across files', async () => {
    await writeFile(
      mapping,
      'name: n\nsource: s\nemits:\n  - event: touchpoint-recorded\n    id: { concat: [order-, { column: no }] }\n    at: unknown\n' +
        '    identifiers: [{ kind: user, column: who }]\n    fields: { channel: order, kind: { column: kind } }\n',
    );
    await writeFile(file, 'no,who,kind\n1,ann,purchased\n1,ann,purchased\n1,ann,refunded\n2,ann,purchased\n');
    expect(await imported()).toMatchObject({ refused: 1, types: [{ recorded: 2, repeated: 1 }] });
    expect(await imported()).toMatchObject({ refused: 1, types: [{ recorded: 0, repeated: 3 }] });
  });

  it('tries a file without an installation, and records nothing', async () => {
    const [tried, said] = await Promise.all([
      runTool(['import', file, '--mapping', mapping, '--dry-run', '--json'], {
        THROUGHLINE_HOME: join(place.home, 'none'),
      }),
      runTool(['import', file, '--mapping', mapping, '--dry-run'], { THROUGHLINE_HOME: join(place.home, 'none') }),
    ]);
    expect(JSON.parse(tried.out)).toMatchObject({
      rows: 5,
      refused: 2,
      types: [
        { type: 'contact-described', events: 2 },
        { type: 'touchpoint-recorded', events: 3 },
      ],
      firstRefused: [{ line: 5 }, { line: 6 }],
    });
    expect(said).toMatchObject({ code: 1 });
    expect(said.out).toContain('line 2: touchpoint-recorded, 2026-03-01: {"channel":"order","kind":"purchased"');
    expect(said.out).toContain('"value":{"amount":150,"currency":"EUR"}');
  });

  /** The command in a process of its own. */
  function started(): ChildProcess {
    return spawn(
      process.execPath,
      [
        '--import',
        pathToFileURL(join(root, 'test/typescript-loader.mjs')).href,
        join(root, 'apps/cli/src/main.ts'),
        'import',
        file,
        '--mapping',
        mapping,
      ],
      { cwd: root, stdio: 'ignore', env: { ...process.env, DATABASE_URL: place.url, THROUGHLINE_HOME: place.home } },
    );
  }

  /** How many events there are; 0 before there is a log. */
  async function head(): Promise<number> {
    const { rows } = await database
      .query<{ head: number }>(
        `SELECT coalesce((SELECT max(position)::int FROM log.events), 0) AS head FROM log.identity`,
      )
      .catch(() => ({ rows: [{ head: 0 }] }));
    return rows[0]!.head;
  }

  it('ended by Ctrl-C records what is on its way, and the same command goes on to exact sums', async () => {
    const [all, nobodies] = [30_000, 30];
    const rows = Array.from({ length: all }, (_, n) =>
      n < nobodies ? `nobody;2026-03-01;1,00;${n}\n` : `p${n % 900}@example.com;2026-03-01;${n},00;-\n`,
    );
    await writeFile(file, HEADER + rows.join(''));
    const tool = started();
    const ended = once(tool, 'exit');
    await until(async () => tool.exitCode !== null || (await head()) > 3);
    tool.kill('SIGINT');
    expect((await ended)[0]).not.toBe(0);
    const there = (await counted()) as Record<string, number>;
    expect(there['touchpoint-recorded']).toBeGreaterThan(0);
    expect(there['touchpoint-recorded']).toBeLessThan(all - nobodies);
    const { imports } = await place.json<{ imports: ImportItem[] }>('imports');
    expect(imports.map((one) => one.state)).toEqual(['interrupted']);
    expect(await imported()).toMatchObject({
      id: imports[0]!.id,
      rows: all,
      refused: nobodies,
      resumed: true,
      types: [{ type: 'touchpoint-recorded', recorded: all - nobodies, repeated: 0 }],
    });
    expect(await counted()).toMatchObject({
      'touchpoint-recorded': all - nobodies,
      'import-started': 1,
      'import-finished': 1,
    });
  });

  it('killed again and again goes on, and comes to the same counts as one that never was', async () => {
    const rows = Array.from({ length: 6_000 }, (_, n) =>
      n % 500 === 7 ? `nobody;2026-03-01;1,00;${n}\n` : `p${n % 900}@example.com;2026-03-01;${n % 700},00;-\n`,
    );
    await writeFile(file, HEADER + rows.join(''));
    const refused = `${file}.orders.refused.csv`;
    for (const events of [1, 2_500]) {
      const tool = started();
      const ended = once(tool, 'exit');
      await until(async () => tool.exitCode !== null || (await head()) > events);
      tool.kill('SIGKILL');
      await ended;
    }
    const state = async (): Promise<unknown> =>
      (await place.json<{ imports: ImportItem[] }>('imports')).imports.map((one) => one.state);
    await until(async () => JSON.stringify(await state()) === '["interrupted"]');
    const last = await imported();
    expect(last).toMatchObject({
      rows: 6_000,
      refused: 12,
      resumed: true,
      types: [{ type: 'touchpoint-recorded', recorded: 5_988, repeated: 0 }],
    });
    expect(await counted()).toMatchObject({ 'touchpoint-recorded': 5_988, 'import-started': 1, 'import-finished': 1 });
    const lines = (await readFile(refused, 'utf8')).trim().split('\n').slice(1);
    expect(lines.map((line) => line.split(';')[4])).toEqual(Array.from({ length: 12 }, (_, n) => String(n * 500 + 9)));
    expect(await state()).toEqual(['finished']);
  });

  it('says in one line what is wrong with what it was given', async () => {
    await writeFile(mapping, MAPPING.replace('column: value', 'column: valu'));
    expect(await place.tool('import', file, '--mapping', mapping)).toEqual({
      code: 2,
      out: '',
      err: expect.stringMatching(
        /^[^ ]+\.yaml, line 12, column 48, .*: the file has no column "valu" \(it has mail, day, value, city\)\n$/,
      ) as string,
    });
    await writeFile(mapping, `${MAPPING}lookups: { p: { file: nosuch.csv, key: sku } }\n`);
    expect(await place.tool('import', file, '--mapping', mapping)).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^[^ ]+\.yaml, line 18, column 23, lookups\.p: nosuch\.csv is not there\n$/) as string,
    });
    await writeFile(mapping, Buffer.from([0x50, 0x4b, 0x03, 0x04, 0x1b, 0x5b, 0x33, 0x31, 0x6d]));
    expect(await place.tool('import', file, '--mapping', mapping)).toMatchObject({
      code: 2,
      err: expect.stringMatching(
        /^[^ ]+\.yaml, line 1, column 3: holds U\+0003, which no text does \(.*\)\n$/,
      ) as string,
    });
    await writeFile(mapping, MAPPING);
    expect(await place.tool('import', `${file}x`, '--mapping', mapping)).toMatchObject({ code: 2 });
    expect(await place.tool('imports', 'undo', 'abc', '--reason', 'x')).toMatchObject({
      code: 2,
      err: 'There is no import abc:  throughline imports  shows those there are.\n',
    });
    await rm(mapping);
    expect(await place.tool('import', file, '--mapping', mapping)).toMatchObject({
      code: 2,
      err: `--mapping is ${mapping}, which is not there.\n`,
    });
  });
});
