import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { intakeApp, KEYS, type IntakeApp } from './test/intake-app.js';

let ids = 0;

/** An id no test has used. */
const fresh = (): string => `m-${++ids}`;

const touchpoint = {
  at: '2026-03-01T09:30:00Z',
  contact: { email: 'ann@example.com' },
  channel: 'webinar',
  kind: 'attended',
};
const track = { type: 'track', userId: 'u-1', event: 'Email Opened' };

describe('intake over HTTP', () => {
  let app: IntakeApp;
  beforeAll(async () => {
    app = await intakeApp({ limits: { received: 100_000, decompressed: 200_000 } });
  });
  afterAll(() => app.close());

  /** The events of the sources' messages. */
  const eventsOf = async (...messageIds: string[]) =>
    (await app.recorded()).filter(({ envelope }) => messageIds.includes(envelope.source.messageId));

  async function post(path: string, body: unknown, headers: Record<string, string> = {}) {
    const response = await fetch(`${app.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${KEYS.intake}`, ...headers },
      body: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
    });
    return {
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as Record<string, unknown>,
    };
  }

  it('takes one touchpoint, or a list, and says what became of each', async () => {
    const id = fresh();
    const one = await post('/api/touchpoints', { ...touchpoint, id });
    expect(one.status).toBe(200);
    expect(one.body).toMatchObject({
      recorded: 1,
      repeated: 0,
      quarantined: 0,
      messages: [{ outcome: 'recorded', messageId: id, position: one.body['position'] }],
    });
    const [event] = await eventsOf(id);
    expect((one.body['messages'] as { event: string }[])[0]!.event).toBe(event!.id);
    const list = await post('/api/touchpoints', [
      { ...touchpoint, id },
      { ...touchpoint, channel: 'pigeon' },
    ]);
    expect(list.status).toBe(200);
    expect(list.body).toMatchObject({ recorded: 0, repeated: 1, quarantined: 1, position: one.body['position'] });
    const aside = (list.body['messages'] as Record<string, unknown>[])[1]!;
    expect(aside).toMatchObject({ outcome: 'quarantined', reason: 'invalid', problems: [{ where: '[1].channel' }] });
    expect(await app.quarantine.get(aside['quarantine'] as string)).toMatchObject({ source: 'website' });
  });

  it('sets a number that no computer holds aside, and records what came beside it', async () => {
    const [before, large, after] = [fresh(), fresh(), fresh()];
    const batch = `{"batch":[${[before, large, after]
      .map(
        (id) =>
          `{"type":"track","event":"Order Completed","userId":"u-1","messageId":"${id}","properties":{"total":${id === large ? '1e400' : '1'}}}`,
      )
      .join(',')}]}`;
    const { status, body } = await post('/v1/batch', batch);
    expect(status).toBe(200);
    expect(body).toMatchObject({ recorded: 2, quarantined: 1 });
    expect(await eventsOf(before, large, after)).toHaveLength(2);
    const again = await post('/v1/batch', batch);
    expect(again.body).toMatchObject({ recorded: 0, repeated: 2, quarantined: 1 });
    const one = await post(
      '/api/touchpoints',
      `{"id":"${fresh()}","contact":{"email":"ann@example.com"},"channel":"call","kind":"answered","duration":1e400}`,
    );
    expect(one.body).toMatchObject({ recorded: 0, quarantined: 1 });
  });

  it('answers large deliveries by counts and what is in quarantine, unless asked for all', async () => {
    const many = Array.from({ length: 101 }, (_, n) => ({
      ...touchpoint,
      id: `many-${n}`,
      kind: n === 7 ? '' : 'attended',
    }));
    const { body } = await post('/api/touchpoints', many);
    expect(body).toMatchObject({ recorded: 100, quarantined: 1, messages: [{ outcome: 'quarantined' }] });
    const all = await post('/api/touchpoints', many, { prefer: 'return=representation' });
    expect(all.body).toMatchObject({ repeated: 100, quarantined: 1 });
    expect(all.body['messages']).toHaveLength(101);
  });

  it('finds the key wherever clients put it', async () => {
    const basic = (user: string) => `Basic ${Buffer.from(user).toString('base64')}`;
    const messageId = fresh();
    const message = { ...track, messageId };
    const none = { authorization: '' };
    expect((await post('/v1/track', message, { authorization: basic(`${KEYS.intake}:`) })).status).toBe(200);
    expect((await post('/v1/track', message, { authorization: basic(KEYS.intake) })).status).toBe(200);
    expect((await post('/v1/track', message, { ...none, 'x-write-key': KEYS.intake })).status).toBe(200);
    expect((await post('/v1/track', { ...message, writeKey: KEYS.intake }, none)).status).toBe(200);
    expect((await post('/v1/batch', { batch: [message], writeKey: KEYS.intake }, none)).status).toBe(200);
    expect((await post('/v1/track', message, { authorization: `Bearer ${KEYS.slow}` })).status).toBe(200);
    expect((await eventsOf(messageId)).map(({ envelope }) => envelope.source.name)).toEqual(['website', 'afar']);
  });

  it('refuses what has no key, a wrong one, or one without the scope, before it reads the body', async () => {
    const messageId = fresh();
    const refusals = await Promise.all([
      post('/v1/track', { ...track, messageId }, { authorization: '' }),
      post('/v1/track', 'not json', { authorization: 'Bearer wrong' }),
      post('/v1/track', { ...track, messageId, writeKey: 'wrong' }, { authorization: '' }),
      post('/v1/track', 'not json', { authorization: `Bearer ${KEYS.reading}` }),
    ]);
    expect(refusals.map(({ status, body }) => [status, body['code']])).toEqual([
      [401, 'key.missing'],
      [401, 'key.unknown'],
      [401, 'key.unknown'],
      [403, 'key.scope'],
    ]);
    expect(refusals[1].headers.get('content-type')).toContain('application/problem+json');
    expect(refusals[1].headers.get('www-authenticate')).toContain('Basic');
    expect(await eventsOf(messageId)).toEqual([]);
  });

  it.each([
    ['gzip', gzipSync, { 'content-encoding': 'gzip', 'content-type': 'application/x-www-form-urlencoded' }],
    ['gzip that nobody mentions', gzipSync, { 'content-type': 'text/plain' }],
    ['deflate', deflateSync, { 'content-encoding': 'deflate' }],
    ['bare deflate', deflateRawSync, { 'content-encoding': 'deflate' }],
    ['br', brotliCompressSync, { 'content-encoding': 'br' }],
    ['nothing, and no content type', (body: Buffer) => body, { 'content-type': '' }],
  ])('reads JSON compressed by %s', async (_how, compress, headers) => {
    const body = compress(Buffer.from(JSON.stringify({ batch: [track] })));
    expect((await post('/v1/batch', body, headers)).body).toMatchObject({ recorded: 1 });
  });

  it('reads a body that begins with a byte order mark', async () => {
    expect((await post('/v1/track', `\ufeff${JSON.stringify(track)}`)).status).toBe(200);
  });

  it.each([
    ['not JSON', '{"batch": [', {}, 400, 'delivery.not-json'],
    ['nothing', '', {}, 400, 'delivery.not-json'],
    ['not UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), {}, 400, 'delivery.not-utf8'],
    ['not messages', '[]', {}, 400, 'delivery.invalid'],
    ['too deep', `{"batch":${'['.repeat(64)}${']'.repeat(64)}}`, {}, 400, 'delivery.too-deep'],
    ['too large', 'x'.repeat(100_001), {}, 413, 'delivery.too-large'],
    ['too large once decompressed', gzipSync(Buffer.alloc(200_001, 0x20)), {}, 413, 'delivery.too-large'],
    ['damaged', gzipSync(Buffer.from('{}')).subarray(0, 15), {}, 400, 'delivery.not-decompressed'],
    ['compressed by what nobody knows', '{}', { 'content-encoding': 'zstd' }, 415, 'delivery.encoding-unknown'],
  ])('refuses a body that is %s, with the reason', async (_what, sent, headers, status, code) => {
    const answer = await post('/v1/batch', sent, headers);
    expect([answer.status, answer.body['code']]).toEqual([status, code]);
    expect(answer.body).toMatchObject({ type: `urn:throughline:problem:${code}`, status });
    expect(app.unforeseen).toEqual([]);
  });

  it.each([
    ['/v1/batch', []],
    ['/v1/batch', 42],
    ['/v1/track', []],
    ['/api/touchpoints', 42],
    ['/cloudevents', {}],
  ])('names the body where all of it does not fit: %s, %j', async (path, sent) => {
    const { status, body } = await post(path, JSON.stringify(sent));
    expect({ status, body }).toMatchObject({ status: 400, body: { errors: [{ path: 'body' }] } });
    expect(body['detail']).toMatch(/^body: /);
  });

  it('does not count brackets in texts as depth', async () => {
    const properties = { text: `${'[{'.repeat(100)}\\"` };
    expect((await post('/v1/track', { ...track, properties })).body).toMatchObject({ recorded: 1 });
  });

  it('says when to come back while the log is busy, and takes it then', async () => {
    app.log.goWrong({ kind: 'full' });
    const message = { ...track, messageId: fresh() };
    const busy = await post('/v1/track', message);
    expect([busy.status, busy.headers.get('retry-after'), busy.body['code']]).toEqual([503, '1', 'intake.busy']);
    expect((await post('/v1/track', message, { 'x-retry-count': '1' })).body).toMatchObject({ recorded: 1 });
  });

  it('marks history as such, by path or by parameter, and keeps the client’s correlation id', async () => {
    const [one, other] = [fresh(), fresh()];
    await post('/v1/import', { batch: [{ ...track, messageId: one }] }, { 'x-correlation-id': 'import-7' });
    await post('/api/touchpoints?origin=history', { ...touchpoint, id: other }, { 'x-correlation-id': 'two words' });
    const events = await eventsOf(one, other);
    expect(events.map(({ envelope }) => [envelope.origin, envelope.correlation])).toEqual([
      ['history', 'import-7'],
      ['history', undefined],
    ]);
  });
});

