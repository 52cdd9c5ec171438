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

  const ask = async (question: string): Promise<Figure & { rows: (Figure & { slice: object })[]; zone: string }> =>
    (await admin.get<Figure & { rows: []; zone: string }>(`/api/kpis/open-rate?${question}`)).body;

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
    const { rows } = await ask('from=2026-01-01&to=2027-01-01&by=campaign');
    expect(rows).toMatchObject([
      { slice: { campaign: 'spring' }, numerator: 2, denominator: 3 },
      { slice: { campaign: 'summer' }, numerator: 0, denominator: 1 },
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
    const path = '/api/kpis/open-rate/drill?from=2026-01-01&to=2027-01-01&part=denominator&by=campaign';
    const first = await admin.get<{ items: { contact: string }[]; next: string }>(
      `${path}&slice=campaign%3Dspring&limit=2`,
    );
    const second = await admin.get<{ items: { contact: string }[]; next: null }>(
      `${path}&slice=campaign%3Dspring&limit=2&cursor=${first.body.next}`,
    );
    expect([first.body.items.length, second.body.items.length, second.body.next]).toEqual([2, 1, null]);
    expect(new Set([...first.body.items, ...second.body.items].map((item) => item.contact)).size).toBe(3);
  });

  it('answer of all time, by month, of some campaigns, and beside the period before', async () => {
    expect(await ask('')).toMatchObject({ numerator: 2, denominator: 4, rows: [{ slice: {}, denominator: 4 }] });
    expect((await ask('from=2026-02-01&to=2026-05-01&bucket=month')).rows).toMatchObject([
      { bucket: '2026-02-01', value: null, denominator: 0 },
      { bucket: '2026-03-01', numerator: 2, denominator: 3 },
      { bucket: '2026-04-01', numerator: 0, denominator: 1 },
    ]);
    expect(await ask('where=campaign%3Dsummer')).toMatchObject({ numerator: 0, denominator: 1 });
    expect(await ask('where=campaign%3Dsummer&where=campaign%3Dspring')).toMatchObject({ denominator: 4 });
    expect(await ask('from=2026-04-01&to=2026-05-01&compare=previous')).toMatchObject({
      denominator: 1,
      previous: { from: '2026-03-01', to: '2026-04-01', value: 2 / 3, growth: -1 },
    });
  });

  it('are listed in words of every language', async () => {
    const { items } = (await admin.get<{ items: Record<string, unknown>[] }>('/api/kpis')).body;
    expect(items.find(({ name }) => name === 'open-rate')).toMatchObject({
      version: 1,
      unit: 'ratio',
      unitWords: { fr: 'part' },
      teamWords: { id: 'Pemasaran' },
      title: { en: 'Open rate' },
      definition: { fr: expect.stringContaining('campagne') as unknown },
      slices: [{ name: 'campaign' }, { name: 'variant' }, { name: 'source' }],
    });
  });

  it('are defined in the workspace by whoever may, listed and asked like the others', async () => {
    const document = [
      'name: mails-opened',
      'kind: count',
      'unit: count',
      'team: marketing',
      'over: contacts.touch',
      'contact: profile',
      'record: profile',
      'distinct: true',
      "numerator: kind = 'opened' and occurred_at >= timestamptz '2026-03-01'",
      'slices: { campaign: campaign }',
      'title: Mails opened',
      'says: People who opened a mail.',
    ].join('\n');
    const defined = await admin.post<{ version: number; position: number; hash: string }>('/api/kpis', { document });
    expect(defined).toMatchObject({ status: 200, body: { name: 'mails-opened', version: 1 } });
    expect((await admin.post<object>('/api/kpis', { document })).body).toMatchObject({ version: 1, position: 0 });
    const question = `by=campaign&minPosition=${defined.body.position}`;
    expect((await admin.get<object>(`/api/kpis/mails-opened?${question}`)).body).toMatchObject({
      value: 2,
      version: 1,
      hash: defined.body.hash,
      rows: [{ slice: { campaign: 'spring' }, value: 2 }, { value: 0 }],
    });
    expect((await admin.get<{ items: object[] }>('/api/kpis/mails-opened/drill')).body.items).toHaveLength(2);
    expect((await admin.get<{ items: object[] }>('/api/kpis')).body.items).toContainEqual(
      expect.objectContaining({ name: 'mails-opened', hash: defined.body.hash }),
    );
    expect(
      await admin.post('/api/kpis', { document: document.replace("kind = 'opened'", '(select 1) = 1') }),
    ).toMatchObject({ status: 422, body: { code: 'kpi.invalid' } });
    expect(await admin.post('/api/commands/kpi.set', { params: {} })).toMatchObject({ status: 404 });
    expect(await admin.get('/api/kpis/mails-opened?version=7')).toMatchObject({ status: 404 });
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
    for (const [question, code] of [
      ['from=2026-03-01&to=2026-02-01', 'kpi.period'],
      ['from=1900-01-01&to=2026-01-01&bucket=day', 'kpi.period'],
      ['bucket=fortnight', 'query.invalid'],
      ['where=campaign', 'kpi.where'],
      ['where=colour%3Dred', 'kpi.slice'],
      ['days=30', 'kpi.parameter'],
      ['from=2026-01-01&from=2026-01-02', 'query.invalid'],
    ] as const)
      expect([question, await admin.get(`/api/kpis/open-rate?${question}`)]).toMatchObject([
        question,
        { status: 400, body: { code } },
      ]);
    for (const [address, where] of [
      ['/api/kpis/active-buyers?days=3000000', 'days'],
      ['/api/kpis/lead-conversion?days=999999999', 'days'],
      ['/api/kpis/%00', 'address'],
      ['/api/kpis/win-rate?where=region%3D%00', 'address'],
      ['/api/funnel?from=2018-01-01&to=2017-01-01', 'to'],
      ['/api/orders?from=2018-01-01&to=2017-01-01', 'to'],
      ['/api/activities?from=2018-01-01&to=2017-12-31T00:00:00Z', 'to'],
      ['/api/forecast?from=9999-12-31', 'from'],
      ['/api/forecast?from=0050-01-01', 'from'],
    ] as const)
      expect([address, await admin.get(address)]).toMatchObject([
        address,
        { status: 400, body: { errors: [{ path: where, message: expect.any(String) }] } },
      ]);
    expect(await admin.get('/api/kpis/open-rate/drill?part=half')).toMatchObject({ status: 400 });
    for (const [question, where] of [
      ['in=2026-01-01', 'in'],
      ['bucket=month&in=2026-01-02', 'in'],
      ['by=campaign&slice=source%3Dx', 'slice'],
    ] as const)
      expect([question, await admin.get(`/api/kpis/open-rate/drill?${question}`)]).toMatchObject([
        question,
        { status: 400, body: { errors: [{ path: where, message: expect.any(String) }] } },
      ]);
    expect(await admin.get('/api/kpis/open-rate?version=99')).toMatchObject({ status: 404 });
  });
});
