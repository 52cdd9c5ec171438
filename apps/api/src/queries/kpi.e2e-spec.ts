import { apiApp, firstAdmin, type ApiApp, type Browser } from '../../test/api-app.js';

interface Figure {
  readonly value: number | null;
  readonly numerator: number;
  readonly denominator: number;
}

describe('figures over HTTP', () => {
  let api: ApiApp;
  let admin: Browser;
  let known: number;
  let message = 0;

  const mail = (userId: string, event: string, timestamp: string | null, campaign: string): object => ({
    type: 'track',
    messageId: `k${message++}`,
    userId,
    event,
    ...(timestamp === null ? {} : { timestamp }),
    context: { campaign: { name: campaign } },
  });
  const record = async (key: string, batch: readonly object[]): Promise<number> => {
    const headers = { authorization: `Bearer ${key}` };
    return (await api.browser().post<{ position: number }>('/v1/batch', { batch }, headers)).body.position;
  };

  beforeAll(async () => {
    api = await apiApp();
    admin = await firstAdmin(api);
    const { key } = (await admin.post<{ key: string }>('/api/keys', { name: 'mailer', scopes: ['intake'] })).body;
    known = await record(key, [
      mail('a', 'Email Delivered', '2026-03-01T10:00:00.000Z', 'spring'),
      mail('b', 'Email Delivered', '2026-03-01T10:00:00.000Z', 'spring'),
      mail('c', 'Email Delivered', '2026-03-01T10:00:00.000Z', 'spring'),
      mail('a', 'Email Opened', '2026-03-02T10:00:00.000Z', 'spring'),
      mail('a', 'Email Opened', '2026-03-03T10:00:00.000Z', 'spring'),
      // in Jakarta this is the first of April already
      mail('d', 'Email Delivered', '2026-03-31T17:00:00.000Z', 'summer'),
    ]);
    await record(key, [mail('b', 'Email Opened', '2026-03-05T10:00:00.000Z', 'spring')]);
    await api.settled();
  });
  afterAll(() => api.close());

  const ask = async (question: string): Promise<Figure & { slices?: (Figure & { slice: string })[]; zone: string }> =>
    (await admin.get<Figure & { zone: string }>(`/api/kpis/open-rate?${question}`)).body;

  it('count people, not touches, within a period of the workspace’s zone', async () => {
    expect(await ask('from=2026-03-01&to=2026-04-01')).toMatchObject({
      value: 2 / 3,
      numerator: 2,
      denominator: 3,
      zone: 'Asia/Jakarta',
    });
    expect(await ask('from=2026-04-01&to=2026-05-01')).toMatchObject({ value: 0, numerator: 0, denominator: 1 });
    expect(await ask('from=2026-06-01&to=2026-07-01')).toMatchObject({ value: null, numerator: 0, denominator: 0 });
  });

  it('answer by slice, as of a moment, and as known then', async () => {
    const { slices } = await ask('from=2026-01-01&to=2027-01-01&by=campaign');
    expect(slices).toMatchObject([
      { slice: 'spring', numerator: 2, denominator: 3 },
      { slice: 'summer', numerator: 0, denominator: 1 },
    ]);
    expect(await ask('from=2026-01-01&to=2027-01-01&asOf=2026-03-04T00:00:00.000Z')).toMatchObject({
      numerator: 1,
      denominator: 3,
    });
    expect(await ask(`from=2026-01-01&to=2027-01-01&asKnownAt=${known}`)).toMatchObject({
      numerator: 1,
      denominator: 4,
    });
  });

  it('drill to the records they count', async () => {
    const path = '/api/kpis/open-rate/records?from=2026-01-01&to=2027-01-01&part=denominator';
    const first = await admin.get<{ items: { contact: string }[]; next: string }>(
      `${path}&by=campaign&slice=spring&limit=2`,
    );
    const second = await admin.get<{ items: { contact: string }[]; next: null }>(
      `${path}&by=campaign&slice=spring&limit=2&cursor=${first.body.next}`,
    );
    expect([first.body.items.length, second.body.items.length, second.body.next]).toEqual([2, 1, null]);
    expect(new Set([...first.body.items, ...second.body.items].map((item) => item.contact)).size).toBe(3);
  });

  it('say what they are not', async () => {
    expect(await admin.get('/api/kpis/shoe-size?from=2026-01-01&to=2027-01-01')).toMatchObject({
      status: 404,
      body: { code: 'kpi.unknown' },
    });
    for (const by of ['constructor', '__proto__'])
      expect(await admin.get(`/api/kpis/open-rate?from=2026-01-01&to=2027-01-01&by=${by}`)).toMatchObject({
        status: 400,
        body: { code: 'kpi.slice' },
      });
    expect(await admin.get('/api/kpis/open-rate?from=2026-01-01&to=2027-01-01&by=colour')).toMatchObject({
      status: 400,
      body: { code: 'kpi.slice' },
    });
    expect(await admin.get('/api/kpis/open-rate?from=soon&to=2027-01-01')).toMatchObject({
      status: 400,
      body: { code: 'query.moment' },
    });
    expect(await admin.get('/api/kpis/open-rate?from=2026-01-01')).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'to' }] },
    });
  });
});
