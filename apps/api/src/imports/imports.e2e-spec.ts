import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apiApp, firstAdmin, type ApiApp, type Browser } from '../../test/api-app.js';
import type { ImportItem } from '#queries';

const MAPPING = `name: orders
source: shop
emits:
  - event: touchpoint-recorded
    at: { column: day }
    identifiers: [{ kind: email, column: mail }]
    fields: { channel: order, kind: purchased }
`;
const FILE = 'mail,day\nann@example.com,2026-03-01\nben@example.com,2026-03-02\nnobody,2026-03-02\n';

describe('imports over HTTP', () => {
  let api: ApiApp;
  let home: string;
  let admin: Browser;
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'throughline-imports-'));
    api = await apiApp({ configuration: { home } });
    admin = await firstAdmin(api);
  });
  afterAll(async () => {
    await api.close();
    await rm(home, { recursive: true });
  });

  /** Uploads a file as a screen would. */
  async function upload(
    text: string,
    type = 'text/csv',
  ): Promise<{ status: number; body: { file: string; bytes: number } }> {
    const response = await fetch(`${api.url}/api/imports/files`, {
      method: 'POST',
      headers: { 'content-type': type, cookie: admin.cookie!, 'x-csrf-token': admin.csrf! },
      body: text,
    });
    return { status: response.status, body: (await response.json()) as { file: string; bytes: number } };
  }

  /** The imports as they are listed, once no import is under way. */
  async function listed(): Promise<readonly ImportItem[]> {
    for (;;) {
      await api.settled();
      const { body } = await admin.get<{ items: readonly ImportItem[] }>('/api/imports');
      if (body.items.length > 0 && body.items.every(({ state }) => state !== 'started')) return body.items;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  it('are uploaded, tried, brought in, listed, and taken back', async () => {
    const { status, body } = await upload(FILE);
    expect([status, body.bytes]).toEqual([201, FILE.length]);
    const { file } = body;
    const tried = await admin.post('/api/imports/dry-run', { file, mapping: MAPPING });
    expect(tried).toMatchObject({ status: 200, body: { rows: 3, refused: 1, types: [{ events: 2 }] } });
    const begun = await admin.post<{ id: string }>('/api/imports', { file, mapping: MAPPING, name: 'March' });
    expect(begun).toMatchObject({ status: 202, body: { resumed: false } });
    const { id } = begun.body;
    expect(await listed()).toMatchObject([
      { id, name: 'March', source: 'shop', state: 'finished', rows: 3, refused: 1, recorded: 2, repeated: 0 },
    ]);
    expect((await admin.get<{ items: unknown[] }>('/api/contacts')).body.items).toHaveLength(2);
    expect(await admin.post(`/api/imports/${id}/undo`, { reason: 'of another shop' })).toMatchObject({ status: 200 });
    expect(await listed()).toMatchObject([{ id, state: 'undone', undoneBecause: 'of another shop' }]);
    expect((await admin.get<{ items: unknown[] }>('/api/contacts')).body.items).toHaveLength(0);
  });

  it('are refused with what is wrong, where', async () => {
    expect(await upload('{}', 'application/json')).toMatchObject({ status: 422, body: { code: 'import.not-a-file' } });
    const { file } = (await upload(FILE)).body;
    expect(await admin.post('/api/imports', { file, mapping: MAPPING.replace('day', 'dag') })).toMatchObject({
      status: 422,
      body: { code: 'mapping.columns', errors: [{ path: 'line 5, column 19, emits[0].at.column' }] },
    });
    expect(await admin.post('/api/imports/dry-run', { file, mapping: 'name: [' })).toMatchObject({
      status: 422,
      body: { code: 'mapping.invalid' },
    });
    const nowhere = '0192f0c1-1111-8000-8000-000000000001';
    expect(await admin.post('/api/imports', { file: nowhere, mapping: MAPPING })).toMatchObject({ status: 404 });
    expect(await admin.post(`/api/imports/${nowhere}/undo`)).toMatchObject({
      status: 409,
      body: { code: 'import.unknown' },
    });
    const { key } = (await admin.post<{ key: string }>('/api/keys', { name: 'website', scopes: ['intake', 'read'] }))
      .body;
    expect(
      await api.browser().post('/api/imports', { file, mapping: MAPPING }, { authorization: `Bearer ${key}` }),
    ).toMatchObject({ status: 403 });
  });
});
