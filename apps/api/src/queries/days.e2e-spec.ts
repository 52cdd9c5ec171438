import { apiApp, firstAdmin, type ApiApp, type Browser } from '../../test/api-app.js';

interface Dense {
  readonly buckets: readonly { readonly from: string; readonly touches: number }[];
}

describe.each(['America/New_York', 'Asia/Jakarta', 'Pacific/Kiritimati'])('days in %s', (zone) => {
  let api: ApiApp;
  let admin: Browser;
  let contact: string;
  /** When the first of March begins there. */
  const begins = { 'America/New_York': 5, 'Asia/Jakarta': -7, 'Pacific/Kiritimati': -14 }[zone]!;
  const first = Date.UTC(2026, 2, 1, begins);
  const iso = (at: number): string => new Date(at).toISOString();

  beforeAll(async () => {
    api = await apiApp({ configuration: { zone } });
    admin = await firstAdmin(api);
    const { key } = (await admin.post<{ key: string }>('/api/keys', { name: 'desk', scopes: ['intake'] })).body;
    const touch = (id: string, at: string) => ({
      id,
      at,
      channel: 'call',
      kind: 'answered',
      contact: { email: 'ann@example.com' },
    });
    const sent = await api
      .browser()
      .post('/api/touchpoints', [touch('a', '2026-02-26'), touch('b', iso(first - 60_000)), touch('c', '2026-03-01')], {
        authorization: `Bearer ${key}`,
      });
    expect(sent).toMatchObject({ status: 200, body: { recorded: 3 } });
    await api.settled();
    contact = (await admin.get<{ items: { contact: string }[] }>('/api/contacts?search=ann')).body.items[0]!.contact;
  });
  afterAll(() => api.close());

  it('hold what happened on them', async () => {
    const { buckets } = (await admin.get<Dense>(`/api/contacts/${contact}/density`)).body;
    const day = 86_400_000;
    expect(buckets).toEqual([
      { from: iso(first - 3 * day), touches: 1 },
      { from: iso(first - day), touches: 1 },
      { from: iso(first), touches: 1 },
    ]);
  });

  it('have happened from their beginning on', async () => {
    const touches = async (asOf: string): Promise<number> =>
      (await admin.get<{ items: object[] }>(`/api/contacts/${contact}/journey?asOf=${asOf}`)).body.items.length;
    expect(await touches(iso(first - 1_000))).toBe(2);
    expect(await touches(iso(first))).toBe(3);
    expect(await touches('2026-03-01')).toBe(3);
    expect(await touches('2026-02-28')).toBe(1);
  });

  it.each(['5', '2026', '2026-3-1', 'yesterday', '2026-02-31', '2026-03-01T00:00:00'])('are not %s', async (asOf) => {
    expect(await admin.get(`/api/contacts/${contact}/journey?asOf=${asOf}`)).toMatchObject({
      status: 400,
      body: { code: 'query.moment', errors: [{ path: 'asOf' }] },
    });
  });
});
