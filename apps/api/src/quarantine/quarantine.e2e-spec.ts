import type { LedgerLine, SourceLine } from '#queries';
import { apiApp, firstAdmin, type ApiApp, type Browser } from '../../test/api-app.js';
import { QuarantineDesk } from '../composition/quarantine-desk.js';
import type { QuarantineAnswer, QuarantineEntry, RetryAnswer } from './quarantine.controller.js';

describe('the quarantine over HTTP', () => {
  let api: ApiApp;
  let admin: Browser;
  let key: string;
  beforeAll(async () => {
    api = await apiApp({ configuration: { forbiddenPatterns: ['SECRET-\\d+'] } });
    admin = await firstAdmin(api);
    ({ key } = (await admin.post<{ key: string }>('/api/keys', { name: 'website', scopes: ['intake'] })).body);
    await api.settled();
  });
  afterAll(() => api.close());

  const send = async (path: string, body: unknown) => {
    const response = await fetch(`${api.url}/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify(body),
    });
    expect(response.status).toBe(200);
    return (await response.json()) as {
      recorded: number;
      repeated: number;
      quarantined: number;
      messages: { quarantine: string }[];
    };
  };
  const page = (messageId: string, more: object = {}) => ({
    type: 'page',
    messageId,
    userId: 'u',
    name: 'Home',
    ...more,
  });
  const aside = async (message: object): Promise<string> => {
    const { quarantined, messages } = await send('v1/batch', { batch: [message] });
    expect(quarantined).toBe(1);
    return messages[0]!.quarantine;
  };
  const one = (id: string) => admin.get<QuarantineEntry>(`/api/quarantine/${id}`);
  const replay = (id: string, message?: unknown) =>
    admin.post<{ event: string; position?: number; repeated: boolean; errors?: { path: string }[]; code?: string }>(
      `/api/quarantine/${id}/replay`,
      message === undefined ? {} : { message },
    );

  it('shows what is wrong, takes it mended under its own id, and is harmless when repeated', async () => {
    const id = await aside(page('mend-1', { userId: undefined }));
    const { body: entry } = await one(id);
    expect(entry).toMatchObject({ source: 'website', reason: 'invalid', state: 'waiting', readable: true });
    expect(entry.problems![0]!.where).toBe('identifiers');
    expect(await replay(id)).toMatchObject({ status: 422, body: { code: 'quarantine.unfit' } });
    const fixed = { ...(entry.message as object), userId: 'ann' };
    const first = await replay(id, fixed);
    expect(first).toMatchObject({ status: 200, body: { state: 'mended', repeated: false } });
    expect(await replay(id, fixed)).toMatchObject({ status: 200, body: { event: first.body.event, repeated: true } });
    expect((await send('v1/batch', { batch: [fixed] })).repeated).toBe(1);
    await api.settled();
    const { body: event } = await admin.get<{ envelope: object }>(`/api/events/${first.body.event}`);
    expect(event.envelope).toMatchObject({
      source: { name: 'website', messageId: 'mend-1' },
      actor: { kind: 'person' },
      authority: { kind: 'role', name: 'admin' },
    });
    expect((await one(id)).body).toMatchObject({
      state: 'mended',
      event: first.body.event,
      acts: [{ act: 'tried' }, { act: 'mended', note: 'edited' }],
    });
  });

  it('gives a message without an id the same one at every replay', async () => {
    const id = await aside({ type: 'page', userId: 'u', timestamp: '1969-01-01T00:00:00Z' });
    const fixed = { type: 'page', userId: 'u', timestamp: '2020-01-01T00:00:00Z' };
    const before = (await api.store.log.head()).position;
    const answers = await Promise.all([replay(id, fixed), replay(id, fixed), replay(id, fixed)]);
    expect(new Set(answers.map(({ body }) => body.event)).size).toBe(1);
    expect((await api.store.log.head()).position).toBe(before + 1);
  });

  it('replays one message of a batch with what the batch said once for all, by the clock it corrected', async () => {
    const ahead = 3 * 3_600_000;
    const sentAt = new Date(Date.now() + ahead).toISOString();
    const timestamp = new Date(Date.now() + ahead - 60_000).toISOString();
    const context = { ip: '203.0.113.9', campaign: { name: 'spring' }, note: 'card 4111 1111 1111 1111' };
    const response = await fetch(`${api.url}/v1/batch?origin=history`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}`, 'x-correlation-id': 'import-7' },
      body: JSON.stringify({ batch: [page('shared', { userId: undefined, timestamp })], context, sentAt }),
    });
    const { messages } = (await response.json()) as { messages: { quarantine: string }[] };
    const id = messages[0]!.quarantine;
    const { body: entry } = await one(id);
    const shared = { ...context, note: 'card [card number cut out]' };
    expect(entry.once).toEqual({ sentAt, shared, origin: 'history', correlation: 'import-7' });
    expect(entry.readers).toEqual([]);
    const { body: mended } = await replay(id, { ...(entry.message as object), userId: 'bea' });
    await api.settled();
    const { body: event } = await admin.get<{ envelope: { occurredAt: string }; payload: object }>(
      `/api/events/${mended.event}`,
    );
    expect(event.envelope).toMatchObject({ origin: 'history', correlation: 'import-7' });
    expect(event.payload).toMatchObject({ ip: '203.0.113.9', utmCampaign: 'spring' });
    expect(Date.parse(timestamp) - Date.parse(event.envelope.occurredAt)).toBeGreaterThan(ahead - 60_000);
    expect(Date.parse(event.envelope.occurredAt)).toBeLessThan(Date.now());
  });

  it('keeps the Idempotency-Key that names a touchpoint which could not be read', async () => {
    const post = async (body: object) => {
      const headers = {
        'content-type': 'application/json',
        authorization: `Bearer ${key}`,
        'idempotency-key': 'call-1',
      };
      const response = await fetch(`${api.url}/api/touchpoints`, {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
      });
      return (await response.json()) as { repeated: number; messages: { quarantine: string; messageId: string }[] };
    };
    const broken = { contact: { user: 'cy' }, channel: 'carrier pigeon', kind: 'sent' };
    const [{ quarantine, messageId }] = (await post(broken)).messages as [{ quarantine: string; messageId: string }];
    expect(messageId).toBe('call-1/0');
    const fixed = { ...broken, channel: 'email', at: '2026-03-01T09:30:00Z' };
    expect(await replay(quarantine, fixed)).toMatchObject({ status: 200, body: { repeated: false } });
    expect((await post(fixed)).repeated).toBe(1);
  });

  it('replays what came in a way that nobody noted: by the webhook of its source, or by what is said', async () => {
    const put = async (source: string, message: object): Promise<string> => {
      const id = api.store.ids.derived('quarantine', source, JSON.stringify(message));
      const bytes = Buffer.from(JSON.stringify(message));
      const problems = [{ where: '', what: 'did not fit then' }];
      const says = {
        id,
        source,
        receivedAt: Date.now(),
        reason: 'invalid',
        problems,
        firstEvent: null,
        bytes,
      } as const;
      await api.runtime.quarantine.put([says], { source, at: says.receivedAt, received: 1, setAside: 1 });
      return id;
    };
    const old = await put('old website', page('old-1'));
    const { body: entry } = await one(old);
    expect(entry.readers).toContain('segment');
    expect(await replay(old)).toMatchObject({ status: 422, body: { code: 'quarantine.no-connector' } });
    const by = (connector: string) =>
      admin.post<{ state: string; code?: string }>(`/api/quarantine/${old}/replay`, { connector });
    expect(await by('fax')).toMatchObject({ status: 422, body: { code: 'quarantine.no-connector' } });
    expect(await by('segment')).toMatchObject({ status: 200, body: { state: 'mended' } });
    const several = [await put('old website', page('old-2')), await put('old website', { type: 'fax' })];
    expect((await admin.post('/api/quarantine/retry', { source: 'old website' })).body).toMatchObject({ mended: 0 });
    const retried = await admin.post('/api/quarantine/retry', { source: 'old website', connector: 'segment' });
    expect(retried.body).toMatchObject({ tried: several.length, mended: 1 });

    await admin.post('/api/keys', { name: 'old billing', scopes: ['intake'], webhook: 'stripe' });
    const object = { id: 'cus_9', object: 'customer', email: 'eve@example.com' };
    const event = { id: 'evt_9', type: 'customer.created', created: 1_772_000_000, data: { object } };
    const billed = await put('old billing', event);
    expect((await one(billed)).body.readers).toEqual([]);
    expect(await replay(billed)).toMatchObject({ status: 200, body: { state: 'mended' } });
  });

  it('shows both versions of an id, and keeps the first', async () => {
    await send('v1/batch', { batch: [page('twice', { name: 'First' })] });
    const id = await aside(page('twice', { name: 'Second' }));
    await api.settled();
    const { body } = await one(id);
    expect(body.message).toMatchObject({ name: 'Second' });
    expect(body.first!.payload).toMatchObject({ name: 'First' });
    expect((await replay(id)).body).toMatchObject({ code: 'quarantine.unfit', errors: [{ path: 'messageId' }] });
    expect(await replay(id, page('twice-2', { name: 'Second' }))).toMatchObject({ status: 200 });
  });

  it('discards once, with the reason', async () => {
    const id = await aside(page('noise', { userId: undefined }));
    expect(await admin.post(`/api/quarantine/${id}/discard`, {})).toMatchObject({ status: 422 });
    const discarded = await admin.post(`/api/quarantine/${id}/discard`, { reason: 'a test of theirs' });
    const { body: listed } = await admin.get<QuarantineAnswer>('/api/quarantine?state=discarded');
    expect(discarded).toMatchObject({ status: 200, body: { state: 'discarded' } });
    expect(discarded.body).toEqual(listed.items.find((item) => item.id === id));
    expect(await replay(id, page('noise'))).toMatchObject({ status: 422, body: { code: 'quarantine.settled' } });
    expect((await one(id)).body.acts).toMatchObject([{ act: 'discarded', note: 'a test of theirs' }]);
    expect(await one('0192f0c1-0004-8000-8000-000000000004')).toMatchObject({ status: 404 });
  });

  it('keeps neither card numbers nor what is forbidden here, not even sealed', async () => {
    const card = await aside(page('card', { properties: { note: 'my card is 4111-1111-1111-1111' } }));
    const secret = await aside(page('secret', { properties: { note: 'SECRET-12345' } }));
    expect((await one(card)).body).toMatchObject({
      reason: 'card-number',
      problems: [{ where: 'properties.note' }],
      message: { properties: { note: 'my card is [card number cut out]' } },
    });
    expect((await one(secret)).body).toMatchObject({
      reason: 'forbidden',
      message: { properties: { note: '[cut out]' } },
    });
  });

  it('records what something was cut out of only edited, one by one', async () => {
    const waiting = async () =>
      (await admin.get<QuarantineAnswer>('/api/quarantine?state=waiting')).body.items.map(({ id, reason }) => ({
        id,
        reason,
      }));
    const cut = (await waiting()).filter(({ reason }) => reason === 'card-number' || reason === 'forbidden');
    expect(cut).toHaveLength(2);
    expect((await admin.post('/api/quarantine/retry', {})).status).toBe(200);
    expect(await waiting()).toEqual(expect.arrayContaining(cut));
    expect(await admin.post('/api/quarantine/retry', { reason: 'forbidden' })).toMatchObject({
      status: 422,
      body: { code: 'quarantine.cut-out', errors: [{ path: 'reason' }] },
    });
    for (const { id } of cut) {
      const { message } = (await one(id)).body as { message: { properties: object } };
      for (const stated of [undefined, message])
        expect(await replay(id, stated)).toMatchObject({
          status: 422,
          body: { code: 'quarantine.cut-out', errors: [{ path: 'message' }] },
        });
      expect(await replay(id, { ...message, properties: { note: 'removed' } })).toMatchObject({ status: 200 });
    }
  });

  it('says what is wrong with an edit out of which nothing is read', async () => {
    const entry = {
      id: api.store.ids.derived('quarantine', 'silent'),
      source: 'silent',
      receivedAt: Date.now(),
      reason: 'invalid',
      problems: [],
      firstEvent: null,
      bytes: Buffer.from('{}'),
      connector: 'touchpoints',
      path: 'api/touchpoints',
    } as const;
    await api.runtime.quarantine.put([entry], { source: 'silent', at: entry.receivedAt, received: 1, setAside: 1 });
    const { status, body } = await replay(entry.id, []);
    expect({ status, code: body.code }).toEqual({ status: 422, code: 'quarantine.unfit' });
    expect(body.errors).toMatchObject([{ path: 'message', message: 'says nothing that would be recorded' }]);
  });

  it('is mended where its event is recorded, though somebody discarded it meanwhile', async () => {
    const id = await aside(page('contested', { userId: undefined }));
    const { store, quarantine, desk } = api.runtime;
    const by = { kind: 'person', id: 'bea' } as const;
    const log = Object.assign(Object.create(store.log) as typeof store.log, {
      readStream: async (stream: string) => {
        await desk.discard(id, 'noise', { by });
        return store.log.readStream(stream);
      },
    });
    const slow = new QuarantineDesk({ store: { ...store, log }, quarantine, forbidden: [] });
    const replayed = await slow.replay(id, page('contested', { userId: 'ann' }), { by });
    expect((await one(id)).body).toMatchObject({
      state: 'mended',
      event: replayed.event,
      acts: [{ act: 'discarded' }, { act: 'mended' }],
    });
  });

  it('does not receive once more what does not fit still, whatever was wrong', async () => {
    await send('v1/batch', { batch: [page('stands', { name: 'First' })] });
    const ids = [await aside(page('stands', { name: 'Second' })), await aside(page('unfit', { userId: undefined }))];
    const received = async () => {
      const { rows } = await api.store.pool.query<{ sum: string }>('select sum(received) from vault.receipts');
      return Number(rows[0]!.sum);
    };
    const before = await received();
    for (const id of ids) expect((await replay(id)).status).toBe(422);
    expect(await received()).toBe(before);
  });

  it('lists by source, reason and state, page by page, and tries them again together', async () => {
    for (let n = 0; n < 5; n++)
      await aside(page(`future-${n}`, { timestamp: new Date(Date.now() + 3_000_000).toISOString() }));
    const listed: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const { body }: { body: QuarantineAnswer } = await admin.get(
        `/api/quarantine?source=website&reason=future&state=waiting&limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`,
      );
      listed.push(...body.items.map(({ id }) => id));
      cursor = body.next;
      expect(body.counts).toContainEqual({ source: 'website', reason: 'future', state: 'waiting', entries: 5 });
    }
    expect(new Set(listed).size).toBe(5);
    expect(await admin.get('/api/quarantine?reason=nonsense')).toMatchObject({ status: 400 });
    const still = await admin.post<RetryAnswer>('/api/quarantine/retry', { reason: 'future' });
    expect(still.body).toEqual({ tried: 5, mended: 0, next: null });
    // What had not happened yet happens.
    const later = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 3_600_000);
    const { body } = await admin
      .post<RetryAnswer>('/api/quarantine/retry', { reason: 'future' })
      .finally(() => later.mockRestore());
    expect(body).toMatchObject({ tried: 5, mended: 5 });
  });

  it('is open to readers for looking only', async () => {
    const reader = api.browser();
    const { body } = await admin.post<{ link: string }>('/api/people', { email: 'r@example.com', role: 'reader' });
    const token = new URL(body.link).searchParams.get('token');
    await reader.post('/api/session/link', { token, password: 'correct horse battery', name: 'R' });
    expect((await reader.get('/api/quarantine')).status).toBe(200);
    expect((await reader.post('/api/quarantine/retry', {})).status).toBe(403);
  });

  it('adds up in the ledger, replays and all', async () => {
    await api.settled();
    await api.runtime.ledger.count();
    const { body } = await admin.get<{ items: LedgerLine[]; off: number }>('/api/ledger?source=website');
    const [line] = body.items;
    expect(body.off).toBe(0);
    expect(line).toMatchObject({ source: 'website', state: 'even', lost: 0 });
    expect(line!.received).toBe(line!.recorded + line!.duplicates + line!.quarantined);
    expect([line!.inLog, line!.projected]).toEqual([line!.recorded, line!.recorded]);
    const { body: sources } = await admin.get<{ items: SourceLine[] }>('/api/sources');
    const website = sources.items.find(({ name }) => name === 'website');
    expect(website).toMatchObject({ name: 'website', keys: 1, today: [line] });
    expect(website!.lastSeenAt).not.toBeNull();
    expect(website!.perMinute).toBeGreaterThan(0);
  });

  it('says so when something got lost', async () => {
    await api.store.pool.query(
      `delete from read.identity_sighting where position = (select max(position) from read.identity_sighting)`,
    );
    await api.store.pool.query('delete from read.ledger; update read.ledger_counted set position = 0');
    expect((await admin.get<{ items: LedgerLine[] }>('/api/ledger')).body.items[0]!.state).toBe('counting');
    await api.runtime.ledger.count();
    await api.store.pool.query(
      `update vault.receipts set received = received + 1 where ctid = (select min(ctid) from vault.receipts where source = 'website')`,
    );
    const { body } = await admin.get<{ items: LedgerLine[]; off: number }>('/api/ledger?source=website');
    expect(body).toMatchObject({ off: 1, items: [{ state: 'off', lost: 1 }] });
    expect(body.items[0]!.projected).toBe(body.items[0]!.inLog - 1);
  });
});
