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
});
