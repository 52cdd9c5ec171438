import { apiApp, firstAdmin, type ApiApp, type Browser, type Got } from '../../test/api-app.js';

describe('a database without room', () => {
  let api: ApiApp;
  let admin: Browser;
  let key: string;

  beforeAll(async () => {
    api = await apiApp();
    admin = await firstAdmin(api);
    key = (await admin.post<{ key: string }>('/api/keys', { name: 'website', scopes: ['intake'] })).body.key;
    await api.store.pool.query(
      `CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$`,
    );
  });
  afterAll(() => api.close());

  const touch = (): Promise<Got> =>
    api.browser().post(
      '/api/touchpoints',
      {
        id: 'm-1',
        at: '2026-03-01T09:30:00Z',
        contact: { email: 'ann@example.com' },
        channel: 'webinar',
        kind: 'attended',
      },
      { authorization: `Bearer ${key}` },
    );

  // the log tries again for a while by itself, and then says that it is busy
  it.each([
    ['vault.data_keys', ['database.short', 201]],
    ['log.events', ['intake.busy', 503]],
  ] as const)('answers 503 and stores nothing of it where %s takes no more', async (table, [code, commanded]) => {
    await api.store.pool.query(
      `CREATE TRIGGER no_room BEFORE INSERT ON ${table} FOR EACH ROW EXECUTE FUNCTION no_room()`,
    );
    const [sent, asked] = await Promise.all([
      touch(),
      admin.post('/api/keys', { name: 'another', scopes: ['intake'] }),
    ]);
    await api.store.pool.query(`DROP TRIGGER no_room ON ${table}`);
    expect([sent.status, sent.body]).toEqual([503, expect.objectContaining({ status: 503, code })]);
    expect(Number(sent.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(sent.headers.get('content-type')).toContain('application/problem+json');
    expect(asked.status).toBe(commanded);
    const { rows } = await api.store.pool.query("SELECT FROM log.events WHERE type = 'touchpoint-recorded'");
    expect(rows).toEqual([]);
  });

  it('takes the same when there is room again', async () => {
    expect((await touch()).body).toMatchObject({ recorded: 1 });
    expect((await touch()).body).toMatchObject({ repeated: 1 });
  });
});
