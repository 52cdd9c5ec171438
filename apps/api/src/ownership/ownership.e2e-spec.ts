import { randomUUID } from 'node:crypto';
import { apiApp, firstAdmin, type ApiApp, type Browser, type Got } from '../../test/api-app.js';

interface Called {
  readonly id: string;
  readonly name: string | null;
}
interface Line {
  readonly handoff: string;
  readonly status: string;
  readonly contact: Called;
  readonly answerBy: string;
  readonly by: Called | null;
  readonly backTo: string | null;
}
interface Owned {
  readonly team: Called | null;
  readonly person: Called;
  readonly from: string;
  readonly to: string | null;
}
interface Ownership {
  readonly status: string;
  readonly handoff: string | null;
  readonly owners: readonly Owned[];
  readonly history: readonly Owned[];
}
interface Answer {
  readonly id: string;
  readonly position: number;
  readonly events: readonly string[];
  readonly code?: string;
}

describe('whose contacts are, over HTTP', () => {
  let api: ApiApp;
  let admin: Browser;
  let key: string;
  let message = 0;
  const people: Record<string, { readonly id: string; readonly browser: Browser }> = {};
  let marketing: string;
  let sales: string;

  const ask = (
    who: Browser,
    command: string,
    id: string | undefined,
    params: object = {},
    headers: Record<string, string> = {},
  ): Promise<Got<Answer>> => who.post<Answer>(`/api/commands/${command}`, { ...(id && { id }), params }, headers);
  const asked = async (who: Browser, command: string, id: string | undefined, params: object = {}): Promise<Answer> => {
    const { status, body } = await ask(who, command, id, params);
    if (status !== 200) throw new Error(`${command} answered ${status} ${JSON.stringify(body)}`);
    return body;
  };
  const contact = async (user: string): Promise<string> => {
    const sent = await api
      .browser()
      .post<{ position: number }>(
        '/v1/identify',
        { messageId: `m${message++}`, userId: user, traits: { name: user } },
        { authorization: `Bearer ${key}` },
      );
    await api.settled();
    const [recorded] = await api.store.log.readAt([sent.body.position]);
    return (JSON.parse(recorded!.text) as { about: { profile: string } }).about.profile;
  };
  const ownership = async (id: string, query = ''): Promise<Ownership> => {
    await api.settled();
    return (await admin.get<Ownership>(`/api/contacts/${id}/ownership${query}`)).body;
  };
  const owners = async (id: string, query = ''): Promise<(string | null)[]> =>
    (await ownership(id, query)).owners.map(({ person }) => person.name);
  const handoffs = async (query: string): Promise<readonly Line[]> => {
    await api.settled();
    return (await admin.get<{ items: readonly Line[] }>(`/api/handoffs?${query}`)).body.items;
  };
  const hire = async (name: string, role: string, team: string, as: 'member' | 'lead' = 'member'): Promise<void> => {
    const { body } = await admin.post<{ id: string; link: string }>('/api/people', {
      email: `${name}@example.com`,
      role,
      name,
    });
    const browser = api.browser();
    const token = new URL(body.link).searchParams.get('token');
    await browser.post('/api/session/link', { token, password: 'correct horse battery', name });
    await asked(admin, 'colleague.join-team', body.id, { team, role: as });
    people[name] = { id: body.id, browser };
  };
  const offer = (who: string, params: object): Promise<Answer> =>
    asked(people[who]!.browser, 'handoff.offer', randomUUID(), { reason: 'ready', team: sales, ...params });
  const until = async <T>(what: () => Promise<T>, holds: (now: T) => boolean): Promise<T> => {
    for (const end = Date.now() + 20_000; ;) {
      const now = await what();
      if (holds(now)) return now;
      if (Date.now() > end) throw new Error(`still ${JSON.stringify(now)}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };

  beforeAll(async () => {
    api = await apiApp();
    admin = await firstAdmin(api);
    key = (await admin.post<{ key: string }>('/api/keys', { name: 'shop', scopes: ['intake'] })).body.key;
    marketing = (await asked(admin, 'team.found', randomUUID(), { name: 'Marketing', function: 'marketing' })).id;
    sales = (await asked(admin, 'team.found', randomUUID(), { name: 'Sales', function: 'sales' })).id;
    await hire('ann', 'marketing', marketing);
    await hire('lea', 'marketing', marketing, 'lead');
    await hire('sam', 'sales', sales);
    await hire('tess', 'sales', sales);
  });
  afterAll(() => api.close());

  it('makes who accepts an offer the owner, once, and remembers who was', async () => {
    const one = await contact('one');
    await asked(admin, 'ownership.assign', one, { person: people['ann']!.id });
    expect(await owners(one)).toEqual(['ann']);
    const { id } = await offer('ann', { contact: one, comment: 'call her at noon' });
    expect(await ownership(one)).toMatchObject({ status: 'awaiting-acceptance', handoff: id });
    expect(await owners(one)).toEqual(['ann']);
    const [inbox] = await handoffs(`inbox=${people['sam']!.id}&status=open`);
    expect(inbox).toMatchObject({ handoff: id, status: 'open', contact: { name: 'one' } });
    expect(await handoffs(`to=${people['sam']!.id}`)).toEqual([]);
    expect(await ask(people['ann']!.browser, 'handoff.accept', id)).toMatchObject({
      status: 409,
      body: { code: 'handoff.not-yours' },
    });
    const before = new Date().toISOString();
    const [first, second] = await Promise.all([
      ask(people['sam']!.browser, 'handoff.accept', id),
      ask(people['tess']!.browser, 'handoff.accept', id),
    ]);
    expect([first.status, second.status].sort((a, b) => a - b)).toEqual([200, 409]);
    const [winner, lost] = first.status === 200 ? ['sam', second] : ['tess', first];
    expect(lost.body.code).toBe('handoff.already-accepted');
    expect((await asked(people[winner]!.browser, 'handoff.accept', id)).events).toEqual([]);
    expect(await owners(one)).toEqual([winner]);
    expect(await owners(one, `?asOf=${before}`)).toEqual(['ann']);
    const { body } = await admin.get<{
      history: { kind: string; comment: string | null }[];
      briefing: { position: number };
    }>(`/api/handoffs/${id}`);
    expect(body.history.map(({ kind, comment }) => [kind, comment])).toEqual([
      ['offered', 'call her at noon'],
      ['accepted', null],
    ]);
    expect(body.briefing.position).toBeGreaterThan(0);
    expect((await asked(people[winner]!.browser, 'handoff.return', id, { reason: 'no-answer' })).events).toHaveLength(
      1,
    );
    expect(await owners(one)).toEqual(['ann']);
  });

  it('refuses for a reason there is, and gives to the lead where the giver has left', async () => {
    const two = await contact('two');
    await hire('gil', 'marketing', marketing);
    await asked(admin, 'ownership.assign', two, { person: people['gil']!.id });
    const { id } = await offer('gil', { contact: two });
    expect(
      await ask(people['ann']!.browser, 'handoff.offer', randomUUID(), { contact: two, team: sales, reason: 'x' }),
    ).toMatchObject({ status: 409, body: { code: 'handoff.not-the-owner' } });
    expect(await ask(people['sam']!.browser, 'handoff.refuse', id, { reason: 'because' })).toMatchObject({
      body: { code: 'handoff.reason-unknown' },
    });
    await admin.post(`/api/people/${people['gil']!.id}/remove`, { reason: 'left' });
    await asked(people['sam']!.browser, 'handoff.refuse', id, { reason: 'too-early' });
    expect(await owners(two)).toEqual(['lea']);
    expect(await handoffs(`status=refused`)).toMatchObject([{ handoff: id, backTo: 'lead', by: { name: 'sam' } }]);
  });

  it('lists what was offered to one alone, and the reasons one may give for not taking it', async () => {
    const alone = await contact('alone');
    const { id } = await offer('ann', { contact: alone, to: people['sam']!.id });
    const mine = async (who: string): Promise<string[]> =>
      (await handoffs(`to=${people[who]!.id}&status=open`)).map(({ handoff }) => handoff);
    expect([await mine('sam'), await mine('tess')]).toEqual([[id], []]);
    const { body } = await people['sam']!.browser.get<{ items: { of: string; reasons: string[] }[] }>('/api/reasons');
    const reasonsOf = (kind: string): readonly string[] => body.items.find(({ of }) => of === kind)!.reasons;
    expect(reasonsOf('handoff-refused')).toContain('too-early');
    expect(reasonsOf('handoff-returned')).toContain('no-answer');
    await asked(people['ann']!.browser, 'handoff.withdraw', id);
  });

  it('lets an offer expire by its clock', async () => {
    const three = await contact('three');
    const answerBy = new Date(Date.now() + 1_500).toISOString();
    const { id } = await offer('ann', { contact: three, answerBy });
    const [line] = await until(
      () => handoffs('status=expired'),
      (lines) => lines.length > 0,
    );
    expect(line).toMatchObject({ handoff: id, backTo: 'giver', answerBy });
    expect(await owners(three)).toEqual(['ann']);
    expect((await ask(people['sam']!.browser, 'handoff.accept', id)).body.code).toBe('handoff.already-expired');
  });

  it('settles two offers of contacts that are linked, and restores both where they are taken apart', async () => {
    const [four, five] = [await contact('four'), await contact('five')];
    await asked(admin, 'ownership.assign', four, { person: people['ann']!.id });
    await asked(admin, 'ownership.assign', five, { person: people['lea']!.id });
    const [older, younger] = [await offer('ann', { contact: four }), await offer('lea', { contact: five })];
    await asked(people['tess']!.browser, 'deal.open', randomUUID(), { name: 'Big', contact: five });
    await api.settled();
    await admin.post(`/api/contacts/${four}/link`, { with: five });
    const status = async (id: string): Promise<string> => (await admin.get<Line>(`/api/handoffs/${id}`)).body.status;
    await until(
      () => status(older.id),
      (now) => now === 'closed',
    );
    expect(await status(younger.id)).toBe('open');
    expect(await owners(four)).toEqual(['lea']);
    await admin.post(`/api/contacts/${four}/unlink`, { node: five });
    await until(
      () => status(older.id),
      (now) => now === 'open',
    );
    expect([await owners(four), await owners(five)]).toEqual([['ann'], ['lea']]);
    expect((await ownership(four)).handoff).toBe(older.id);
  });

  it('restores an offer, too, where an identifier that joined two turns out to be many’s', async () => {
    const [nine, ten] = [await contact('nine'), await contact('ten')];
    const [older, younger] = [await offer('ann', { contact: nine }), await offer('lea', { contact: ten })];
    await api.settled();
    await admin.post(`/api/contacts/${nine}/link`, { with: ten });
    const status = async (id: string): Promise<string> => (await admin.get<Line>(`/api/handoffs/${id}`)).body.status;
    await until(
      () => status(younger.id),
      (now) => now === 'closed',
    );
    await admin.post(`/api/identifiers/${ten}/shared`, { reason: 'a reception desk' });
    await until(
      () => status(younger.id),
      (now) => now === 'open',
    );
    expect(await status(older.id)).toBe('open');
  });

  it('lets a person overrule what was settled, for as long as the contacts are linked', async () => {
    const [six, seven] = [await contact('six'), await contact('seven')];
    await asked(admin, 'ownership.assign', six, { person: people['sam']!.id });
    await asked(admin, 'ownership.assign', seven, { person: people['tess']!.id });
    await api.settled();
    await admin.post(`/api/contacts/${six}/link`, { with: seven });
    expect(await owners(seven)).toEqual(['sam']);
    await asked(admin, 'ownership.assign', seven, { person: people['tess']!.id });
    expect(await owners(seven)).toEqual(['tess']);
    await admin.post(`/api/contacts/${six}/unlink`, { node: seven });
    expect([await owners(six), await owners(seven)]).toEqual([['sam'], ['tess']]);
  });

  it('gives the book of somebody who leaves to another, and takes that back as a whole', async () => {
    await hire('old', 'sales', sales);
    const { id: from } = people['old']!;
    const book = [await contact('b1'), await contact('b2'), await contact('b3')];
    for (const one of book) await asked(admin, 'ownership.assign', one, { person: from });
    await api.settled();
    const preview = await admin.get<{ contacts: number; first: Called[] }>(`/api/books/${from}/reassignment-preview`);
    expect(preview.body).toMatchObject({ contacts: 3 });
    const moved = await admin.post<{ reassignment: string; total: number; done: number }>('/api/reassignments', {
      from,
      to: people['tess']!.id,
      reason: 'left',
    });
    expect(moved.body).toMatchObject({ total: 3, done: 3 });
    for (const one of book) expect(await owners(one)).toEqual(['tess']);
    const undone = await admin.post(`/api/reassignments/${moved.body.reassignment}/undo`, {});
    expect(undone.body).toMatchObject({ total: 3, done: 3 });
    for (const one of book) expect((await ownership(one)).history.map(({ person }) => person.name)).toEqual(['old']);
    const { body } = await admin.get(`/api/reassignments/${moved.body.reassignment}`);
    expect(body).toMatchObject({ assigned: 3, takenBack: 3 });
    expect(await people['sam']!.browser.post('/api/reassignments', { from })).toMatchObject({ status: 403 });
  });

  it('lists who is nobody’s and for how long, teams with their members, and who has how much', async () => {
    const eight = await contact('eight');
    await asked(admin, 'ownership.assign', eight, { person: people['sam']!.id });
    await asked(admin, 'ownership.release', eight);
    await api.settled();
    const { body: unowned } = await admin.get<{ items: { contact: Called; waitedHours: number }[] }>('/api/unowned');
    expect(unowned.items.map(({ contact: { id } }) => id)).toEqual([eight]);
    expect(unowned.items[0]!.waitedHours).toBeGreaterThanOrEqual(0);
    const { body: teams } = await admin.get<{ items: { name: string; members: { name: string; role: string }[] }[] }>(
      '/api/teams',
    );
    expect(teams.items.map(({ name }) => name)).toEqual(['Marketing', 'Sales']);
    expect(teams.items[0]!.members).toEqual(
      expect.arrayContaining([expect.objectContaining({ name: 'lea', role: 'lead' })]),
    );
    const { body: books } = await admin.get<{ items: { person: Called; contacts: number }[] }>('/api/books');
    expect(books.items.find(({ person }) => person.name === 'old')).toMatchObject({ contacts: 3 });
  });
});
