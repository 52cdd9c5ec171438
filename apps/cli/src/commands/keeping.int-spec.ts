import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { Client } from 'pg';
import { connectClient } from '#platform';
import { workplace, type Workplace } from '../testing/tool.js';

interface Verified {
  readonly clean: boolean;
  readonly findings: readonly { readonly check: string; readonly where: string; readonly what: string }[];
  readonly digests: readonly { readonly name: string; readonly hash: string }[];
}

const simulation = ['--touches', '400', '--seed', '3', '--until', '2026-03-01T00:00:00Z', '--touches-only'];

async function query(place: Workplace, text: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: place.url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

describe('backup and restore', () => {
  let place: Workplace;
  let other: Workplace;
  let file: string;
  beforeAll(async () => {
    [place, other] = [await workplace(), await workplace()];
    await place.tool('people', 'add', 'ann@example.com', '--role', 'admin');
    await place.json('simulate', ...simulation);
    file = join(place.home, 'backup');
  });
  afterAll(async () => {
    await place.close();
    await other.close();
  });

  it('writes a file that only its owner can read, and never over another one', async () => {
    expect(await place.tool('backup', file)).toMatchObject({ code: 0 });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await place.tool('backup', file)).toMatchObject({
      code: 2,
      err: expect.stringContaining('is there already') as string,
    });
  });

  it('refuses a damaged file, one of a later release and a target that holds data; nothing is changed', async () => {
    const whole = await readFile(file);
    const damaged = join(place.home, 'damaged');
    const broken = Buffer.from(whole);
    broken[Math.floor(broken.length / 2)]! ^= 1;
    await writeFile(damaged, broken);
    expect(await other.tool('restore', damaged)).toMatchObject({
      code: 1,
      err: expect.stringContaining('is damaged') as string,
    });
    await writeFile(damaged, whole.subarray(0, whole.length - 100));
    expect(await other.tool('restore', damaged)).toMatchObject({
      code: 1,
      err: expect.stringContaining('is damaged') as string,
    });
    await writeFile(damaged, 'something else');
    expect(await other.tool('restore', damaged)).toMatchObject({ code: 1 });
    expect(await other.tool('restore', join(place.home, 'nowhere'))).toMatchObject({
      code: 2,
      err: expect.stringContaining('is not there') as string,
    });
    expect(await place.tool('restore', file)).toMatchObject({
      code: 1,
      err: expect.stringContaining('holds data already') as string,
    });
  });

  it('brings log, vault and secrets back: the same events, the same read models, everything opens', async () => {
    expect(await other.tool('restore', file)).toMatchObject({ code: 0 });
    for (const command of ['status', 'projections'])
      expect(await other.tool(command)).toMatchObject({
        code: 0,
        out: expect.stringContaining('No read model is built yet') as string,
      });
    const events = 'SELECT position, recorded_at, revision, type, envelope::text FROM log.events ORDER BY position';
    expect(await query(other, events)).toEqual(await query(place, events));
    expect(await query(other, 'SELECT id, epoch FROM log.identity')).toEqual(
      await query(place, 'SELECT id, epoch + 1 AS epoch FROM log.identity'),
    );
    const [here, there] = [await place.json<Verified>('verify'), await other.json<Verified>('verify')];
    expect(there.findings).toEqual([]);
    expect(there.digests).toEqual(here.digests);
    const [kept, opened] = [
      await place.tool('export', 'events', '--opened'),
      await other.tool('export', 'events', '--opened'),
    ];
    expect(opened.out === kept.out).toBe(true);
    expect(await other.tool('people', 'add', 'ann@example.com', '--role', 'admin')).toMatchObject({
      code: 1,
      err: expect.stringContaining('is here already') as string,
    });
    expect(await other.json('simulate', ...simulation)).toMatchObject({ recorded: 0 });
  });

  it('leaves the target empty where the backup cannot be brought in, to be tried again', async () => {
    const fifth = await workplace();
    const cut = join(place.home, 'cut');
    try {
      const plain = gunzipSync(await readFile(file));
      await writeFile(cut, gzipSync(plain.subarray(0, plain.length - 200)));
      expect(await fifth.tool('restore', cut)).toMatchObject({
        code: 1,
        err: expect.stringContaining('take another backup; nothing of it was brought in') as string,
      });
      expect(await query(fifth, 'SELECT count(*)::int FROM log.events')).toEqual([{ count: 0 }]);
      expect(await query(fifth, 'SELECT count(*)::int FROM vault.data_keys')).toEqual([{ count: 0 }]);
      expect(await fifth.tool('restore', file)).toMatchObject({ code: 0 });
    } finally {
      await fifth.close();
    }
  });

  it('is refused, as reconcile is, while programs work on the database, wherever they run', async () => {
    const fourth = await workplace();
    const program = await connectClient(fourth.url, 'projector');
    try {
      for (const command of [['restore', file], ['reconcile']])
        expect(await fourth.tool(...command)).toMatchObject({
          code: 1,
          out: '',
          err: expect.stringMatching(
            /^Programs of Throughline work on this database \(throughline projector from \S+\): stop them, then run {2}throughline \S+.*; nothing was changed\.\n$/,
          ) as string,
        });
    } finally {
      await program.end();
    }
    expect(await fourth.tool('restore', file)).toMatchObject({ code: 0 });
    await fourth.close();
  });

  it('asks for the secrets of a backup that was made without them', async () => {
    const bare = join(place.home, 'bare');
    expect(await place.tool('backup', bare, '--without-secrets')).toMatchObject({ code: 0 });
    const third = await workplace();
    try {
      expect(await third.tool('restore', bare)).toMatchObject({
        code: 1,
        err: expect.stringContaining('give its id-secret in THROUGHLINE_ID_SECRET') as string,
      });
    } finally {
      await third.close();
    }
  });
});

