import { FILE, Importing, LOOKED_UP, MAPPING, manyRows } from './test/importing.js';
import type { ImportItem } from '#queries';

const SECRET = 'AB123456C';

describe('imports over HTTP, where something is in the way', () => {
  let importing: Importing;
  beforeAll(async () => {
    importing = await Importing.begin({ configuration: { forbiddenPatterns: [String.raw`\b[A-Z]{2}\d{6}[A-Z]\b`] } });
  });
  // what was brought in is projected to the end of the batch at hand
  afterAll(() => importing.end());

  it('keep out what must not be kept, in the log and in the refused rows', async () => {
    const { admin } = importing;
    const mapping = MAPPING.replace('purchased', 'purchased, properties: { columns: [note] }').replace(
      'emits:',
      'file: { encoding: windows-1252 }\nemits:',
    );
    const file = await importing.uploaded(
      `mail,day,note\na@example.com,2026-03-01,4111 1111 1111 1111\nb@example.com,2026-03-01,${SECRET}\n`,
    );
    const { body } = await importing.try({ file, mapping });
    expect(body.firstRefused.map(({ reasons }) => reasons)).toEqual([
      ['column note: holds a card number'],
      ['column note: holds what pattern 1 of this installation forbids'],
    ]);
    const { id } = (await importing.start({ file, mapping })).body;
    expect(await importing.over(id)).toMatchObject({ state: 'finished', refused: 2, recorded: 0 });
    const refused = await fetch(`${importing.api.url}/api/imports/${id}/refused`, { headers: importing.credentials() });
    expect(refused.headers.get('content-type')).toBe('text/csv; charset=windows-1252');
    const text = await refused.text();
    expect(text.match(/cut out/g)).toHaveLength(2);
    expect(text).not.toContain(SECRET);
    expect(text).not.toContain('4111');
    expect(await admin.get(`/api/imports/${id}`)).toMatchObject({ status: 200 });
  });

  it('answer where a look-up is missing, and live on', async () => {
    const { admin } = importing;
    const file = await importing.uploaded('mail,day,sku\nann@example.com,2026-03-01,A1\n');
    const mapping = LOOKED_UP.replace('products.csv', 'nothing.csv');
    const unreadable = { status: 422, code: 'lookup.unreadable' };
    for (const answer of [await importing.try({ file, mapping }), await importing.start({ file, mapping })]) {
      expect(answer).toMatchObject({ status: 422, body: unreadable });
      expect(JSON.stringify(answer.body)).not.toContain(importing.home);
    }
    expect(await importing.tried({ file, mapping })).toMatchObject({ state: 'failed', problem: unreadable });
    const damaged = await importing.uploaded(new Uint8Array([0x1f, 0x8b, 1, 2, 3]), 'products.csv');
    const started = await importing.start({ file, mapping: LOOKED_UP, lookups: { 'products.csv': damaged } });
    expect(started).toMatchObject({ status: 422 });
    expect(JSON.stringify(started.body)).not.toContain(importing.home);
    expect(await admin.get('/api/imports')).toMatchObject({ status: 200 });
  });

  it('answer the same command the same, also once it is over and undone', async () => {
    const { admin } = importing;
    const file = await importing.uploaded(FILE);
    const mapping = MAPPING.replace('shop', 'repeated');
    const begin = (more: object = {}) =>
      admin.post<{ id: string }>('/api/imports', { file, mapping, ...more }, { 'idempotency-key': 'march' });
    const first = await begin();
    await importing.over(first.body.id);
    expect(await begin()).toMatchObject({ status: 202, body: first.body });
    await admin.post(`/api/imports/${first.body.id}/undo`);
    expect(await begin()).toMatchObject({ status: 202, body: first.body });
    expect(await importing.state(first.body.id)).toMatchObject({ state: 'undone' });
    expect(await begin({ mapping: mapping.replace('repeated', 'another') })).toMatchObject({
      status: 422,
      body: { code: 'command.id-reused' },
    });
    const items = (await admin.get<{ items: readonly ImportItem[] }>('/api/imports')).body.items;
    expect(items.filter(({ source }) => source === 'repeated')).toHaveLength(1);
  });

  it('are so many at a time, and end where their lock is lost', async () => {
    const { admin, api } = importing;
    const file = await importing.uploaded(manyRows(40_000, 0), 'many.csv');
    const sources = ['one', 'two', 'three', 'four', 'five'];
    const answers = await Promise.all(
      sources.map((source) =>
        importing.start({ file, mapping: MAPPING.replace('shop', source).replace('orders', source) }),
      ),
    );
    const turnedAway = answers.filter(({ status }) => status !== 202);
    expect(turnedAway).toMatchObject([{ status: 429, body: { code: 'import.too-many' } }]);
    const ids = answers.filter(({ status }) => status === 202).map(({ body }) => body.id);
    expect(await admin.post(`/api/imports/${ids[0]!}/undo`)).toMatchObject({
      status: 409,
      body: { code: 'import.running' },
    });
    await api.store.pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND application_name = 'throughline import'`,
    );
    for (const id of ids)
      expect(await importing.over(id)).toMatchObject({
        state: 'interrupted',
        running: false,
        canResume: true,
        problem: { status: 503, code: 'database.away' },
      });
    const undone = await admin.post(`/api/imports/${ids[0]!}/undo`);
    expect(undone).toMatchObject({ status: 200 });
  });
});
