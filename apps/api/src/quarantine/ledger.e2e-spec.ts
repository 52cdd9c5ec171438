import { touchpointRecorded } from '#journey';
import { sealEvent, touchStream } from '#kernel';
import { COUNTED_IN, LedgerCount, type LedgerCountOptions } from '#projections';
import { ledger, QueryEngine, type LedgerLine, type SourceLine } from '#queries';
import { apiApp, firstAdmin, type ApiApp, type Browser } from '../../test/api-app.js';

const HOUR_MS = 3_600_000;

describe('the ledger, as time goes by', () => {
  let api: ApiApp;
  let admin: Browser;
  let key: string;
  let sent = 0;
  beforeAll(async () => {
    api = await apiApp();
    admin = await firstAdmin(api);
    ({ key } = (await admin.post<{ key: string }>('/api/keys', { name: 'website', scopes: ['intake'] })).body);
  });
  afterAll(() => api.close());

  const send = async (messages: number): Promise<void> => {
    const batch = Array.from({ length: messages }, () => ({ type: 'page', messageId: `m-${++sent}`, userId: 'u' }));
    const response = await fetch(`${api.url}/v1/batch`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({ batch: [...batch, { type: 'page', messageId: `n-${sent}` }] }),
    });
    expect(await response.json()).toMatchObject({ recorded: messages, quarantined: 1 });
    await api.settled();
  };
  const count = (options: Partial<LedgerCountOptions> = {}) => {
    const { pool, log } = api.store;
    return new LedgerCount({ pool, log, readModels: api.runtime.readModels, ...options }).count(60_000);
  };
  const lines = async () => (await admin.get<{ items: LedgerLine[] }>('/api/ledger?source=website')).body.items;
  const number = async (text: string): Promise<number> =>
    Number((await api.store.pool.query<{ n: string }>(`select (${text}) as n`)).rows[0]!.n);

  it('compares what came in with the log only where no delivery is cut in two', async () => {
    await send(5);
    await count();
    await send(5);
    const { position: head } = await api.store.log.head();
    for (const behind of [1, 4]) {
      const at = new Map(COUNTED_IN.map((name) => [name, head - behind]));
      expect(await count({ readModels: { positions: () => Promise.resolve(at) } })).toBe(head - 5);
      expect(await lines()).toMatchObject([
        { received: 12, recorded: 10, quarantined: 2, inLog: 5, state: 'counting' },
      ]);
    }
    expect(await count()).toBe(head);
    expect(await lines()).toMatchObject([{ inLog: 10, projected: 10, state: 'even' }]);
  });

  it('judges a line up to where it is counted while more comes in', async () => {
    await send(1);
    expect(await lines()).toMatchObject([{ recorded: 11, inLog: 10, state: 'counting' }]);
    await api.store.pool.query('update read.ledger set in_log = in_log - 1, projected = projected - 1');
    expect(await lines()).toMatchObject([{ recorded: 11, inLog: 9, state: 'off' }]);
    await api.store.pool.query('update read.ledger set in_log = in_log + 1, projected = projected + 1');
    await count();
  });

  it('does not judge a line of which the count has reached a part of a delivery', async () => {
    const { position: head } = await api.store.log.head();
    await send(5);
    const at = (position: number) => api.store.pool.query('update read.ledger_counted set position = $1', [position]);
    await at(head + 2);
    await api.store.pool.query('update read.ledger set in_log = in_log + 2, projected = projected + 2');
    expect(await lines()).toMatchObject([{ recorded: 16, inLog: 13, state: 'counting' }]);
    await api.store.pool.query('update read.ledger set in_log = in_log - 2, projected = projected - 2');
    await at(head);
    await count();
    expect(await lines()).toMatchObject([{ recorded: 16, inLog: 16, state: 'even' }]);
  });

  it('counts what no read model could read as projected once an amendment has mended it', async () => {
    const { ids, vault, log } = api.store;
    const profile = ids.node('user', 'poison', 'u');
    const id = ids.event('poison', 'm');
    const event = sealEvent(
      touchpointRecorded.of(
        { profile },
        { channel: 'web', kind: 'viewed', identifiers: [{ kind: 'user', namespace: 'poison', value: 'u' }] },
        { when: { precision: 'instant', at: '2026-13-45T25:61:00.000Z' } },
      ),
      id,
      null,
      { actor: { kind: 'system', id: 'test' }, source: { name: 'poison', messageId: 'm' } },
      ids,
      await vault.ensure([profile]),
    );
    await log.append(touchStream(id), [event], 'none');
    const line = async () => {
      await api.settled();
      await count();
      return (await admin.get<{ items: LedgerLine[] }>('/api/ledger?source=poison')).body.items;
    };
    expect(await line()).toMatchObject([{ inLog: 1, projected: 0, state: 'off' }]);
    const params = { touch: id, payload: { channel: 'web', kind: 'viewed' }, at: '2026-03-01T09:30:00.000Z' };
    expect((await admin.post('/api/commands/contact.amend-touch', { params })).status).toBe(200);
    expect(await line()).toMatchObject([{ inLog: 1, projected: 1, state: 'even' }]);
  });

  it('sums up receipts that are over, to the unit, and what is asked of them stays the same', async () => {
    const before = await lines();
    const seen = async () =>
      (await admin.get<{ items: SourceLine[] }>('/api/sources')).body.items.find(({ name }) => name === 'website');
    const source = await seen();
    const used = async () =>
      (await admin.get<{ items: { name: string; lastUsedAt: string | null }[] }>('/api/keys')).body.items.find(
        ({ name }) => name === 'website',
      )!.lastUsedAt;
    const last = await used();
    expect(last).not.toBeNull();
    const receipts = await number('select count(*) from vault.receipts');
    expect(receipts).toBeGreaterThan(3);
    await count({ clock: () => Date.now() + 2 * HOUR_MS });
    expect(await number('select count(*) from vault.receipts')).toBe(0);
    expect(await lines()).toEqual(before);
    expect(await seen()).toMatchObject({ lastSeenAt: source!.lastSeenAt, today: source!.today });
    expect(await used()).toBe(last);

    await send(2);
    const then = {
      received: before[0]!.received + 3,
      recorded: before[0]!.recorded + 2,
      quarantined: before[0]!.quarantined + 1,
    };
    expect(await lines()).toMatchObject([{ ...then, state: 'counting' }]);
    const far = () => Date.now() + 2 * HOUR_MS;
    await Promise.all([count({ clock: far }), count({ clock: far })]);
    await count({ clock: far });
    expect(await number('select count(*) from vault.receipts')).toBe(0);
    expect(await lines()).toMatchObject([{ ...then, state: 'even', lost: 0 }]);
  });

  it('keeps receipts that the count has not passed yet, and begins anew without losing any', async () => {
    await api.store.pool.query('delete from read.ledger; update read.ledger_counted set position = 0');
    expect(await lines()).toMatchObject([{ inLog: 0, state: 'counting' }]);
    await send(1);
    const at = new Map(COUNTED_IN.map((name) => [name, 0]));
    await count({ clock: () => Date.now() + 2 * HOUR_MS, readModels: { positions: () => Promise.resolve(at) } });
    expect(await number('select count(*) from vault.receipts where first_position is not null')).toBe(1);
    await count();
    expect(await lines()).toMatchObject([{ recorded: 19, inLog: 19, projected: 19, state: 'even' }]);
  });

  it('sums up many by pages', async () => {
    await api.store.pool.query(`
      insert into vault.receipts (at, mark, source, received, recorded, repeated, differing)
      select (extract(epoch from now()) * 1000)::bigint - 7200000 - i * 10, gen_random_uuid(), 'busy', 3, 0, 2, 1
      from generate_series(1, 50000) i`);
    await count();
    expect(await number(`select count(*) from vault.receipts where source = 'busy'`)).toBe(0);
    expect(await number(`select sum(received) from vault.receipts_rolled where source = 'busy'`)).toBe(150_000);
  });

  it('is the same in every zone, and nobody who asks in another counts anew', async () => {
    const { pool, log, vault } = api.store;
    const { readModels } = api.runtime;
    const counted = await number('select position from read.ledger_counted');
    for (const zone of ['UTC', 'Asia/Kathmandu', 'Pacific/Chatham', 'America/Los_Angeles']) {
      const { answer } = await new QueryEngine({ pool, log, vault, readModels, zone }).ask(ledger, {});
      expect(answer.off).toBe(0);
      const own = answer.items.filter(({ source }) => source === 'website');
      expect(own.reduce((sum, { recorded }) => sum + recorded, 0)).toBe(19);
      expect(own.every(({ state }) => state === 'even')).toBe(true);
      const day = new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(new Date());
      expect(own.map((line) => line.day)).toContain(day);
    }
    expect(await number('select position from read.ledger_counted')).toBe(counted);
  });
});