describe('bodies whose key, if any, is in them', () => {
  let app: IntakeApp;
  beforeAll(async () => {
    app = await intakeApp();
  });
  afterAll(() => app.close());

  const send = async (body: Buffer, headers: Record<string, string> = {}): Promise<number> =>
    (await fetch(`${app.url}/v1/batch`, { method: 'POST', body, headers })).status;

  it('are read only up to a size, before and after decompression', async () => {
    const small = Buffer.from(JSON.stringify({ writeKey: KEYS.intake, batch: [{ ...track, messageId: fresh() }] }));
    expect(await send(small)).toBe(200);
    const large = Buffer.from(
      JSON.stringify({
        batch: [{ ...track, messageId: fresh(), properties: { a: 'x'.repeat(600_000) } }],
        writeKey: KEYS.intake,
      }),
    );
    expect(await send(large)).toBe(413);
    expect(await send(gzipSync(large))).toBe(413);
    expect(await send(gzipSync(large), { authorization: `Bearer ${KEYS.intake}` })).toBe(200);
    const bomb = gzipSync(Buffer.from(`[${'{},'.repeat(1_500_000)}{}]`));
    expect(await send(bomb)).toBe(413);
  });
});

describe('intake that fails in a way nobody foresaw', () => {
  it('says so without saying more, and asks to send again', async () => {
    const app = await intakeApp({ service: { accept: () => Promise.reject(new Error('secret detail')) } });
    const response = await fetch(`${app.url}/v1/track`, {
      method: 'POST',
      headers: { authorization: `Bearer ${KEYS.intake}` },
      body: JSON.stringify(track),
    });
    const text = await response.text();
    await app.close();
    expect([response.status, response.headers.get('retry-after')]).toEqual([500, '2']);
    expect(text).not.toContain('secret');
    expect(app.unforeseen).toEqual([new Error('secret detail')]);
  });
});

describe('bodies that come all at once', () => {
  it('are turned away when they are too many to hold', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let waiting = (): void => undefined;
    const first = new Promise<void>((resolve) => {
      waiting = resolve;
    });
    const empty = { recorded: 0, repeated: 0, quarantined: 0, position: null, outcomes: [] };
    const accept = async () => {
      waiting();
      await held;
      return empty;
    };
    const app = await intakeApp({ service: { accept }, receiving: 250_000 });
    const send = () =>
      fetch(`${app.url}/v1/track`, {
        method: 'POST',
        headers: { authorization: `Bearer ${KEYS.intake}` },
        body: JSON.stringify({ ...track, properties: { text: 'x'.repeat(200_000) } }),
      });
    const large = send();
    await first;
    expect((await send()).status).toBe(503);
    release();
    expect((await large).status).toBe(200);
    expect((await send()).status).toBe(200);
    await app.close();
  });
});
