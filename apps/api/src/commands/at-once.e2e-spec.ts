import { apiApp, firstAdmin, type ApiApp, type Browser } from '../../test/api-app.js';
import type { CommandAnswer } from './command.controller.js';

interface Refused {
  readonly code: string;
}

describe('commands that come at once', () => {
  let api: ApiApp;
  let admin: Browser;
  let key: string;

  beforeAll(async () => {
    api = await apiApp();
    admin = await firstAdmin(api);
    key = (await admin.post<{ key: string }>('/api/keys', { name: 'shop', scopes: ['intake'] })).body.key;
  });
  afterAll(() => api.close());

  const command = (name: string, body: object) => admin.post<CommandAnswer & Refused>(`/api/commands/${name}`, body);
  const made = async (name: string, params: object): Promise<string> => {
    const { status, body } = await command(name, { params });
    expect(status).toBe(200);
    return body.id;
  };
  const contact = async (userId: string): Promise<string> => {
    const authorization = `Bearer ${key}`;
    const message = { messageId: userId, userId, event: 'Email Opened' };
    const { body } = await api.browser().post<{ position: number }>('/v1/track', message, { authorization });
    const [recorded] = await api.store.log.readAt([body.position]);
    return (JSON.parse(recorded!.text) as { about: { profile: string } }).about.profile;
  };
  /** How often each came back, `ok` where nothing was wrong. */
  const tally = (answers: readonly { readonly status: number; readonly body: Refused }[]): Record<string, number> => {
    const counts: Record<string, number> = {};
    for (const { status, body } of answers) {
      const came = status === 200 ? 'ok' : body.code;
      counts[came] = (counts[came] ?? 0) + 1;
    }
    return counts;
  };

  it('let one of two tickets go into the other, not both into each other', async () => {
    const profile = await contact('t-1');
    for (let round = 0; round < 3; round++) {
      const one = await made('ticket.open', { profile, title: 'x' });
      const other = await made('ticket.open', { profile, title: 'y' });
      const answers = await Promise.all([
        command('ticket.merge', { id: one, params: { into: other } }),
        command('ticket.merge', { id: other, params: { into: one } }),
      ]);
      expect(tally(answers)).toEqual({ ok: 1, 'ticket.into-over': 1 });
    }
  });

  it('make no circle of teams', async () => {
    const team = (name: string) => made('team.found', { name, function: 'sales' });
    const [one, other] = [await team('North'), await team('South')];
    const answers = await Promise.all(
      [one, other, one, other].map((id) =>
        command('team.change', { id, params: { parent: id === one ? other : one } }),
      ),
    );
    // said again it is a repeat
    expect(tally(answers)).toEqual({ ok: 2, 'team.parent-circle': 2 });
  });

  it('offer a contact to a team once, by whatever id it is called', async () => {
    const team = await made('team.found', { name: 'West', function: 'sales' });
    const [ann, alias] = [await contact('o-1'), await contact('o-2')];
    await api.settled();
    expect((await admin.post(`/api/contacts/${ann}/link`, { with: alias })).status).toBe(200);
    await api.settled();
    const offers = [ann, alias, ann, alias, ann, alias].map((one) =>
      command('handoff.offer', { params: { contact: one, team, reason: 'qualified' } }),
    );
    expect(tally(await Promise.all(offers))).toEqual({ ok: 1, 'handoff.already-open': 5 });
  });

  it('offer another contact under an id that is taken: refused, not left out', async () => {
    const team = await made('team.found', { name: 'East', function: 'sales' });
    const [ann, ben] = [await contact('i-1'), await contact('i-2')];
    const id = await made('handoff.offer', { contact: ann, team, reason: 'qualified' });
    const again = (one: string) =>
      command('handoff.offer', { id, params: { contact: one, team, reason: 'qualified' } });
    expect((await again(ann)).status).toBe(200);
    expect((await again(ben)).body.code).toBe('handoff.already-offered');
  });

  it('record no card numbers: whoever says one is told where', async () => {
    const profile = await contact('c-1');
    const head = (await api.store.log.head()).position;
    const { status, body } = await command('ticket.open', {
      params: { profile, title: 'my card 4111 1111 1111 1111', message: 'no. 5500 0055 5555 5559' },
    });
    expect([status, body]).toMatchObject([
      422,
      {
        code: 'command.forbidden',
        errors: [
          { path: 'params.title', message: 'holds a card number', remedy: 'leave it out: nothing was recorded' },
          { path: 'params.message', message: 'holds a card number' },
        ],
      },
    ]);
    expect((await api.store.log.head()).position).toBe(head);
  });
});
