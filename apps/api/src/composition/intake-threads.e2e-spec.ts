import { apiApp, firstAdmin, type ApiApp } from '../../test/api-app.js';

interface Answered {
  readonly recorded: number;
  readonly repeated: number;
  readonly quarantined: number;
  readonly position: number;
  readonly messages: readonly unknown[];
  readonly code?: string;
}

/** About 200 bytes each: a few hundred are a large delivery. */
const messages = (from: number, count: number): object[] =>
  Array.from({ length: count }, (_, i) => ({
    type: 'track',
    messageId: `m-${from + i}`,
    userId: `u-${(from + i) % 20}`,
    event: 'Email Opened',
    timestamp: '2026-03-01T10:00:00.000Z',
    properties: { subject: 'What a large delivery is made of, in as many words as it takes' },
  }));

describe('large deliveries, shared between two threads', () => {
  let api: ApiApp;
  let headers: Record<string, string>;
  const post = (path: string, body: unknown) => api.browser().post<Answered>(path, body, headers);
  const appended = async (): Promise<number> => {
    const found = /throughline_append_events_sum (\d+)/.exec(await api.runtime.metrics.text());
    return Number(found![1]);
  };

  beforeAll(async () => {
    api = await apiApp({ intakeThreads: 1 });
    const admin = await firstAdmin(api);
    const { key } = (await admin.post<{ key: string }>('/api/keys', { name: 'shop', scopes: ['intake'] })).body;
    headers = { authorization: `Bearer ${key}` };
    const { intakeThreads } = api;
    while (!intakeThreads.running) await new Promise((resolve) => setTimeout(resolve, 20));
  });
  afterAll(() => api.close());

  it('are recorded once, whoever takes them, and however often they come', async () => {
    const before = await appended();
    const sent = [messages(0, 500), messages(500, 500), messages(1_000, 500), messages(250, 500)];
    const answers = await Promise.all(sent.map((batch) => post('/v1/batch', { batch })));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const sum = (of: 'recorded' | 'repeated'): number => answers.reduce((all, { body }) => all + body[of], 0);
    expect([sum('recorded'), sum('repeated')]).toEqual([1_500, 500]);
    const again = await Promise.all(sent.map((batch) => post('/v1/batch', { batch })));
    expect(again.map(({ body }) => [body.recorded, body.repeated])).toEqual(sent.map(() => [0, 500]));
    await api.settled();
    expect(await appended()).toBe(before + 4_000);
    expect(api.intakeThreads.underway.messages).toBe(0);
  });

  it('say what is set aside, and all of it to whoever asks', async () => {
    const batch = [...messages(2_000, 400), { type: 'nothing', messageId: 'odd', text: 'x'.repeat(1_000) }];
    const { body } = await post('/v1/batch', { batch });
    expect([body.recorded, body.quarantined, body.messages.length]).toEqual([400, 1, 1]);
    headers['prefer'] = 'return=representation';
    expect((await post('/v1/batch', { batch })).body.messages).toHaveLength(401);
    delete headers['prefer'];
  });

  it('are refused as small ones are', async () => {
    const large = 'x'.repeat(100_000);
    const list = await post('/v1/batch', { batch: large });
    expect([list.status, list.body.code]).toEqual([400, 'delivery.invalid']);
    const deep = await post('/v1/batch', JSON.parse(`${'['.repeat(70)}"${large}"${']'.repeat(70)}`) as unknown);
    expect([deep.status, deep.body.code]).toEqual([400, 'delivery.too-deep']);
  });
});
