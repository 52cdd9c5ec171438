import { apiApp, firstAdmin, type ApiApp } from '../../test/api-app.js';

describe('signing in', () => {
  let api: ApiApp;
  const password = 'correct horse battery';

  beforeAll(async () => {
    api = await apiApp();
  });
  afterAll(() => api.close());

  it('lets the very first person in by the one-time link, once', async () => {
    const stranger = api.browser();
    expect((await stranger.get('/api/session')).status).toBe(401);
    const token = await api.runtime.access.firstRun();
    const browser = api.browser();
    const first = await browser.post<{ person: { email: string; role: string } }>('/api/session/link', {
      token,
      password,
    });
    expect(first.status).toBe(200);
    expect(first.body.person).toMatchObject({ email: 'admin@localhost', role: 'admin' });
    expect(first.headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Strict/);
    const again = await stranger.post('/api/session/link', { token, password });
    expect(again).toMatchObject({ status: 409, body: { code: 'sign-in-link.used' } });
    expect(again.headers.get('content-type')).toContain('application/problem+json');
    expect(await api.runtime.access.firstRun()).toBeNull();
  });

  it('lets people in with address and password, whatever the case of the address, and out again', async () => {
    const browser = api.browser();
    expect((await browser.post('/api/session', { email: 'Admin@localhost', password })).status).toBe(200);
    expect((await browser.get<{ zone: string }>('/api/session')).body.zone).toBe('Asia/Jakarta');
    const { cookie } = browser;
    expect((await browser.ask('DELETE', '/api/session')).status).toBe(204);
    expect(browser.cookie).toBeNull();
    expect((await browser.get('/api/session', { cookie: cookie! })).status).toBe(401);
  });

  it('says no more than that address and password do not fit, and slows guessing down', async () => {
    const browser = api.browser();
    const unknown = await browser.post('/api/session', { email: 'nobody@example.com', password });
    const wrong = await browser.post('/api/session', { email: 'admin@localhost', password: 'wrong password' });
    expect([unknown.status, unknown.body['code'], unknown.body['detail']]).toEqual([
      wrong.status,
      wrong.body['code'],
      wrong.body['detail'],
    ]);
    for (let i = 0; i < 5; i++) await browser.post('/api/session', { email: 'admin@localhost', password: 'wrong' });
    const refused = await browser.post('/api/session', { email: 'admin@localhost', password });
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('slows guessing down as well when many attempts are made at once', async () => {
    const says = { email: 'many@example.com', password: 'wrong password' };
    const answers = await Promise.all(Array.from({ length: 30 }, () => api.browser().post('/api/session', says)));
    expect(answers.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(6);
    expect(answers.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(24);
  });

  it('lets no page of another site sign anybody in', async () => {
    const says = { email: 'admin@localhost', password };
    expect(await api.browser().post('/api/session', says, { 'sec-fetch-site': 'cross-site' })).toMatchObject({
      status: 403,
      body: { code: 'csrf.cross-site' },
    });
  });

  it('refuses weak passwords and tokens that are none', async () => {
    const browser = api.browser();
    const weak = await browser.post('/api/session/link', { token: 'x', password: 'short' });
    expect(weak).toMatchObject({ status: 422, body: { code: 'password.weak', errors: [{ path: 'password' }] } });
    expect(await browser.post('/api/session/link', { token: 'x', password })).toMatchObject({
      status: 401,
      body: { code: 'sign-in.refused' },
    });
  });
});

describe('a session', () => {
  let api: ApiApp;
  beforeAll(async () => {
    api = await apiApp();
  });
  afterAll(() => api.close());

  it('commands only with its token', async () => {
    const admin = await firstAdmin(api);
    const says = { name: 'website', scopes: ['intake'] };
    expect((await admin.post('/api/keys', says)).status).toBe(201);
    expect(await admin.post('/api/keys', says, { 'x-csrf-token': 'forged' })).toMatchObject({
      status: 403,
      body: { code: 'csrf.missing' },
    });
    admin.csrf = null;
    expect((await admin.post('/api/keys', says)).status).toBe(403);
    expect((await admin.get('/api/keys')).status).toBe(200);
  });

  it('says of a key and of a link that was made already that it is shown once', async () => {
    const admin = api.browser();
    await admin.post('/api/session', { email: 'admin@localhost', password: 'correct horse battery' });
    const asked = { 'idempotency-key': 'k-1' };
    const says = { name: 'shop', scopes: ['intake'] };
    const issued = await admin.post<{ id: string }>('/api/keys', says, asked);
    expect(issued.status).toBe(201);
    expect(await admin.post('/api/keys', says, asked)).toMatchObject({
      status: 409,
      body: { code: 'key.shown-once', id: issued.body.id, detail: expect.stringContaining('revoke it') as string },
    });
    expect(await admin.post('/api/keys', { ...says, name: 'till' }, asked)).toMatchObject({
      status: 422,
      body: { code: 'command.id-reused' },
    });
    const { body } = await admin.get<{ items: { name: string }[] }>('/api/keys');
    expect(body.items.filter(({ name }) => name === 'shop' || name === 'till')).toHaveLength(1);
    const added = await admin.post<{ id: string }>('/api/people', { email: 'lea@example.com', role: 'reader' }, asked);
    expect(added.status).toBe(422);
    const invited = { 'idempotency-key': 'k-2' };
    const lea = await admin.post<{ id: string }>('/api/people', { email: 'lea@example.com', role: 'reader' }, invited);
    expect(lea.status).toBe(201);
    expect(await admin.post('/api/people', { email: 'lea@example.com', role: 'reader' }, invited)).toMatchObject({
      status: 409,
      body: { code: 'sign-in-link.shown-once', id: lea.body.id },
    });
    expect((await admin.post(`/api/people/${lea.body.id}/remove`)).status).toBe(200);
  });

  it('may what its role may, and nothing once the person is removed', async () => {
    const admin = api.browser();
    await admin.post('/api/session', { email: 'admin@localhost', password: 'correct horse battery' });
    const added = await admin.post<{ id: string; link: string }>('/api/people', {
      email: 'rea@example.com',
      role: 'reader',
    });
    expect(added.status).toBe(201);
    const token = new URL(added.body.link).searchParams.get('token');
    const reader = api.browser();
    expect((await reader.post('/api/session/link', { token, password: 'another good one', name: 'Rea' })).status).toBe(
      200,
    );
    expect((await reader.get('/api/contacts')).status).toBe(200);
    expect(await reader.post('/api/people', { email: 'x@example.com', role: 'admin' })).toMatchObject({
      status: 403,
      body: { code: 'access.denied' },
    });
    const people = await admin.get<{ items: { email: string; name: string | null; signedInAt: string | null }[] }>(
      '/api/people',
    );
    expect(people.body.items).toMatchObject([{ email: 'admin@localhost' }, { email: 'rea@example.com', name: 'Rea' }]);
    const { signedInAt } = people.body.items[1]!;
    expect(signedInAt).not.toBeNull();

    const again = await admin.post<{ link: string; position: number }>(`/api/people/${added.body.id}/link`);
    await reader.post('/api/session/link', {
      token: new URL(again.body.link).searchParams.get('token'),
      password: 'yet another good one',
    });
    await api.settled();
    const later = await admin.get<{ items: { signedInAt: string | null }[] }>('/api/people');
    expect(later.body.items[1]!.signedInAt).toBe(signedInAt);

    expect(
      (await admin.post('/api/commands/person.change-role', { id: added.body.id, params: { role: 'admin' } })).status,
    ).toBe(200);
    expect((await admin.post(`/api/people/${added.body.id}/remove`)).status).toBe(200);
    expect((await reader.get('/api/contacts')).status).toBe(401);
    expect(
      (await reader.post('/api/session', { email: 'rea@example.com', password: 'yet another good one' })).status,
    ).toBe(401);
  });

  it('cannot take away its own rights', async () => {
    const admin = api.browser();
    const { body } = await admin.post<{ person: { id: string } }>('/api/session', {
      email: 'admin@localhost',
      password: 'correct horse battery',
    });
    expect(await admin.post(`/api/people/${body.person.id}/remove`)).toMatchObject({
      status: 409,
      body: { code: 'person.own-removal' },
    });
  });
});
