import { FILE, Importing, MAPPING, manyRows } from './test/importing.js';
import type { ImportItem, ImportMappingLine } from '#queries';

const NOWHERE = '0192f0c1-1111-8000-8000-000000000001';

describe('imports over HTTP', () => {
  let importing: Importing;
  beforeAll(async () => {
    importing = await Importing.begin();
  });
  afterAll(() => importing.end());

  it('are uploaded, brought in, watched, listed, and taken back', async () => {
    const { admin } = importing;
    const file = await importing.uploaded(FILE);
    const begun = await importing.start({ file, name: 'March' });
    expect(begun).toMatchObject({ status: 202, body: { resumed: false } });
    const { id } = begun.body;
    const state = await importing.over(id);
    expect(state).toMatchObject({
      id,
      name: 'March',
      source: 'shop',
      file: 'march.csv',
      startedBy: expect.stringContaining('@') as string,
      state: 'finished',
      rows: 3,
      refused: 1,
      recorded: 2,
      repeated: 0,
      running: false,
      progress: { bytes: FILE.length, totalBytes: FILE.length, rows: 3, recorded: 2, refused: 1, rate: 0 },
      types: [{ type: 'touchpoint-recorded', recorded: 2, repeated: 0 }],
      reasons: [{ reason: 'identifiers: none of them is valid (email)', rows: 1 }],
      refusedFile: true,
      document: MAPPING,
      canResume: false,
      lookups: {},
    });
    expect(await importing.listed()).toMatchObject([{ id, state: 'finished', recorded: 2 }]);
    expect((await admin.get<{ items: unknown[] }>('/api/contacts')).body.items).toHaveLength(2);
    const undone = await admin.post<{ position: number }>(`/api/imports/${id}/undo`, { reason: 'of another shop' });
    expect(undone).toMatchObject({ status: 200, body: { id, position: expect.any(Number) as number } });
    expect(await importing.state(id)).toMatchObject({ state: 'undone', undoneBecause: 'of another shop', recorded: 2 });
    expect(await importing.listed()).toMatchObject([{ id, state: 'undone' }]);
    expect((await admin.get<{ items: unknown[] }>('/api/contacts')).body.items).toHaveLength(0);
  });

  it('keep refused rows to be downloaded, with line and reason', async () => {
    const { admin, api } = importing;
    const { id } = (await importing.start({ file: await importing.uploaded(FILE, 'Käufe, "März".csv') })).body;
    await importing.over(id);
    const response = await fetch(`${api.url}/api/imports/${id}/refused`, { headers: importing.credentials() });
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(response.headers.get('content-disposition')).toBe(
      `attachment; filename="refused.csv"; filename*=UTF-8''K%C3%A4ufe%2C%20%22M%C3%A4rz%22.refused.csv`,
    );
    expect(await response.text()).toBe(
      'mail,day,line,reason\nnobody,2026-03-02,4,identifiers: none of them is valid (email)\n',
    );
    const other = (await importing.start({ file: await importing.uploaded('mail,day\nann@example.com,2026-03-09\n') }))
      .body.id;
    expect(await importing.over(other)).toMatchObject({ refusedFile: false, reasons: [] });
    expect(await admin.get(`/api/imports/${other}/refused`)).toMatchObject({
      status: 404,
      body: { code: 'import.nothing-refused' },
    });
  });

  it('are refused with what is wrong, where', async () => {
    const { admin } = importing;
    const file = await importing.uploaded(FILE);
    expect(await importing.start({ file, mapping: MAPPING.replace('day', 'dag') })).toMatchObject({
      status: 422,
      body: { code: 'mapping.columns', errors: [{ path: 'line 5, column 19, emits[0].at.column' }] },
    });
    expect(await importing.start({ file, mapping: 'name: [' })).toMatchObject({
      status: 422,
      body: { code: 'mapping.invalid' },
    });
    expect(await importing.start({ file: NOWHERE })).toMatchObject({
      status: 404,
      body: { code: 'import.file-unknown' },
    });
    for (const [path, status, code] of [
      [`/api/imports/${NOWHERE}/undo`, 404, 'import.unknown'],
      [`/api/imports/${NOWHERE}/stop`, 404, 'import.unknown'],
      [`/api/imports/${NOWHERE}/resume`, 404, 'import.unknown'],
      ['/api/imports/march/stop', 422, 'request.invalid'],
    ] as const)
      expect([path, await admin.post(path)]).toMatchObject([path, { status, body: { code } }]);
    expect(await admin.get(`/api/imports/${NOWHERE}`)).toMatchObject({ status: 404, body: { code: 'import.unknown' } });
    expect(await admin.get(`/api/imports/dry-runs/${NOWHERE}`)).toMatchObject({
      status: 404,
      body: { code: 'import.dry-run-unknown' },
    });
    const { key } = (await admin.post<{ key: string }>('/api/keys', { name: 'website', scopes: ['intake', 'read'] }))
      .body;
    expect(
      await importing.api
        .browser()
        .post('/api/imports', { file, mapping: MAPPING }, { authorization: `Bearer ${key}` }),
    ).toMatchObject({ status: 403 });
  });

  it('stop and go on, with nothing lost and nothing counted twice', async () => {
    const { admin } = importing;
    const [rows, refused] = [30_000, 40];
    const source = MAPPING.replace('shop', 'stopped');
    const file = await importing.uploaded(manyRows(rows, refused), 'many.csv');
    const before = await importing.recorded();
    const { id } = (await importing.start({ file, mapping: source })).body;
    const under = await importing.stateWhen(id, ({ progress }) => (progress?.rows ?? 0) > 0);
    expect(under).toMatchObject({
      state: 'running',
      running: true,
      rows: null,
      reasons: [{ rows: refused }],
      types: [{ type: 'touchpoint-recorded', repeated: 0 }],
      canResume: false,
      refusedFile: true,
    });
    const list = await admin.get<{ items: readonly ImportItem[] }>('/api/imports');
    const undone = await admin.post(`/api/imports/${id}/undo`);
    const resumed = await admin.post(`/api/imports/${id}/resume`);
    const again = await importing.start({ file, mapping: source });
    expect(list.body.items).toContainEqual(expect.objectContaining({ id, state: 'running' }));
    expect(undone).toMatchObject({ status: 409, body: { code: 'import.running' } });
    expect(resumed).toMatchObject({ status: 409, body: { code: 'import.not-interrupted' } });
    expect(again).toMatchObject({ status: 409, body: { code: 'import.running' } });
    expect(await admin.post(`/api/imports/${id}/stop`)).toMatchObject({ status: 200, body: { id } });
    const stopped = await importing.state(id);
    expect(stopped).toMatchObject({ state: 'interrupted', running: false, canResume: true, finishedAt: null });
    const there = (await importing.recorded()) - before;
    expect(there).toBe(stopped.progress!.recorded);
    expect(there).toBeLessThan(rows - refused);
    expect(await admin.post(`/api/imports/${id}/stop`)).toMatchObject({
      status: 409,
      body: { code: 'import.not-running' },
    });
    // meanwhile its mapping has come to say something else
    await importing.over((await importing.start({ file: await importing.uploaded(FILE) })).body.id);
    const between = await importing.recorded();
    expect(await admin.post(`/api/imports/${id}/resume`)).toMatchObject({ status: 202, body: { id, resumed: true } });
    const state = await importing.over(id);
    expect(state).toMatchObject({
      state: 'finished',
      rows,
      refused,
      recorded: rows - refused,
      repeated: 0,
      document: source,
      types: [{ type: 'touchpoint-recorded', recorded: rows - refused, repeated: 0 }],
    });
    expect((await importing.recorded()) - between).toBe(rows - refused - there);
    const { body } = await admin.get<string>(`/api/imports/${id}/refused`);
    expect(body.trim().split('\n')).toHaveLength(refused + 1);
  });

  it.each([
    ['while it runs', 'april-long.csv', manyRows(30_000, 0)],
    ['when it is over at once', 'april-short.csv', 'mail,day\ncat@example.com,2026-04-01\n'],
  ])('are begun once by a command that is sent again before it is answered: %s', async (_, called, content) => {
    const file = await importing.uploaded(content, called);
    const send = (key: string) =>
      importing.admin.post<{ readonly id: string }>(
        '/api/imports',
        { mapping: MAPPING, file },
        { 'idempotency-key': key },
      );
    const key = `april of ${content.length} characters`;
    const answers = await Promise.all([send(key), send(key), send(key)]);
    const id = answers[0].body.id;
    expect(answers.map(({ status, body }) => [status, body.id])).toEqual(answers.map(() => [202, id]));
    expect((await importing.over(id)).state).toBe('finished');
    expect((await send(key)).body.id).toBe(id);
    expect((await importing.listed()).filter((item) => item.file === called).map((item) => item.id)).toEqual([id]);
  });

  it('leave their mappings to be used again, the newest version of each', async () => {
    const { admin } = importing;
    const file = await importing.uploaded(FILE);
    for (const kind of ['viewed', 'clicked'])
      await importing.over(
        (
          await importing.start({
            file,
            mapping: MAPPING.replace('name: orders', 'name: visits').replace('shop', kind).replace('purchased', kind),
          })
        ).body.id,
      );
    await importing.api.settled();
    const { body } = await admin.get<{ items: readonly ImportMappingLine[]; next: string | null }>(
      '/api/import-mappings?limit=1',
    );
    expect(body.items).toMatchObject([
      { name: 'visits', version: 2, source: 'clicked', savedBy: expect.stringContaining('@') as string },
    ]);
    expect(body.items[0]!.document).toContain('kind: clicked');
    const rest = await admin.get<{ items: readonly ImportMappingLine[] }>(
      `/api/import-mappings?cursor=${encodeURIComponent(body.next!)}`,
    );
    expect(rest.body.items.map(({ name }) => name)).toEqual(['orders']);
  });
});
