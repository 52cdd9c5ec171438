import { setTimeout as sleep } from 'node:timers/promises';
import { reactions } from '#automation';
import { apiApp, firstAdmin, type ApiApp, type Browser } from '../../test/api-app.js';

interface Line {
  readonly name: string;
  readonly live: boolean;
  readonly lag: number;
  readonly canRollBack: boolean;
}

describe('read models and reactions over HTTP', () => {
  let api: ApiApp;
  let admin: Browser;
  beforeAll(async () => {
    api = await apiApp();
    admin = await firstAdmin(api);
    // reactions say at their first start that they go on from there: what is looked at below stands still after that
    while ((await recorded('reaction-activated')).length < reactions.length) await sleep(20);
    await sleep(500);
    await api.settled();
  });
  afterAll(() => api.close());

  const recorded = async (type: string) => (await api.store.log.readAll({ after: 0, types: [type], limit: 20 })).events;
  const line = async (name: string): Promise<Line> =>
    (await admin.get<{ items: Line[] }>('/api/projections')).body.items.find((one) => one.name === name)!;

  it('say how far they are', async () => {
    for (const name of ['contacts', 'identity', 'lineage', 'staff'])
      expect(await line(name)).toMatchObject({ name, live: true, lag: 0 });
    const { body } = await admin.get<{ position: number; head: number }>('/api/freshness');
    expect(body.position).toBe(body.head);
    const { items } = (await admin.get<{ items: { reaction: string }[] }>('/api/reactions')).body;
    expect(items.map((one) => one.reaction)).toEqual(reactions.map(({ name }) => name));
  });

  it('are rebuilt and rolled back on request, while they answer', async () => {
    expect((await admin.post('/api/projections/staff/rebuild')).status).toBe(202);
    while (!(await line('staff')).canRollBack) expect((await admin.get('/api/people')).status).toBe(200);
    expect((await admin.post('/api/projections/staff/rollback')).status).toBe(202);
    expect((await admin.get<{ items: object[] }>('/api/people')).body.items).toHaveLength(1);
    expect(await admin.post('/api/projections/unheard-of/rebuild')).toMatchObject({
      status: 404,
      body: { code: 'projection.unknown' },
    });
  });

  it('say what became of what was asked, and why it could not be done', async () => {
    interface Asked {
      readonly status: string;
      readonly error: string | null;
    }
    const outcome = async (path: string): Promise<Asked> => {
      const { request } = (await admin.post<{ request: string }>(path)).body;
      for (;;) {
        const { status, body } = await admin.get<Asked>(`/api/requests/${request}`);
        expect(status).toBe(200);
        if (body.status !== 'waiting') return body;
        await sleep(50);
      }
    };
    const failed = await outcome('/api/projections/lineage/rollback');
    expect(failed).toMatchObject({ status: 'failed', kind: 'rollback', projection: 'lineage' });
    expect(failed.error).not.toBeNull();
    expect(await line('lineage')).toMatchObject({ failed: { kind: 'rollback', error: failed.error } });
    expect(await outcome('/api/projections/lineage/rebuild')).toMatchObject({ status: 'done', error: null });
    expect(await line('lineage')).toMatchObject({ failed: null });
    for (const id of ['4711', 'nonsense'])
      expect(await admin.get(`/api/requests/${id}`)).toMatchObject({ status: 404, body: { code: 'request.unknown' } });
    expect(await admin.get('/api/requests/a%00b')).toMatchObject({ status: 400, body: { code: 'request.malformed' } });
  });

  it('show what was parked, and try it again', async () => {
    expect((await admin.get<{ items: object[] }>('/api/projections/staff/dead-letters')).body.items).toEqual([]);
    expect(await admin.post('/api/dead-letters/4711/retry')).toMatchObject({
      status: 404,
      body: { code: 'dead-letter.unknown' },
    });
    const path = '/api/reactions/expire-sign-in-link/dead-letters';
    const { link } = (await admin.post<{ link: string }>('/api/people', { email: 'bob@example.com', role: 'reader' }))
      .body;
    expect(link).toContain('token=');
    const issued = (await recorded('sign-in-link-issued')).at(-1);
    // what the first start issued may be older than the reaction: this is not, and what follows from it is there
    while (!(await recorded('timer-set')).some(({ text }) => text.includes(issued!.id))) await sleep(20);
    await api.store.pool.query(
      "INSERT INTO automation.dead_letter (reaction, event_id, position, error) VALUES ('expire-sign-in-link', $1, $2, 'out of luck')",
      [issued!.id, issued!.position],
    );
    const { items } = (await admin.get<{ items: { id: string; error: string }[] }>(path)).body;
    expect(items).toMatchObject([{ error: 'out of luck' }]);
    const { position } = await api.store.log.head();
    expect((await admin.post(`/api/reaction-dead-letters/${items[0]!.id}/retry`)).status).toBe(200);
    expect((await admin.get<{ items: object[] }>(path)).body.items).toEqual([]);
    expect((await api.store.log.head()).position).toBe(position);
  });
});
