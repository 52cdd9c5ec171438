import { randomUUID } from 'node:crypto';
import { revokeKey } from '#journey';
import { ask } from '#kernel';
import { createLogger, createMetrics, type Metrics } from '#platform';
import type { LedgerLine } from '#queries';
import { apiApp, firstAdmin, type ApiApp, type Browser } from '../../test/api-app.js';
import type { QuarantineAnswer, QuarantineEntry } from '../quarantine/quarantine.controller.js';
import { keepBooks, type Books } from './keeping-books.js';
import { QuarantineDesk } from './quarantine-desk.js';

const DAY_MS = 86_400_000;
const DAYS = 30;
/** Every this many milliseconds instead of seconds and hours. */
const every = { count: 50, expire: 50 };

describe('what is kept while a program runs', () => {
  let api: ApiApp;
  let admin: Browser;
  let key: string;
  let later = 0;
  let stop: (() => Promise<void>) | undefined;
  let said: string[];
  let metrics: Metrics;
  beforeAll(async () => {
    api = await apiApp();
    admin = await firstAdmin(api);
    ({ key } = (await admin.post<{ key: string }>('/api/keys', { name: 'website', scopes: ['intake'] })).body);
    await api.settled();
  });
  afterEach(() => stop?.());
  afterAll(() => api.close());

  /** Keeps the books with a clock that is ahead by `later`, until the test ends. */
  const keep = (): void => {
    said = [];
    metrics = createMetrics({ processMetrics: false });
    const { store, quarantine } = api.runtime;
    const books: Books = {
      ...api.runtime,
      metrics,
      logger: createLogger({ format: 'json', destination: { write: (line) => void said.push(line) } }),
      desk: new QuarantineDesk({ store, quarantine, forbidden: [], clock: () => Date.now() + later }),
      quarantineDays: DAYS,
      every,
    };
    stop = keepBooks(books);
  };
  const until = async (what: () => boolean | Promise<boolean>): Promise<void> => {
    const patience = Date.now() + 20_000;
    while (!(await what())) {
      if (Date.now() > patience) throw new Error(`it did not come to that; said was: ${said.join('')}`);
      await new Promise((done) => setTimeout(done, 25));
    }
  };
  const send = async (batch: readonly object[]): Promise<string[]> => {
    const response = await fetch(`${api.url}/v1/batch`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({ batch }),
    });
    const { messages } = (await response.json()) as { messages: { quarantine?: string }[] };
    return messages.flatMap(({ quarantine }) => (quarantine === undefined ? [] : [quarantine]));
  };
  const line = async (): Promise<LedgerLine> => {
    await api.settled();
    await api.runtime.ledger.count();
    return (await admin.get<{ items: LedgerLine[] }>('/api/ledger?source=website')).body.items[0]!;
  };

  it('lets go of what waits in quarantine once its time is over: nobody reads it again, and it stays counted', async () => {
    const page = { type: 'page', name: 'Home' };
    const ids = await send([
      { ...page, messageId: 'fits', userId: 'u' },
      { ...page, messageId: 'waits', properties: { note: 'typed by somebody' } },
      { ...page, messageId: 'noise' },
    ]);
    const [waits, noise] = ids as [string, string];
    await admin.post(`/api/quarantine/${noise}/discard`, { reason: 'a test of theirs' });
    const before = await line();
    expect(before).toMatchObject({ state: 'even', received: 3, recorded: 1, quarantined: 2 });
    const one = async () => (await admin.get<QuarantineEntry>(`/api/quarantine/${waits}`)).body;

    later = (DAYS - 1) * DAY_MS;
    keep();
    await until(async () => (await metrics.text()).includes('throughline_ledger_off 0'));
    await new Promise((done) => setTimeout(done, 5 * every.expire));
    expect(await one()).toMatchObject({ state: 'waiting', readable: true, message: { messageId: 'waits' } });

    later = (DAYS + 1) * DAY_MS;
    await until(async () => (await one()).state === 'expired');
    expect(await one()).toMatchObject({
      readable: false,
      message: null,
      problems: null,
      once: null,
      acts: [{ act: 'expired', by: 'rule quarantine-days' }],
    });
    const { rows } = await api.store.pool.query<object>(
      'select octet_length(bytes) as bytes, details, problems from vault.quarantine',
    );
    expect(rows).toEqual([waits, noise].map(() => ({ bytes: 0, details: null, problems: null })));
    const { rows: keys } = await api.store.pool.query<object>('select wrapped from vault.dated_keys');
    expect(keys).toEqual([{ wrapped: null }]);
    expect(said.filter((text) => text.includes('expired: nobody mended them in time'))).toHaveLength(1);

    expect(await line()).toEqual(before);
    const { counts } = (await admin.get<QuarantineAnswer>('/api/quarantine?state=expired')).body;
    expect([...counts].sort((a, b) => a.state.localeCompare(b.state))).toEqual([
      { source: 'website', reason: 'invalid', state: 'discarded', entries: 1 },
      { source: 'website', reason: 'invalid', state: 'expired', entries: 1 },
    ]);
    expect(await admin.post(`/api/quarantine/${waits}/replay`, { message: page })).toMatchObject({
      status: 422,
      body: { code: 'quarantine.settled' },
    });
  });

  it('raises the alarm once when the ledger does not add up, and says when it does again', async () => {
    const receive = (by: number) =>
      api.store.pool.query(
        `update vault.receipts set received = received + $1
         where ctid = (select min(ctid) from vault.receipts where source = 'website')`,
        [by],
      );
    const alarms = () => said.filter((text) => text.includes('The ledger does not add up'));
    const metric = async (value: number) => (await metrics.text()).includes(`throughline_ledger_off ${value}`);
    later = 0;
    keep();
    await receive(1);
    await until(() => alarms().length > 0);
    await until(() => metric(1));
    expect(JSON.parse(alarms()[0]!)).toMatchObject({ level: 'error', lines: [{ source: 'website', lost: 1 }] });
    await new Promise((done) => setTimeout(done, 5 * every.count));
    expect(alarms()).toHaveLength(1);
    await receive(-1);
    await until(() => said.some((text) => text.includes('The ledger adds up again')));
    expect(await metric(0)).toBe(true);
  });

  it('forgets what a webhook was signed with when its key is revoked, also where that was not yet seen then', async () => {
    const issue = async () => {
      const says = { name: 'billing', scopes: ['intake'], webhook: 'stripe', signingSecret: 'whsec_1' };
      return (await admin.post<{ id: string }>('/api/keys', says)).body.id;
    };
    const kept = async () => {
      const { rows } = await api.store.pool.query<{ key: string }>('select key from vault.webhook_secrets');
      return rows.map((row) => row.key);
    };
    const [at, behind, inForce] = [await issue(), await issue(), await issue()];
    expect((await admin.post(`/api/keys/${at}/revoke`, {})).status).toBe(200);
    expect((await kept()).sort()).toEqual([behind, inForce].sort());
    const by = { by: { kind: 'system', id: 'test' }, commandId: randomUUID() } as const;
    await api.runtime.decisions.run(ask(revokeKey, behind, {}), by);
    keep();
    await until(async () => (await kept()).length === 1);
    expect(await kept()).toEqual([inForce]);
  });
});
