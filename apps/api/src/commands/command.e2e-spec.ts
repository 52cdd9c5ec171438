import { apiApp, firstAdmin, type ApiApp, type Browser } from '../../test/api-app.js';
import type { CommandAnswer } from './command.controller.js';

describe('commands over HTTP', () => {
  let api: ApiApp;
  let admin: Browser;
  let source: string;

  beforeAll(async () => {
    api = await apiApp();
    admin = await firstAdmin(api);
    source = (await admin.post<{ key: string }>('/api/keys', { name: 'shop', scopes: ['intake'] })).body.key;
  });
  afterAll(() => api.close());

  let message = 0;
  /** Records a touch; answers its id and its profile. */
  const touched = async (userId: string): Promise<{ readonly touch: string; readonly profile: string }> => {
    const { body } = await api
      .browser()
      .post<{ position: number }>(
        '/v1/track',
        { messageId: `m${message++}`, userId, event: 'Email Opened', properties: { subject: 'An offer' } },
        { authorization: `Bearer ${source}` },
      );
    const [recorded] = await api.store.log.readAt([body.position]);
    const { id, about } = JSON.parse(recorded!.text) as { id: string; about: { profile: string } };
    return { touch: id, profile: about.profile };
  };

  it('decides a repeat about the same thing, although nobody named its id', async () => {
    const params = await touched('u-1');
    const asked = { 'idempotency-key': 'take it back' };
    const first = await admin.post<CommandAnswer>('/api/commands/contact.withdraw-touch', { params }, asked);
    expect(first.body.events).toHaveLength(1);
    const second = await admin.post<CommandAnswer>('/api/commands/contact.withdraw-touch', { params }, asked);
    expect([second.status, second.body]).toEqual([200, first.body]);
    const other = await admin.post<CommandAnswer>('/api/commands/contact.withdraw-touch', {
      params: await touched('u-2'),
    });
    expect(other.body.id).not.toBe(first.body.id);
  });

  it('logs an activity once under its id: said again it is a repeat, and another one is refused', async () => {
    const { profile: contact } = await touched('u-activity');
    const id = '0192f0c1-0000-8000-8000-00000000ac71';
    const log = (more: object = {}) =>
      admin.post<CommandAnswer & { code: string }>('/api/commands/activity.log', {
        id,
        params: { contact, kind: 'call', note: 'wants an offer', on: '2026-02-27', ...more },
      });
    expect((await log()).body.events).toHaveLength(1);
    expect(await log()).toMatchObject({ status: 200, body: { events: [] } });
    for (const other of [{ note: 'wants none' }, { on: '2026-02-26' }, { outcome: 'reached' }])
      expect(await log(other)).toMatchObject({ status: 409, body: { code: 'activity.already-logged' } });
  });

  it('gives a contact to nobody who never was here', async () => {
    const { profile } = await touched('u-owner');
    const person = '0192f0c1-0000-8000-8000-00000000dead';
    expect(await admin.post('/api/commands/ownership.assign', { id: profile, params: { person } })).toMatchObject({
      status: 409,
      body: { code: 'ownership.person-gone' },
    });
  });

  it('takes a touch back in the lane of its own profile only', async () => {
    const { touch } = await touched('u-3');
    const { profile } = await touched('u-4');
    expect(await admin.post('/api/commands/contact.withdraw-touch', { params: { touch, profile } })).toMatchObject({
      status: 409,
      body: { code: 'touch.other-profile' },
    });
    const unknown = { touch: profile, profile };
    expect(await admin.post('/api/commands/contact.withdraw-touch', { params: unknown })).toMatchObject({
      status: 409,
      body: { code: 'touch.unknown' },
    });
  });

  it('amends a touch: every read model believes the new payload from here on', async () => {
    const { touch, profile } = await touched('u-5');
    const amend = (payload: object, more: object = {}) =>
      admin.post<CommandAnswer>('/api/commands/contact.amend-touch', { params: { touch, payload, ...more } });
    expect(await amend({ channel: 'call' })).toMatchObject({
      status: 422,
      body: { code: 'event.invalid', errors: [{ path: 'payload.kind' }] },
    });
    expect(await amend({ channel: 'call', kind: 'held' }, { at: 'yesterday' })).toMatchObject({ status: 422 });
    const amended = await amend(
      { channel: 'call', kind: 'held', title: 'A long talk' },
      { on: '2026-02-03', reason: 'it was a call' },
    );
    expect(amended.status).toBe(200);
    const [recorded] = await api.store.log.readAt([amended.body.position]);
    expect(recorded!.text).not.toContain('A long talk');
    expect(JSON.parse(recorded!.text)).toMatchObject({
      type: 'amended',
      stream: `contact-${amended.body.id}`,
      about: { subject: profile },
      authority: { kind: 'role', name: 'admin' },
      payload: { target: touch, payload: { channel: 'call', kind: 'held' }, occurredAt: '2026-02-03' },
    });
    await api.settled();
    const { body: event } = await admin.get<{ contact: string; takenBack: unknown }>(`/api/events/${touch}`);
    expect(event.takenBack).toMatchObject({ by: amended.body.events[0], reason: 'it was a call' });
    const { body: journey } = await admin.get<{ items: readonly object[] }>(`/api/contacts/${event.contact}/journey`);
    expect(journey.items).toMatchObject([{ channel: 'call', kind: 'held', title: 'A long talk' }]);
    const { body: source } = await admin.get<{ items: { contact: string }[] }>('/api/contacts?search=u-5');
    expect(source.items.map(({ contact }) => contact)).toEqual([event.contact]);
  });

  it('lets nobody amend who may not correct', async () => {
    const { touch } = await touched('u-6');
    const headers = { authorization: `Bearer ${source}` };
    const asked = { params: { touch, payload: { channel: 'call', kind: 'held' } } };
    expect(await api.browser().post('/api/commands/contact.amend-touch', asked, headers)).toMatchObject({
      status: 403,
      body: { code: 'access.denied' },
    });
  });
});
