import { apiApp, firstAdmin, type ApiApp, type Browser } from '../../test/api-app.js';

interface Said {
  readonly freshness?: { readonly head: number; readonly position: number; readonly lagSeconds: number };
}

describe('live updates over HTTP', () => {
  let api: ApiApp;
  let admin: Browser;
  const controllers: AbortController[] = [];

  beforeAll(async () => {
    api = await apiApp({ heartbeatMs: 100 });
    admin = await firstAdmin(api);
  });
  afterEach(() => {
    for (const controller of controllers.splice(0)) controller.abort();
  });
  afterAll(() => api.close());

  const stream = async (headers: Record<string, string> = { cookie: admin.cookie! }): Promise<Response> => {
    const controller = new AbortController();
    controllers.push(controller);
    return fetch(`${api.url}/api/live`, { headers, signal: controller.signal });
  };
  async function* messages(response: Response): AsyncGenerator<Said> {
    let text = '';
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const block = text.slice(0, end);
        text = text.slice(end + 2);
        if (block.startsWith('data: ')) yield JSON.parse(block.slice(6)) as Said;
      }
    }
  }

  it('end with the session', async () => {
    const browser = api.browser();
    await browser.post('/api/session', { email: 'admin@localhost', password: 'correct horse battery' });
    const response = await stream({ cookie: browser.cookie! });
    expect(response.status).toBe(200);
    expect((await browser.ask('DELETE', '/api/session')).status).toBe(204);
    const heard: Said[] = [];
    for await (const message of messages(response)) heard.push(message);
    expect(heard[0]).toHaveProperty('freshness');
  });

  it('are so many per person', async () => {
    const opened: Response[] = [];
    for (let i = 0; i < 30; i++) opened.push(await stream());
    expect(new Set(opened.map(({ status }) => status))).toEqual(new Set([200]));
    const refused = await stream();
    expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([429, 'live.too-many']);
  });

  it('say how far behind everything is while nobody follows the log', async () => {
    await api.settled();
    await api.projector.stop();
    await admin.post('/api/keys', { name: 'late', scopes: ['intake'] });
    const lags: number[] = [];
    for await (const { freshness } of messages(await stream())) {
      if (freshness === undefined) continue;
      expect(freshness.position).toBeLessThan(freshness.head);
      lags.push(freshness.lagSeconds);
      if (lags.length === 3) break;
    }
    expect(lags[2]! - lags[0]!).toBeGreaterThan(1.5);
  });
});
