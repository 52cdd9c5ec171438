import { apiApp, firstAdmin, type ApiApp, type Browser } from '../../test/api-app.js';

interface Line {
  readonly contact: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly touches: number;
  readonly lastAt: string | null;
  readonly lastChannel: string | null;
  readonly firstChannel: string | null;
}

interface Listed<T> {
  readonly items: readonly T[];
  readonly next: string | null;
  readonly asOfPosition: number;
}

describe('questions over HTTP', () => {
  let api: ApiApp;
  let admin: Browser;
  let key: string;
  let message = 0;

  /** Sends Segment calls; answers the position of the last. */
  const send = async (...calls: readonly object[]): Promise<number> => {
    const batch = calls.map((call) => ({ messageId: `m${message++}`, ...call }));
    const { status, body } = await api
      .browser()
      .post<{ position: number; quarantined: number }>('/v1/batch', { batch }, { authorization: `Bearer ${key}` });
    expect([status, body.quarantined]).toEqual([200, 0]);
    return body.position;
  };
  const touch = (userId: string, timestamp: string | undefined, more: object = {}): object => ({
    type: 'track',
    userId,
    event: 'Email Opened',
    ...(timestamp === undefined ? {} : { timestamp }),
    ...more,
  });
  const everyPage = async <T>(path: string): Promise<T[]> => {
    const items: T[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const { body, status }: { body: Listed<T>; status: number } = await admin.get<Listed<T>>(
        `${path}${cursor === '' ? '' : `&cursor=${cursor}`}`,
      );
      expect(status).toBe(200);
      items.push(...body.items);
      cursor = body.next;
    }
    return items;
  };

  beforeAll(async () => {
    api = await apiApp();
    admin = await firstAdmin(api);
    key = (await admin.post<{ key: string }>('/api/keys', { name: 'shop', scopes: ['intake'] })).body.key;
  });
  afterAll(() => api.close());

  it('answers what was just written to whoever names its position', async () => {
    for (let i = 0; i < 5; i++) {
      const position = await send({ type: 'identify', userId: `own-${i}`, traits: { name: `Own ${i}` } });
      const { body, headers } = await admin.get<Listed<Line>>(
        `/api/contacts?search=Own%20${i}&minPosition=${position}`,
      );
      expect(body.items).toMatchObject([{ name: `Own ${i}`, touches: 0 }]);
      expect(Number(headers.get('x-position'))).toBeGreaterThanOrEqual(position);
      expect(body.asOfPosition).toBe(Number(headers.get('x-position')));
    }
  });

  it('pages the list in every order without losing or repeating anybody', async () => {
    const day = (i: number): string => `2026-03-${String(1 + (i % 9)).padStart(2, '0')}T09:00:00.000Z`;
    await send(...Array.from({ length: 23 }, (_, i) => touch(`page-${i}`, day(i))));
    await send({ type: 'identify', userId: 'page-1', traits: { name: 'Ärmel', email: 'a@example.com' } });
    await send({ type: 'identify', userId: 'page-2', traits: { name: 'bea', email: 'b@example.com' } });
    await api.settled();
    const all = await everyPage<Line>('/api/contacts?limit=500');
    expect(all.length).toBe(28);
    for (const sort of [
      'lastAt',
      '-lastAt',
      'firstAt',
      '-firstAt',
      'name',
      '-name',
      'email',
      '-email',
      'touches',
      '-touches',
    ]) {
      const paged = await everyPage<Line>(`/api/contacts?limit=4&sort=${sort}`);
      expect([sort, paged.map((line) => line.contact)]).toEqual([
        sort,
        (await everyPage<Line>(`/api/contacts?limit=500&sort=${sort}`)).map((line) => line.contact),
      ]);
      expect(new Set(paged.map((line) => line.contact)).size).toBe(28);
    }
    const times = (await everyPage<Line>('/api/contacts?limit=7')).map((line) => line.lastAt);
    const known = times.filter((at) => at !== null);
    expect(times.slice(0, known.length)).toEqual([...known].sort().reverse());
  });

  it('filters, and finds by the beginning of name, address, company and identifier, in any case', async () => {
    await send(
      {
        type: 'identify',
        userId: 'u-zoe',
        traits: { name: 'Zoë Quartz', email: 'zq@quartz.example', company: 'Quartz Ltd' },
      },
      touch('u-zoe', '2026-04-01T10:00:00.000Z', { event: 'Webinar Attended' }),
    );
    await api.settled();
    for (const search of ['zoë', 'ZOË Q', 'zq@', 'quartz l', 'u-zo'])
      expect([
        search,
        (await everyPage<Line>(`/api/contacts?search=${encodeURIComponent(search)}`)).map((c) => c.email),
      ]).toEqual([search, ['zq@quartz.example']]);
    expect((await everyPage<Line>('/api/contacts?channel=webinar')).map((c) => c.name)).toEqual(['Zoë Quartz']);
    expect(await everyPage<Line>('/api/contacts?source=webinar&search=bea')).toEqual([]);
    const found = await admin.get<{ items: Line[] }>('/api/search?q=quartz');
    expect(found.body.items).toMatchObject([{ name: 'Zoë Quartz', company: 'Quartz Ltd' }]);
  });

  it('names whoever is known by an identifier alone by it', async () => {
    await send(touch('caller-77', '2026-04-01T10:00:00.000Z'));
    await api.settled();
    expect(await everyPage<Line>('/api/contacts?search=caller-77')).toMatchObject([{ name: 'caller-77', email: null }]);
  });

  it('pages a journey over all identifiers of a contact, newest first, filtered', async () => {
    const at = (i: number): string => new Date(Date.UTC(2026, 0, 1 + i)).toISOString();
    await send(
      ...Array.from({ length: 12 }, (_, i) =>
        touch('walker', at(i), { event: i % 3 === 0 ? 'Webinar Attended' : 'Email Opened' }),
      ),
    );
    await send(
      ...Array.from({ length: 7 }, (_, i) => ({ ...touch('x', at(i)), userId: undefined, anonymousId: 'anon-walker' })),
    );
    await send({ type: 'identify', userId: 'walker', anonymousId: 'anon-walker', traits: { email: 'w@example.com' } });
    await api.settled();
    const [walker] = await everyPage<Line>('/api/contacts?search=w@example.com');
    expect(walker).toMatchObject({ touches: 19 });
    const path = `/api/contacts/${walker!.contact}/journey`;
    const whole = await everyPage<{ eventId: string; at: string; channel: string }>(`${path}?limit=500`);
    const paged = await everyPage<{ eventId: string }>(`${path}?limit=4`);
    expect(paged).toEqual(whole);
    expect(whole.map((line) => line.at)).toEqual(
      whole
        .map((line) => line.at)
        .sort()
        .reverse(),
    );
    expect(whole).toHaveLength(19);
    expect(await everyPage(`${path}?limit=3&channel=webinar`)).toHaveLength(4);
    expect(await everyPage(`${path}?limit=3&from=2026-01-03&to=2026-01-05`)).toHaveLength(4);
    const { body } = await admin.get<{ buckets: { touches: number }[] }>(`/api/contacts/${walker!.contact}/density`);
    expect(body.buckets.reduce((sum, bucket) => sum + bucket.touches, 0)).toBe(19);
  });

  it('shows the record, redirected from an identifier, each field with its statements', async () => {
    await send({
      type: 'identify',
      userId: 'rec',
      traits: { name: 'Old', city: 'Bandung' },
      timestamp: '2026-01-01T00:00:00.000Z',
    });
    await send({
      type: 'identify',
      userId: 'rec',
      traits: { name: 'New', email: 'rec@example.com' },
      timestamp: '2026-02-01T00:00:00.000Z',
    });
    await api.settled();
    const [line] = await everyPage<Line>('/api/contacts?search=rec@example.com');
    const { body } = await admin.get<{
      fields: { field: string; value: string; since: string }[];
      identifiers: { kind: string; node: string }[];
    }>(`/api/contacts/${line!.contact}`);
    expect(body.fields.map(({ field, value }) => [field, value])).toEqual([
      ['city', 'Bandung'],
      ['email', 'rec@example.com'],
      ['name', 'New'],
    ]);
    expect(body.identifiers.map((identifier) => identifier.kind)).toEqual(['user', 'email']);
    const other = body.identifiers.find((identifier) => identifier.node !== line!.contact)!;
    expect((await admin.get(`/api/contacts/${other.node}`)).body).toMatchObject({
      contact: line!.contact,
      redirectedFrom: other.node,
    });
    const history = await admin.get<{ items: { value: string; until?: string }[] }>(
      `/api/contacts/${line!.contact}/fields/name`,
    );
    expect(history.body.items).toMatchObject([{ value: 'New' }, { value: 'Old', until: '2026-02-01T00:00:00.000Z' }]);
    const then = await admin.get<{ fields: { field: string; value: string }[] }>(
      `/api/contacts/${line!.contact}?asOf=2026-01-15T00:00:00.000Z`,
    );
    expect(then.body.fields.map(({ field, value }) => [field, value])).toEqual([
      ['city', 'Bandung'],
      ['name', 'Old'],
    ]);
  });

  it('answers what was known at a position as it was known then', async () => {
    const before = await send(touch('known', '2026-02-02T00:00:00.000Z'));
    await send(touch('known', '2026-02-01T00:00:00.000Z'));
    await api.settled();
    const [line] = await everyPage<Line>('/api/contacts?search=known');
    expect(
      (await admin.get<Listed<unknown>>(`/api/contacts/${line!.contact}/journey?asKnownAt=${before}`)).body.items,
    ).toHaveLength(1);
    expect((await admin.get<Listed<unknown>>(`/api/contacts/${line!.contact}/journey`)).body.items).toHaveLength(2);
    const { recordedAt } = (await api.store.log.readAt([before]))[0]!;
    const at = new Date(recordedAt).toISOString();
    expect(
      (await admin.get<Listed<unknown>>(`/api/contacts/${line!.contact}/journey?asKnownAt=${at}`)).body.items.length,
    ).toBeGreaterThan(0);
    expect(await admin.get('/api/contacts?asOf=2026-01-01T00:00:00.000Z')).toMatchObject({
      status: 400,
      body: { code: 'query.only-now' },
    });
  });

  it('shows an event opened, and what took it back', async () => {
    await send(
      touch('inspected', '2026-05-04T05:00:00.000Z'),
      touch('inspected', '2026-05-05T05:00:00.000Z', { properties: { subject: 'A secret offer' } }),
    );
    await api.settled();
    const [line] = await everyPage<Line>('/api/contacts?search=inspected');
    const [shown] = await everyPage<{ eventId: string; title: string }>(
      `/api/contacts/${line!.contact}/journey?limit=5`,
    );
    const event = await admin.get<{
      payload: { properties: object };
      takenBack: unknown;
      contact: string;
      envelope: { about: { profile: string } };
    }>(`/api/events/${shown!.eventId}`);
    expect(event.body).toMatchObject({
      payload: { properties: { subject: 'A secret offer' } },
      takenBack: null,
      contact: line!.contact,
    });
    const withdrawal = await admin.post<{ position: number; events: string[] }>(
      '/api/commands/contact.withdraw-touch',
      {
        id: line!.contact,
        params: { touch: shown!.eventId, profile: event.body.envelope.about.profile, reason: 'a mistake' },
      },
    );
    expect(withdrawal.status).toBe(200);
    const after = await admin.get(`/api/events/${shown!.eventId}?minPosition=${withdrawal.body.position}`);
    expect(after.body['takenBack']).toMatchObject({ by: withdrawal.body.events[0], reason: 'a mistake' });
    expect(await everyPage(`/api/contacts/${line!.contact}/journey?limit=5`)).toMatchObject([
      { at: '2026-05-04T05:00:00.000Z' },
    ]);
    const taking = await admin.get<{ envelope: { actor: { name: string } } }>(
      `/api/events/${withdrawal.body.events[0]}`,
    );
    expect(taking.body.envelope.actor).toMatchObject({ kind: 'person', name: 'Ada' });
  });

  it('shows what concerns people who work here, and keys, to those alone who may see these', async () => {
    const issued = await admin.post<{ key: string }>('/api/keys', { name: 'report', scopes: ['read'] });
    const { events } = await api.store.log.readAll({ after: 0, limit: 1_000 });
    const source = { authorization: `Bearer ${issued.body.key}` };
    for (const type of ['person-added', 'sign-in-link-issued', 'key-issued']) {
      const { id } = events.find((event) => event.type === type)!;
      expect((await admin.get(`/api/events/${id}`)).status).toBe(200);
      expect([type, await api.browser().get(`/api/events/${id}`, source)]).toMatchObject([
        type,
        { status: 403, body: { code: 'access.denied' } },
      ]);
    }
    const { id } = events.find((event) => event.type === 'touchpoint-recorded')!;
    expect((await api.browser().get(`/api/events/${id}`, source)).status).toBe(200);
  });

  it('says of each key when it was last used, not when its namesake was', async () => {
    const twins = await Promise.all(
      ['used', 'unused'].map(
        async () =>
          (await admin.post<{ id: string; key: string }>('/api/keys', { name: 'twin', scopes: ['intake'] })).body,
      ),
    );
    await api
      .browser()
      .post('/v1/track', touch('twin', '2026-05-04T05:00:00.000Z'), { authorization: `Bearer ${twins[0]!.key}` });
    const { items } = (
      await admin.get<{ items: { id: string; name: string; lastUsedAt: string | null }[] }>('/api/keys')
    ).body;
    const lastUsed = (id: string): string | null => items.find((one) => one.id === id)!.lastUsedAt;
    expect(Date.now() - Date.parse(lastUsed(twins[0]!.id)!)).toBeLessThan(60_000);
    expect(lastUsed(twins[1]!.id)).toBeNull();
    expect(items.find(({ name }) => name === 'shop')!.lastUsedAt).not.toBeNull();
  });

  it('says when more is found than it looks at', async () => {
    await api.settled();
    expect((await admin.get('/api/contacts?search=own')).body).not.toHaveProperty('cut');
    const many = Array.from({ length: 1_001 }, (_, i) => touch(`crowd-${i}`, '2026-01-01T00:00:00.000Z'));
    for (let at = 0; at < many.length; at += 100) await send(...many.slice(at, at + 100));
    await api.settled();
    expect((await admin.get('/api/contacts?search=crowd-')).body).toMatchObject({ cut: true });
    expect((await admin.get('/api/search?q=crowd-')).body).toMatchObject({ cut: true });
    expect((await admin.get('/api/contacts?search=crowd-1')).body).not.toHaveProperty('cut');
  });

  it('finds first what is searched for as a whole', async () => {
    for (const asked of ['crowd-1', 'CROWD-10']) {
      const { items } = (await admin.get<{ items: { name: string }[] }>(`/api/search?q=${asked}`)).body;
      expect(items.length).toBeGreaterThan(1);
      expect(items[0]!.name).toBe(asked.toLowerCase());
    }
  });

  it('answers a parameter that is too long as a problem', async () => {
    const { status, headers, body } = await admin.post(`/api/people/${'x'.repeat(200)}/link`);
    expect([status, body['code']]).toEqual([414, 'request.too-long']);
    expect(headers.get('content-type')).toContain('application/problem+json');
  });

  it('says what is wrong with a question', async () => {
    expect(await admin.get('/api/contacts?limit=501')).toMatchObject({ status: 400, body: { code: 'query.limit' } });
    expect(await admin.get('/api/contacts?cursor=xyz')).toMatchObject({ status: 400, body: { code: 'query.cursor' } });
    expect(await admin.get('/api/contacts?sort=shoe-size')).toMatchObject({
      status: 400,
      body: { code: 'query.sort' },
    });
    expect(await admin.get('/api/contacts?colour=red')).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'colour' }] },
    });
    expect(await admin.get('/api/contacts?minPosition=x')).toMatchObject({
      status: 400,
      body: { code: 'query.min-position' },
    });
    expect(await admin.get('/api/contacts/00000000-0000-8000-8000-000000000000')).toMatchObject({
      status: 404,
      body: { code: 'contact.unknown' },
    });
    expect(await admin.get('/api/contacts/nonsense')).toMatchObject({ status: 404 });
  });

  it.each([
    ['sort=constructor', 'query.sort'],
    ['sort=__proto__', 'query.sort'],
    ['constructor=1', 'query.invalid'],
    ['__proto__=1', 'query.invalid'],
  ])('says what is wrong with %s, which every object has', async (query, code) => {
    expect(await admin.get(`/api/contacts?${query}`)).toMatchObject({ status: 400, body: { code } });
  });

  it('takes no cursor that it did not write', async () => {
    const [line] = await everyPage<Line>('/api/contacts?limit=1&search=walker');
    const journey = `/api/contacts/${line!.contact}/journey`;
    const id = '00000000-0000-8000-8000-000000000000';
    const forged: readonly (readonly [string, readonly unknown[]])[] = [
      ['/api/contacts?sort=touches', ['contacts touches']],
      ['/api/contacts?sort=touches', ['contacts touches', 'many', id]],
      ['/api/contacts?sort=touches', ['contacts touches', 1, 'nobody']],
      ['/api/contacts?sort=touches', ['contacts touches', 1, id, 2]],
      ['/api/contacts?sort=touches', ['contacts touches', { a: 1 }, id]],
      ['/api/contacts?sort=name', ['contacts name', 'a\u0000b', id]],
      ['/api/contacts?sort=lastAt', ['contacts lastAt', '2026-02-31T00:00:00.000Z', id]],
      [`${journey}?limit=2`, ['journey', 'yesterday', 1]],
      [`${journey}?limit=2`, ['journey', null, 'x']],
      [`${journey}?limit=2`, ['journey']],
      ['/api/kpis/open-rate/drill?from=2026-01-01&to=2026-02-01', ['kpi open-rate numerator', null, id]],
    ];
    for (const [path, values] of forged) {
      const cursor = Buffer.from(JSON.stringify(values)).toString('base64url');
      const { status, body } = await admin.get(`${path}&cursor=${cursor}`);
      expect([path, values, status, body['code']]).toEqual([path, values, 400, 'query.cursor']);
    }
  });

  it('takes no moment that there never was', async () => {
    const [line] = await everyPage<Line>('/api/contacts?limit=1&search=walker');
    for (const from of [
      '2026-02-31T00:00:00Z',
      '2026-02-31',
      '2026-03-01T24:00:00Z',
      '0000-01-01',
      '0000-01-01T00:00:00Z',
    ])
      expect([from, (await admin.get(`/api/contacts/${line!.contact}/journey?from=${from}`)).body['code']]).toEqual([
        from,
        'query.moment',
      ]);
    expect(
      (await admin.get(`/api/contacts/${line!.contact}/journey?from=2026-03-01T00:00:00.${'0'.repeat(120)}Z`)).status,
    ).toBe(400);
  });

  it.each([
    '/api/people/a%00b/link',
    '/api/people/a%00b/remove',
    '/api/keys/a%00b/revoke',
    '/api/dead-letters/a%00b/retry',
    '/api/reaction-dead-letters/a%00b/retry',
  ])('finds nothing at %s', async (path) => {
    const { status } = await admin.post(path);
    expect([404, 422]).toContain(status);
  });

  it('tells listeners what changed, up to which position', async () => {
    const controller = new AbortController();
    const response = await fetch(`${api.url}/api/live`, {
      headers: { cookie: admin.cookie! },
      signal: controller.signal,
    });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    const position = await send(touch('live', '2026-05-05T05:00:00.000Z'));
    let text = '';
    const told = (): boolean =>
      [...text.matchAll(/^data: (.*)$/gm)].some((match) => {
        const message = JSON.parse(match[1]!) as { changed?: string[]; position?: number };
        return message.changed?.includes('contacts') === true && message.position! >= position;
      });
    while (!told()) {
      const { value, done } = await reader.read();
      if (done) throw new Error('the stream ended');
      text += value;
    }
    expect(text).toContain('"freshness"');
    controller.abort();
  });
});
