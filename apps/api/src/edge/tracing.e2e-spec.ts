import { setTimeout as sleep } from 'node:timers/promises';
import { createTracing, type Tracing } from '#platform';
import { collector, type CollectedSpan, type Collector } from '#platform/testing';
import { apiApp, firstAdmin, type ApiApp, type Browser } from '../../test/api-app.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const CALLER = 'b7ad6b7169203331';
const SAMPLED = `00-${TRACE}-${CALLER}-01`;

describe('the trace of a request', () => {
  let collected: Collector;
  let tracing: Tracing;
  let api: ApiApp;
  let admin: Browser;
  let key: string;

  beforeAll(async () => {
    collected = await collector();
    tracing = await createTracing({
      service: 'test',
      version: '0',
      endpoint: collected.endpoint,
      headers: {},
      ratio: 0,
      everyMs: 50,
    });
    api = await apiApp({ tracing });
    admin = await firstAdmin(api);
    const made = await admin.post<{ key: string }>('/api/keys', { name: 'website', scopes: ['intake'] });
    ({ key } = made.body);
  });

  afterAll(async () => {
    await api.close();
    await tracing.close();
    await collected.close();
  });

  const touch = async (id: string, headers: Record<string, string>): Promise<Response> => {
    const answer = await fetch(`${api.url}/api/touchpoints`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ id, contact: { email: 'ann@example.com' }, channel: 'email', kind: 'opened' }),
    });
    expect(answer.status).toBe(200);
    return answer;
  };
  const span = async (fits: (one: CollectedSpan) => boolean): Promise<CollectedSpan> => {
    for (let waited = 0; waited < 20_000; waited += 50) {
      const found = collected.spans.find(fits);
      if (found !== undefined) return found;
      await sleep(50);
    }
    throw new Error(`no such span among ${collected.spans.map(({ name }) => name).join(', ')}`);
  };

  it('goes on from its caller through the log into the read models', async () => {
    const answer = await touch('traced', { traceparent: SAMPLED });
    const { position } = (await answer.json()) as { position: number };
    await api.settled();

    const request = await span(({ name }) => name === 'POST /api/touchpoints');
    expect(request).toMatchObject({ traceId: TRACE, parentSpanId: CALLER, kind: 2 });
    expect(request.attributes).toMatchObject({ 'http.response.status_code': 200 });
    expect(answer.headers.get('x-correlation-id')).toBe(`00-${TRACE}-${request.spanId}-01`);

    const append = await span(({ name }) => name === 'append');
    expect(append).toMatchObject({ traceId: TRACE, parentSpanId: request.spanId });
    expect(append.attributes).toMatchObject({
      'throughline.events': 1,
      'throughline.recorded': 1,
      'throughline.position.last': position,
    });

    const project = await span(({ name }) => name === 'project contacts');
    expect(project).toMatchObject({
      traceId: TRACE,
      parentSpanId: request.spanId,
      links: [{ traceId: TRACE, spanId: request.spanId }],
    });
    expect(project.attributes['throughline.position.first']).toBeLessThanOrEqual(position);
    expect(project.attributes['throughline.position.last']).toBeGreaterThanOrEqual(position);
  });

  it('is recorded with the event, and only where it is kept', async () => {
    await touch('unsampled', { traceparent: `00-${TRACE}-${CALLER}-00` });
    await touch('correlated', { traceparent: SAMPLED, 'x-correlation-id': 'order-77' });
    await touch('alone', {});
    const { events } = await api.store.log.readAll({ after: 0, types: ['touchpoint-recorded'], limit: 100 });
    const correlations = events.map(({ text }) => {
      const { source, correlation } = JSON.parse(text) as { source: { messageId: string }; correlation?: string };
      return [source.messageId, correlation];
    });
    expect(Object.fromEntries(correlations)).toMatchObject({
      traced: expect.stringMatching(new RegExp(`^00-${TRACE}-[0-9a-f]{16}-01$`)) as string,
      unsampled: undefined,
      correlated: 'order-77',
      alone: undefined,
    });
  });

  it('is not begun by whatever watches over the process, and not for those that are not kept', async () => {
    await fetch(`${api.url}/metrics`, { headers: { traceparent: SAMPLED } });
    await fetch(`${api.url}/api/contacts`);
    await sleep(300);
    expect(collected.spans.filter(({ name }) => name.startsWith('GET'))).toEqual([]);
  });
});

describe('the metrics of the store', () => {
  it('tell how large groups are, how long they take, and what the caches spare', async () => {
    const api = await apiApp();
    try {
      await firstAdmin(api);
      await api.settled();
      const text = await api.runtime.metrics.text();
      for (const line of [
        /^throughline_append_group_events_count [1-9]/m,
        /^throughline_append_group_seconds_count [1-9]/m,
        /^throughline_cache_reads_total\{cache="keys",outcome="miss"\} [1-9]/m,
        /^throughline_cache_reads_total\{cache="tail",outcome="hit"\} [1-9]/m,
      ])
        expect(text).toMatch(line);
    } finally {
      await api.close();
    }
  });
});
