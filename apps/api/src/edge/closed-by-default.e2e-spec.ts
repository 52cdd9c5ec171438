import { CONNECTORS } from '#intake';
import { apiApp, firstAdmin, type ApiApp } from '../../test/api-app.js';

describe('routes', () => {
  it('keep the program from starting when one does not declare who may use it', async () => {
    const starting = apiApp({ plugins: [(server) => void server.get('/api/forgotten', () => 'open to all')] });
    await expect(starting).rejects.toThrow(/without a declared permission: .*GET.* \/api\/forgotten/);
  });

  it('keep the program from starting when one declares a permission that is none', async () => {
    const config = { access: 'everything' as never };
    const starting = apiApp({ plugins: [(server) => void server.get('/api/misspelt', { config }, () => '')] });
    await expect(starting).rejects.toThrow('/api/misspelt (everything)');
  });
});

describe('the edge', () => {
  let api: ApiApp;
  beforeAll(async () => {
    api = await apiApp({
      plugins: [
        (server) => {
          server.get('/api/broken', { config: { access: 'public' } }, () => {
            throw new Error('a secret detail');
          });
        },
      ],
    });
  });
  afterAll(() => api.close());

  it('asks strangers to sign in, on every route that is not public', async () => {
    const stranger = api.browser();
    for (const path of ['/api/contacts', '/api/kpis', '/api/projections', '/api/keys', '/api/live', '/api/search?q=a'])
      expect([path, await stranger.get(path)]).toMatchObject([
        path,
        { status: 401, body: { status: 401, code: 'access.unauthenticated' } },
      ]);
    expect((await stranger.post('/api/commands/person.change-role', {})).status).toBe(401);
  });

  it('answers what nobody foresaw without saying what it was, findable by its correlation id', async () => {
    const { status, body, headers } = await api.browser().get('/api/broken', { 'x-correlation-id': 'mine-1' });
    expect([status, body['code'], body['correlationId'], headers.get('x-correlation-id')]).toEqual([
      500,
      'internal',
      'mine-1',
      'mine-1',
    ]);
    expect(JSON.stringify(body)).not.toContain('secret');
  });

  it('sends headers that keep scripts of others out', async () => {
    const { headers } = await api.browser().get('/health/live');
    expect(headers.get('content-security-policy')).toContain("script-src 'self';");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('answers unknown paths and broken bodies as problems', async () => {
    const admin = await firstAdmin(api);
    expect(await admin.get('/api/nothing-here')).toMatchObject({ status: 404, body: { code: 'route.unknown' } });
    const unheard = await admin.post<{ detail: string }>('/webhooks/nope/tl_key');
    expect(unheard).toMatchObject({ status: 404, body: { code: 'route.unknown' } });
    expect(JSON.stringify(unheard.body)).not.toContain('tl_key');
    expect(await admin.post('/api/keys', [])).toMatchObject({
      status: 422,
      body: { detail: 'body: must be an object, not a list', errors: [{ path: 'body' }] },
    });
    const response = await fetch(`${api.url}/api/keys`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: admin.cookie!, 'x-csrf-token': admin.csrf! },
      body: '{"name": ',
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'request.malformed' });
    expect(await admin.post('/api/keys', { name: 'x', scopes: ['everything'] })).toMatchObject({
      status: 422,
      body: { code: 'key.scope-unknown', errors: [{ path: 'scopes' }] },
    });
    expect(await admin.post('/api/keys', { scope: [] })).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'scope' }, { path: 'name' }, { path: 'scopes' }] },
    });
  });

  it('lets keys do what their scopes say, until they are revoked', async () => {
    const admin = api.browser();
    await admin.post('/api/session', { email: 'admin@localhost', password: 'correct horse battery' });
    const issued = await admin.post<{ id: string; key: string }>('/api/keys', { name: 'shop', scopes: ['read'] });
    const source = api.browser();
    const authorization = { authorization: `Bearer ${issued.body.key}` };
    expect((await source.get('/api/contacts', authorization)).status).toBe(200);
    expect((await source.get('/api/keys', authorization)).status).toBe(403);
    expect((await source.post('/v1/track', { type: 'track', event: 'x', userId: 'u' }, authorization)).status).toBe(
      403,
    );
    await admin.post(`/api/keys/${issued.body.id}/revoke`, { reason: 'leaked' });
    expect((await source.get('/api/contacts', authorization)).status).toBe(401);
    const listed = await admin.get<{ items: { name: string; revokedAt: string | null; issuedBy: string }[] }>(
      '/api/keys',
    );
    expect(listed.body.items).toMatchObject([
      { name: 'shop', issuedBy: 'admin@localhost', revokedAt: expect.any(String) as string },
    ]);
  });

  it('decides a command once per Idempotency-Key, and refuses the key for another command', async () => {
    const admin = api.browser();
    await admin.post('/api/session', { email: 'admin@localhost', password: 'correct horse battery' });
    const added = await admin.post<{ id: string }>('/api/people', { email: 'idem@example.com', role: 'reader' });
    const change = (role: string, key: string) =>
      admin.post<{ position: number; events: string[] }>(
        '/api/commands/person.change-role',
        { id: added.body.id, params: { role } },
        { 'idempotency-key': key },
      );
    const first = await change('admin', 'one');
    expect(first.body.events).toHaveLength(1);
    expect((await change('admin', 'one')).body).toEqual(first.body);
    expect(await change('reader', 'one')).toMatchObject({ status: 422, body: { code: 'command.id-reused' } });
    expect((await change('admin', 'two')).body).toMatchObject({ position: 0, events: [] });
  });

  it('describes itself, and is ready', async () => {
    const stranger = api.browser();
    await api.settled();
    const document = await stranger.get<{ paths: Record<string, unknown> }>('/api/docs-json');
    expect(Object.keys(document.body.paths)).toEqual(
      expect.arrayContaining(['/api/contacts/{contact}/journey', '/api/commands/person.change-role', '/v1/batch']),
    );
    const intake = CONNECTORS.flatMap(({ paths, verify }) =>
      paths.map((path) => (verify === undefined ? `/${path}` : `/${path}/{key}`)),
    );
    expect(intake).toContain('/v1/import');
    expect(Object.keys(document.body.paths)).toEqual(expect.arrayContaining(intake));
    expect((await stranger.get('/api/docs')).status).toBe(200);
    expect((await stranger.get('/health/live')).status).toBe(200);
    const ready = await stranger.get<{ status: string }>('/health/ready');
    expect(ready).toMatchObject({ status: 200, body: { status: 'ok' } });
    const metrics = await stranger.get<string>('/metrics');
    expect(metrics.body).toContain('throughline_append_seconds_bucket');
    expect(metrics.body).toContain('throughline_http_request_seconds_count');
  });
});
