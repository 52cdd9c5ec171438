import type { Board, DealLine, DealRecord, Forecast } from '#queries';
import { apiApp, firstAdmin, type ApiApp, type Browser, type Got } from '../../test/api-app.js';
import type { CommandAnswer } from '../commands/command.controller.js';

interface Page {
  readonly items: readonly DealLine[];
  readonly next: string | null;
}

describe('deals over HTTP', () => {
  let api: ApiApp;
  let admin: Browser;

  beforeAll(async () => {
    api = await apiApp();
    admin = await firstAdmin(api);
  });
  afterAll(() => api.close());

  const decide = (
    decision: string,
    id: string | undefined,
    params: object = {},
    headers: Record<string, string> = {},
  ): Promise<Got<CommandAnswer & { readonly code?: string }>> =>
    admin.post(`/api/commands/deal.${decision}`, { ...(id === undefined ? {} : { id }), params }, headers);
  const done = async (...asked: Parameters<typeof decide>): Promise<CommandAnswer> => {
    const { status, body } = await decide(...asked);
    expect([status, body.code]).toEqual([200, undefined]);
    return body;
  };
  const eur = (amount: number) => ({ amount, currency: 'EUR' });
  const read = async <T>(path: string): Promise<T> => {
    await api.settled();
    const { status, body } = await admin.get<T>(path);
    expect([path, status]).toEqual([path, 200]);
    return body;
  };

  it('are opened, moved, won, reopened and corrected, each once, at the revision they were looked at', async () => {
    const opening = { name: 'Laptops', amount: eur(1_000), on: '2026-01-10' };
    const key = { 'idempotency-key': 'open it' };
    const opened = await decide('open', undefined, opening, key);
    expect([opened.status, opened.headers.get('etag')]).toEqual([200, '"0"']);
    const { id } = opened.body;
    const again = await decide('open', undefined, opening, key);
    expect([again.body, again.headers.get('etag')]).toEqual([opened.body, '"0"']);

    // what no read model could hold is not recorded
    const activity = (params: object) =>
      admin.post('/api/commands/activity.log', { params: { kind: 'call', ...params } });
    for (const [params, path] of [
      [{ deal: id, minutes: 1e13 }, 'params.minutes'],
      [{ deal: id, on: '0000-01-01' }, 'params.on'],
      [{ deal: id, at: '0000-01-01T00:00:00Z' }, 'params.at'],
    ] as const)
      expect(await activity(params)).toMatchObject({
        status: 422,
        body: { code: 'command.invalid', errors: expect.arrayContaining([expect.objectContaining({ path })]) },
      });

    // the same opening is the same deal without a key as well, as it was recorded; another one is not
    expect(await decide('open', id, opening)).toMatchObject({ status: 200, body: { id, position: 0, events: [] } });
    expect(await decide('open', id, { ...opening, stage: 'proposal' })).toMatchObject({
      status: 409,
      body: { code: 'deal.already-opened', detail: 'deal: already opened' },
    });

    const moved = await decide('move-stage', id, { stage: 'proposal', on: '2026-01-20' }, { 'if-match': '"0"' });
    expect([moved.status, moved.headers.get('etag')]).toEqual([200, '"1"']);
    const late = await decide('move-stage', id, { stage: 'negotiation' }, { 'if-match': '"0"' });
    expect(late).toMatchObject({ status: 412, body: { code: 'command.revision', particulars: { revision: 1 } } });
    expect(await decide('win', id, {}, { 'if-match': 'W/"1"' })).toMatchObject({
      status: 422,
      body: { code: 'command.if-match' },
    });
    expect(await decide('win', undefined, {}, { 'if-match': '*' })).toMatchObject({ status: 412 });

    const won = await done('win', id, { amount: eur(900), on: '2026-02-01' }, { 'if-match': '"1"' });
    expect(await decide('win', id)).toMatchObject({ status: 200, body: { position: 0, events: [] } });
    expect(await decide('lose', id)).toMatchObject({ status: 409, body: { code: 'deal.not-open' } });
    expect((await read<DealRecord>(`/api/deals/${id}`)).status).toBe('won');

    await done('reopen', id, { stage: 'negotiation', on: '2026-02-10' });
    await done('win', id, { on: '2026-02-20' });
    await done('correct', id, { amount: eur(950), closedOn: '2026-02-21', reason: 'a typing error' });
    const record = await read<DealRecord>(`/api/deals/${id}`);
    expect(record).toMatchObject({
      status: 'won',
      name: 'Laptops',
      stageName: 'negotiation',
      probability: 75,
      amount: 950,
      currency: 'EUR',
      openedAt: '2026-01-10T00:00:00.000Z',
      openedPrecision: 'day',
      closedAt: '2026-02-21T00:00:00.000Z',
      reopened: 1,
      revision: 5,
    });
    expect(record.history.map(({ type }) => type)).toEqual([
      'deal-corrected',
      'deal-won',
      'deal-reopened',
      'deal-won',
      'deal-stage-changed',
      'deal-opened',
    ]);
    expect(record.history[0]).toMatchObject({
      actor: { kind: 'person', name: 'Ada' },
      payload: { reason: 'a typing error' },
    });
    const asKnown = await read<DealRecord>(`/api/deals/${id}?asKnownAt=${won.position}`);
    expect(asKnown).toMatchObject({ status: 'won', amount: 900, reopened: 0, closedAt: '2026-02-01T00:00:00.000Z' });
    expect(asKnown.history).toHaveLength(3);
    const asOf = await read<DealRecord>(`/api/deals/${id}?asOf=2026-02-15`);
    expect(asOf).toMatchObject({ status: 'open', stage: 'negotiation', reopened: 1, amount: 950 });
    expect(await admin.get(`/api/deals/${id}?asOf=2026-01-01`)).toMatchObject({ status: 404 });
  });

  it('are listed in any order, page by page, by whom they are with, whose they are and what is overdue', async () => {
    const { body: session } = await admin.get<{ person: { id: string } }>('/api/session');
    const owner = session.person.id;
    const contact = api.store.ids.node('email', '', 'buyer@example.com');
    const other = api.store.ids.node('email', '', 'user@example.com');
    const company = api.store.ids.node('company', 'crm', 'crm/1');
    const ids: string[] = [];
    for (let n = 0; n < 5; n++) {
      const { id } = await done('open', undefined, {
        name: `Listed ${n}`,
        pipeline: company,
        stage: 's',
        ...(n === 4 ? {} : { amount: eur(n), closeOn: `2026-0${n + 1}-01` }),
        ...(n < 2 ? { contact } : {}),
        ...(n === 2 ? { company } : {}),
        ...(n % 2 === 0 ? { owner } : {}),
        on: '2026-01-10',
      });
      ids.push(id);
    }
    await done('add-contact', ids[3], { contact: other, role: 'user' });
    await api.settled();
    const listed = async (asked: string): Promise<number[]> => {
      const { items } = await read<Page>(`/api/deals?pipeline=${company}&${asked}`);
      return items.map(({ deal }) => ids.indexOf(deal));
    };
    expect(await listed('sort=name')).toEqual([0, 1, 2, 3, 4]);
    expect(await listed('sort=-amount')).toEqual([3, 2, 1, 0, 4]);
    for (const sort of ['closeOn', '-closeOn', 'amount', '-name', 'openedAt', 'closedAt', '-stageSince']) {
      const whole = await listed(`sort=${sort}`);
      expect(new Set(whole)).toEqual(new Set([0, 1, 2, 3, 4]));
      expect(whole).toHaveLength(5);
      const paged: number[] = [];
      for (let next: string | null = ''; next !== null;) {
        const page: Page = await read<Page>(
          `/api/deals?pipeline=${company}&sort=${sort}&limit=2${next === '' ? '' : `&cursor=${next}`}`,
        );
        paged.push(...page.items.map(({ deal }) => ids.indexOf(deal)));
        next = page.next;
      }
      expect([sort, paged]).toEqual([sort, whole]);
    }
    expect(await listed('sort=closeOn')).toEqual([0, 1, 2, 3, 4]);
    expect(await listed(`sort=name&contact=${contact}`)).toEqual([0, 1]);
    expect(await listed(`sort=name&owner=${owner}`)).toEqual([0, 2, 4]);
    expect(await listed('sort=name&unowned=true')).toEqual([1, 3]);
    expect(await listed('sort=name&search=listed 3')).toEqual([3]);
    expect(await listed('sort=name&status=won')).toEqual([]);
    expect(await listed('sort=name&overdue=true')).toEqual([0, 1, 2, 3]);
    const before = 'sort=name&asOf=2026-01-09';
    const then = 'sort=name&asOf=2026-02-15';
    expect(await listed(before)).toEqual([]);
    expect(await listed(then)).toEqual([0, 1, 2, 3, 4]);
    expect(await listed(`${then}&contact=${contact}`)).toEqual([0, 1]);
    expect(await listed(`${then}&company=${company}`)).toEqual(await listed(`sort=name&company=${company}`));
    expect(await listed(`${then}&overdue=true`)).toEqual([0, 1]);
    expect(await admin.get('/api/deals?sort=colour')).toMatchObject({ status: 400, body: { code: 'query.sort' } });
    expect(await admin.get('/api/deals?cursor=x')).toMatchObject({ status: 400, body: { code: 'query.cursor' } });
    expect((await read<DealRecord>(`/api/deals/${ids[3]}`)).parties).toMatchObject([{ role: 'user', main: false }]);
    expect((await read<DealRecord>(`/api/deals/${ids[0]}`)).owner).toEqual({ person: owner, name: 'Ada' });
  });

  it('name owners and those who share who never signed in here, as what they are called', async () => {
    const agent = '0192f0c1-0005-8000-8000-00000000a9e7';
    await admin.post('/api/commands/colleague.describe', { id: agent, params: { name: 'Rosa Diaz' } });
    const { id } = await done('open', undefined, { name: 'Desks', owner: agent });
    await done('split', id, { shares: [{ person: agent, percent: 100 }] });
    const { owner, shares } = await read<DealRecord>(`/api/deals/${id}`);
    expect(owner).toEqual({ person: agent, name: 'Rosa Diaz' });
    expect(shares).toEqual([{ person: agent, name: 'Rosa Diaz', percent: 100 }]);
    await done('lose', id);
  });

  it('stand on a board, and in a forecast, now and as they stood', async () => {
    const pipeline = '5a1e0000-0000-4000-8000-0000000000aa';
    const stages = [
      { name: 'talk', probability: 20 },
      { name: 'offer', probability: 60 },
    ];
    const set = await admin.post<CommandAnswer>('/api/commands/pipeline.set', {
      id: pipeline,
      params: { name: 'Renewals', stages },
    });
    expect(set.status).toBe(200);
    const open = (params: object) => done('open', undefined, { pipeline, on: '2026-01-10', ...params });
    const first = await open({ amount: eur(100), closeOn: '2031-01-15' });
    await open({ amount: eur(201), stage: 'offer', closeOn: '2031-02-15' });
    await open({ amount: { amount: 50, currency: 'USD' }, stage: 'talk', closeOn: '2026-01-15' });
    await open({ stage: 'elsewhere' });
    const won = await open({ amount: eur(70), stage: 'offer' });
    const known = await done('win', won.id, { on: '2026-02-03' });
    const path = `/api/pipeline?pipeline=${pipeline}`;
    const board = await read<Board>(path);
    expect(board).toMatchObject({
      name: 'Renewals',
      deals: 4,
      totals: [
        { currency: 'EUR', deals: 2, amount: 301, weighted: 141 },
        { currency: 'USD', deals: 1, amount: 50, weighted: 10 },
        { currency: null, deals: 1, amount: 0, weighted: 0 },
      ],
      stages: [
        { stage: 'talk', probability: 20, deals: 2, items: [{ amount: 50, overdue: true }, { deal: first.id }] },
        { stage: 'offer', probability: 60, deals: 1, totals: [{ amount: 201, weighted: 121 }] },
        { stage: 'elsewhere', probability: null, deals: 1 },
      ],
      owners: [{ person: null, deals: 4 }],
    });
    const forecast = (more: string): Promise<Forecast> => read<Forecast>(`/api/forecast?pipeline=${pipeline}&${more}`);
    expect(await forecast('from=2031-01-01&months=2')).toMatchObject({
      months: [
        { month: '2031-01', open: [{ currency: 'EUR', deals: 1, amount: 100, weighted: 20 }], won: [] },
        { month: '2031-02', open: [{ currency: 'EUR', deals: 1, amount: 201, weighted: 121 }], won: [] },
      ],
      overdue: [{ currency: 'USD', deals: 1, amount: 50, weighted: 10 }],
      undated: [{ currency: null, deals: 1 }],
      outside: [],
      unweighted: 1,
    });
    expect((await forecast('from=2026-02-01&months=1')).months[0]!.won).toEqual([
      { currency: 'EUR', deals: 1, amount: 70 },
    ]);

    await done('move-stage', first.id, { stage: 'offer' });
    const moved = await read<Board>(path);
    expect(moved.stages.map(({ deals }) => deals)).toEqual([1, 2, 1]);
    const before = await read<Board>(`${path}&asKnownAt=${known.position}`);
    expect(before).toEqual({ ...board, asOfPosition: expect.any(Number) });
    const then = await read<Board>(`${path}&asOf=2026-01-12`);
    expect(then.stages.map(({ deals }) => deals)).toEqual([2, 2, 1]);
    const late = await read<Board>(`${path}&overdue=true`);
    expect(late).toMatchObject({ deals: 1, totals: [{ currency: 'USD', deals: 1, amount: 50 }] });
    const { months } = await forecast('from=2026-02-01&months=1&asOf=2026-02-01');
    expect(months[0]!.won).toEqual([]);

    const { items } = await read<{ items: object[] }>('/api/pipelines');
    expect(items).toMatchObject([
      { isDefault: true, stages: [{ name: 'prospecting' }, {}, {}, {}] },
      { name: 'Renewals', unknownStages: [{ stage: 'elsewhere', deals: 1 }] },
    ]);
    expect(await admin.get(`/api/pipeline?pipeline=${first.id}`)).toMatchObject({ status: 404 });
    const rate = { from: 'USD', to: 'EUR', rate: 0.92, on: '2026-01-01' };
    expect((await admin.post('/api/commands/exchange-rate.set', { params: rate })).status).toBe(200);
    expect(await read('/api/exchange-rates?from=USD')).toMatchObject({
      items: [{ from: 'USD', to: 'EUR', value: 0.92, on: '2026-01-01' }],
    });
  });

  it('are for those who may', async () => {
    const { body } = await admin.post<{ key: string }>('/api/keys', { name: 'shop', scopes: ['intake'] });
    const headers = { authorization: `Bearer ${body.key}` };
    expect(await api.browser().post('/api/commands/deal.open', { params: {} }, headers)).toMatchObject({ status: 403 });
    expect(await api.browser().get('/api/deals', headers)).toMatchObject({ status: 403 });
  });
});