describe('verify', () => {
  let place: Workplace;
  beforeAll(async () => {
    place = await workplace();
    await place.tool('people', 'add', 'ann@example.com', '--role', 'admin');
    await place.json('simulate', ...simulation);
    expect(await place.json('verify')).toMatchObject({ clean: true, findings: [] });
  });
  afterAll(() => place.close());

  const tampering: [what: string, doing: string, undoing: string, check: string, where: string][] = [
    [
      'an envelope whose open fields were altered',
      `UPDATE log.events SET envelope = replace(envelope::text, '"direction":"in"', '"direction":"out"')::json WHERE position = 7`,
      `UPDATE log.events SET envelope = replace(envelope::text, '"direction":"out"', '"direction":"in"')::json WHERE position = 7`,
      'rebuilt equals live',
      'read model contacts',
    ],
    [
      'an event under another message id',
      `UPDATE log.events SET envelope = replace(envelope::text, '"messageId":"sim.', '"messageId":"sin.')::json WHERE position = 8`,
      `UPDATE log.events SET envelope = replace(envelope::text, '"messageId":"sin.', '"messageId":"sim.')::json WHERE position = 8`,
      'ids',
      'position 8',
    ],
    [
      'a sealed part that was exchanged',
      `UPDATE log.events SET envelope = replace(envelope::text, '"sealed":[["identity"', '"sealed":[["content"')::json WHERE position = 9`,
      `UPDATE log.events SET envelope = replace(envelope::text, '"sealed":[["content"', '"sealed":[["identity"')::json WHERE position = 9`,
      'commitments',
      'position 9',
    ],
    [
      'a clock that went back',
      'UPDATE log.events SET recorded_at = recorded_at - 100000000 WHERE position = 10',
      'UPDATE log.events SET recorded_at = recorded_at + 100000000 WHERE position = 10',
      'recordedAt',
      'position 10',
    ],
    [
      'an id that is indexed elsewhere',
      'UPDATE log.ids SET position = 1000000 WHERE position = 11',
      'UPDATE log.ids SET position = 11 WHERE position = 1000000',
      'ids',
      'position 11',
    ],
    [
      'a stream without one of its revisions',
      'UPDATE log.stream_events SET revision = 5 WHERE revision = 1',
      'UPDATE log.stream_events SET revision = 1 WHERE revision = 5',
      'streams',
      'position 2',
    ],
    [
      'a read model that was altered',
      `UPDATE read.contacts_touch SET kind = 'opened!' WHERE kind = 'opened'`,
      `UPDATE read.contacts_touch SET kind = 'opened' WHERE kind = 'opened!'`,
      'rebuilt equals live',
      'read model contacts',
    ],
    [
      'a checkpoint at an event that is elsewhere',
      `UPDATE read.checkpoint SET seen_position = seen_position - 1 WHERE projection = 'contacts' AND seen_event IS NOT NULL`,
      `UPDATE read.checkpoint SET seen_position = seen_position + 1 WHERE projection = 'contacts' AND seen_event IS NOT NULL`,
      'checkpoints',
      'read model contacts 1',
    ],
  ];

  it.each(tampering)('finds %s', async (_what, doing, undoing, check, where) => {
    await query(place, doing);
    const said = await place.tool('verify', '--json');
    await query(place, undoing);
    const { clean, findings } = JSON.parse(said.out) as Verified;
    expect(said.code).toBe(1);
    expect(clean).toBe(false);
    expect(findings).toContainEqual(expect.objectContaining({ check, where }));
  });

  it('is clean again once all of it is put right, and shorter with --quick', async () => {
    expect(await place.tool('verify')).toMatchObject({
      code: 0,
      out: expect.stringContaining('Everything is as it must be.') as string,
    });
    const quick = await place.tool('verify', '--quick');
    expect(quick.out).toContain('not compared');
    expect(quick.code).toBe(0);
  });

  it('tells keys that were lost from keys that were destroyed', async () => {
    const some = 'SELECT node FROM vault.data_keys ORDER BY node LIMIT 25';
    await query(place, 'CREATE TABLE public.kept AS SELECT * FROM vault.data_keys');
    await query(place, `UPDATE vault.data_keys SET wrapped = NULL, fence = 1 WHERE node IN (${some})`);
    const erased = await place.tool('verify', '--quick');
    expect(erased).toMatchObject({ code: 0, out: expect.stringContaining('Everything is as it must be.') as string });
    expect(erased.out).toMatch(/\(\d+ erased, 0 lost\)/);

    await query(place, `DELETE FROM vault.data_keys WHERE node IN (${some})`);
    const lost = await place.tool('verify');
    await query(place, 'DELETE FROM vault.data_keys');
    await query(place, 'INSERT INTO vault.data_keys SELECT * FROM public.kept');
    await query(place, 'DROP TABLE public.kept');
    expect(lost.code).toBe(1);
    expect(lost.out).toMatch(/\(0 erased, \d+ lost\)/);
    const lines = lost.out.split('\n').filter((line) => line.startsWith('keys: '));
    expect(lines).toHaveLength(21);
    expect(lines[0]).toMatch(/^keys: node [0-9a-f-]{36}: key lost: restore a backup, do not rebuild$/);
    expect(lines.at(-1)).toBe('keys: and 5 more');
    expect(lost.out).not.toContain('throughline rebuild');
  });

  it('finds events that are missing', async () => {
    await query(place, 'DELETE FROM log.events WHERE position = 12');
    const { findings } = JSON.parse((await place.tool('verify', '--quick', '--json')).out) as Verified;
    expect(findings).toContainEqual({
      check: 'positions',
      where: 'position 13',
      what: 'comes after 11: 1 events are missing',
    });
    expect(findings.map(({ check }) => check)).toContain('ids');
  });
});
