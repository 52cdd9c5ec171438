import { apiApp, firstAdmin, type ApiApp, type Browser } from '../../test/api-app.js';

interface Record_ {
  readonly contact: string;
  readonly name: string | null;
  readonly identifiers: readonly { readonly node: string; readonly value: string }[];
}
interface Preview {
  readonly same: boolean;
  readonly fields: readonly { readonly field: string; readonly differs: boolean; readonly result: string | null }[];
  readonly conflicts: readonly { readonly code: string }[];
}
interface Suggestions {
  readonly next: string | null;
  readonly items: readonly {
    readonly left: { readonly contact: string; readonly email: string | null };
    readonly right: { readonly contact: string; readonly email: string | null };
    readonly reasons: readonly string[];
  }[];
}
interface Judged {
  readonly position: number;
}

describe('who is who, over HTTP', () => {
  let api: ApiApp;
  let admin: Browser;
  let key: string;
  let message = 0;

  const send = async (...calls: readonly object[]): Promise<void> => {
    const batch = calls.map((call) => ({ messageId: `m${message++}`, ...call }));
    const { status, body } = await api
      .browser()
      .post<{ quarantined: number }>('/v1/batch', { batch }, { authorization: `Bearer ${key}` });
    expect([status, body.quarantined]).toEqual([200, 0]);
    await api.settled();
  };
  const identify = (userId: string, traits: object): object => ({ type: 'identify', userId, traits });
  const found = async (search: string): Promise<string> => {
    const { body } = await admin.get<{ items: readonly { contact: string }[] }>(
      `/api/contacts?search=${encodeURIComponent(search)}`,
    );
    expect(body.items).toHaveLength(1);
    return body.items[0]!.contact;
  };
  const record = async (contact: string): Promise<Record_> =>
    (await admin.get<Record_>(`/api/contacts/${contact}`)).body;
  /** Everything that is read of contacts now. */
  const now = async (): Promise<unknown> => {
    await api.settled();
    const rows = (sql: string): Promise<unknown> => api.store.pool.query(sql).then((result) => result.rows as unknown);
    return Promise.all([
      rows('SELECT * FROM read.contacts_contact ORDER BY contact'),
      rows(
        'SELECT contact, field, value, source, valid_from FROM read.contacts_field WHERE believed_until IS NULL AND valid_to IS NULL ORDER BY contact, field',
      ),
      rows('SELECT node, contact FROM read.identity_map WHERE until_position IS NULL ORDER BY node'),
    ]);
  };

  beforeAll(async () => {
    api = await apiApp();
    admin = await firstAdmin(api);
    key = (await admin.post<{ key: string }>('/api/keys', { name: 'shop', scopes: ['intake'] })).body.key;
  });
  afterAll(() => api.close());

  it('links two contacts after showing what they would be, and takes them apart without a trace', async () => {
    await send(
      identify('ann-1', { name: 'Ann Lee', email: 'ann@example.com', plan: 'free' }),
      identify('ann-2', { name: 'Ann B. Lee', email: 'ann.lee@work.example' }),
    );
    const [one, two] = [await found('ann-1'), await found('ann-2')];
    const before = await now();
    const { body: preview } = await admin.get<Preview>(`/api/contacts/${one}/link-preview/${two}`);
    expect(preview.same).toBe(false);
    expect(preview.conflicts.map(({ code }) => code)).toEqual(['two-users']);
    expect(preview.fields).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ field: 'name', differs: true, result: 'Ann B. Lee' }),
        expect.objectContaining({ field: 'plan', differs: false, result: 'free' }),
      ]),
    );

    const linked = await admin.post<Judged>(`/api/contacts/${two}/link`, { with: one, reason: 'one Ann' });
    expect(linked.status).toBe(200);
    await api.settled();
    const joined = await record(two);
    expect([joined.contact, joined.identifiers.length]).toEqual([one, 4]);
    expect((await admin.post(`/api/contacts/${two}/link`, { with: one })).body).toMatchObject({
      code: 'identity.same-contact',
    });
    const { body: held } = await admin.get<{ evidence: { by: string; a: string; b: string }[] }>(
      `/api/contacts/${one}/identities`,
    );
    expect(held.evidence.map(({ by }) => by)).toEqual(['linked', 'seen', 'seen']);

    const { body: parts } = await admin.get<{ parts: { contact: string; nodes: string[] }[] }>(
      `/api/contacts/${one}/unlink-preview/${two}`,
    );
    expect(parts.parts.map(({ contact, nodes }) => [contact, nodes.length])).toEqual([
      [one, 2],
      [two, 2],
    ]);
    expect((await admin.post(`/api/contacts/${one}/unlink`, { node: two, reason: 'sisters' })).status).toBe(200);
    expect(await now()).toEqual(before);
    expect((await admin.post(`/api/contacts/${one}/unlink`, { node: two })).body).toMatchObject({
      code: 'identity.not-together',
    });

    // seen together from now on, they stay apart; a person may still link them
    await send({
      type: 'track',
      userId: 'ann-1',
      event: 'Signed In',
      context: { traits: { email: 'ann.lee@work.example' } },
    });
    expect((await record(two)).contact).toBe(two);
    expect((await admin.post(`/api/contacts/${one}/link`, { with: two })).status).toBe(200);
    await api.settled();
    expect((await record(two)).contact).toBe(one);
  });

  it('shows that taking apart lets somebody else’s identifier go to whom it was seen with', async () => {
    // the cookie met first the one who is taken out of the contact, then a third person
    const visit = (email: string): object => ({
      type: 'track',
      event: 'Visited',
      anonymousId: 'cafe',
      context: { traits: { email } },
    });
    await send(
      identify('mia-1', { name: 'Mia', email: 'mia@example.com' }),
      { type: 'identify', anonymousId: 'cafe', traits: { email: 'lou@example.com' } },
      visit('zoe@example.com'),
    );
    const [mia, lou, zoe] = [
      await found('mia@example.com'),
      await found('lou@example.com'),
      await found('zoe@example.com'),
    ];
    expect(new Set([mia, lou, zoe]).size).toBe(3);
    const cookie = (await record(lou)).identifiers.find(({ value }) => value === 'cafe')!.node;
    const { body: preview } = await admin.get<{
      parts: { contact: string; nodes: string[]; others: { contact: string; label: string }[] }[];
    }>(`/api/contacts/${lou}/unlink-preview/${cookie}`);
    expect(preview.parts.map(({ nodes, others }) => [nodes.length, others.map(({ label }) => label)])).toEqual([
      [1, []],
      [2, ['zoe@example.com']],
    ]);
    const from = preview.parts[0]!.nodes[0]!;
    expect((await admin.post(`/api/contacts/${lou}/unlink`, { node: cookie, from })).status).toBe(200);
    await api.settled();
    expect((await record(cookie)).identifiers.map(({ value }) => value).sort()).toEqual(['cafe', 'zoe@example.com']);
  });

  it('suggests who may be one, until somebody says no', async () => {
    await send(
      identify('ben-1', { name: 'Ben Ode', company: 'Acme', email: 'ben.ode@gmail.com', phone: '+49 30 1234567' }),
      identify('ben-2', { name: 'ben ode', company: 'ACME', email: 'benode@gmial.com', phone: '+49301234567' }),
      identify('eva-1', { name: 'Eva Ode', company: 'Acme' }),
    );
    const suggested = async () => (await admin.get<Suggestions>('/api/duplicates')).body.items;
    const [pair, ...rest] = await suggested();
    expect(rest).toEqual([]);
    expect([...pair!.reasons].sort()).toEqual(['near-email', 'same-name-and-company', 'same-phone']);
    const says = { contact: pair!.left.contact, other: pair!.right.contact };
    expect((await admin.post('/api/duplicates/dismiss', says)).status).toBe(200);
    await api.settled();
    expect(await suggested()).toEqual([]);
  });

  it('suggests page by page, each pair once, also behind hundreds that were dismissed', async () => {
    const people = 1_200;
    const calls = Array.from({ length: people }, (_, i) => {
      const twin = Math.floor(i / 2);
      const second = i % 2 === 1;
      return identify(`twin-${i}`, {
        email: second ? `twin.${twin}@example.com` : `twin${twin}@exampel.com`,
        ...(twin % 3 === 0 ? { phone: `+49 40 ${1_000_000 + twin}` } : {}),
        ...(twin % 5 === 0 ? { name: `Twin ${twin}`, company: second ? 'ACME' : 'Acme' } : {}),
      });
    });
    for (let i = 0; i < people; i += 400) await send(...calls.slice(i, i + 400));
    const pages = async (limit: number): Promise<Suggestions['items'][number][]> => {
      const all: Suggestions['items'][number][] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const asked: string = cursor === '' ? '' : `&cursor=${cursor}`;
        const { status, body } = await admin.get<Suggestions>(`/api/duplicates?limit=${limit}${asked}`);
        expect(status).toBe(200);
        expect(body.items.length).toBeLessThanOrEqual(limit);
        all.push(...body.items);
        cursor = body.next;
      }
      return all;
    };
    const pairOf = ({ left, right }: Suggestions['items'][number]): string => `${left.contact} ${right.contact}`;
    const all = await pages(500);
    expect(all).toHaveLength(people / 2);
    expect(new Set(all.map(pairOf)).size).toBe(people / 2);
    for (const { left, right, reasons } of all) {
      const twin = Number(/(\d+)@/.exec(left.email ?? right.email ?? '')![1]);
      expect([twin, reasons]).toEqual([
        twin,
        [...(twin % 5 === 0 ? ['same-name-and-company'] : []), ...(twin % 3 === 0 ? ['same-phone'] : []), 'near-email'],
      ]);
    }
    expect((await pages(77)).map(pairOf)).toEqual(all.map(pairOf));
    const [kept, ...dismissed] = [...all].reverse();
    for (let i = 0; i < dismissed.length; i += 50)
      await Promise.all(
        dismissed.slice(i, i + 50).map(async ({ left, right }) => {
          const says = { contact: left.contact, other: right.contact };
          expect((await admin.post('/api/duplicates/dismiss', says)).status).toBe(200);
        }),
      );
    await api.settled();
    const { body } = await admin.get<Suggestions>('/api/duplicates?limit=1');
    expect(body.items.map(pairOf)).toEqual([pairOf(kept!)]);
    expect((await pages(10)).map(pairOf)).toEqual([pairOf(kept!)]);
    expect((await admin.get('/api/duplicates?cursor=x')).body).toMatchObject({ code: 'query.cursor' });
  });

  it('parts contacts by saying that several people share an identifier, and joins them again by saying whose it is', async () => {
    await send(
      identify('tom-1', { email: 'tom@example.com' }),
      { type: 'track', event: 'Visited', anonymousId: 'tablet', userId: 'tom-1' },
      { type: 'track', event: 'Visited', anonymousId: 'tablet', context: { traits: { phone: '+4930555001' } } },
    );
    const tom = await found('tom-1');
    const values = async (): Promise<string[]> => (await record(tom)).identifiers.map(({ value }) => value).sort();
    expect(await values()).toEqual(['+4930555001', 'tablet', 'tom-1', 'tom@example.com']);
    const before = await now();
    const tablet = (await record(tom)).identifiers.find(({ value }) => value === 'tablet')!.node;
    const marked = await admin.post<Judged>(`/api/identifiers/${tablet}/shared`, { reason: 'stands in the shop' });
    expect([marked.status, marked.body.position > 0]).toEqual([200, true]);
    await api.settled();
    expect(await values()).toEqual(['tom-1', 'tom@example.com']);
    expect((await record(tablet)).identifiers.map(({ value }) => value)).toEqual(['tablet']);
    const { body: held } = await admin.get<{ shared: string[] }>(`/api/contacts/${tablet}/identities`);
    expect(held.shared).toEqual([tablet]);
    expect((await admin.post(`/api/contacts/${tom}/link`, { with: tablet })).body).toMatchObject({
      code: 'identity.shared',
    });

    expect((await admin.post(`/api/identifiers/${tablet}/own`, { reason: 'it is his' })).status).toBe(200);
    expect(await now()).toEqual(before);
    expect((await admin.post<Judged>(`/api/identifiers/${tablet}/own`, {})).body.position).toBe(0);
  });

  it('answers a repeat of a link, and of taking apart, as the first time', async () => {
    await send(identify('kim-1', { email: 'kim@example.com' }), identify('kim-2', { email: 'kim.b@example.com' }));
    const [one, two] = [await found('kim-1'), await found('kim-2')];
    const twice = async (path: string, body: object, key: string): Promise<void> => {
      const first = await admin.post<Judged>(path, body, { 'idempotency-key': key });
      await api.settled();
      const again = await admin.post<Judged>(path, body, { 'idempotency-key': key });
      expect([first.status, again.status]).toEqual([200, 200]);
      expect(again.body).toEqual(first.body);
      expect(first.body.position).toBeGreaterThan(0);
      expect((await admin.post(path, { ...body, reason: 'else' }, { 'idempotency-key': key })).body).toMatchObject({
        code: 'command.id-reused',
      });
    };
    await twice(`/api/contacts/${one}/link`, { with: two }, 'kim-link');
    expect((await record(two)).contact).toBe(one);
    await twice(`/api/contacts/${one}/unlink`, { node: two, reason: 'two Kims' }, 'kim-unlink');
    expect((await record(two)).contact).toBe(two);
  });

  it('suggests nobody that cannot be linked: roles’ mailboxes look alike everywhere', async () => {
    const asked = (email: string, name: string): object => ({
      type: 'identify',
      anonymousId: `visitor-${email}`,
      traits: { email, name, company: 'Mailbox Ltd' },
    });
    await send(
      { type: 'track', event: 'Wrote', context: { traits: { email: 'info@acme.example' } } },
      { type: 'track', event: 'Wrote', context: { traits: { email: 'info@acme.exampl' } } },
      asked('lena@mailbox.example', 'Lena Box'),
      asked('lena@mailbox.exampl', 'Lena Box'),
    );
    const emails = (await admin.get<Suggestions>('/api/duplicates?limit=500')).body.items.flatMap(({ left, right }) => [
      left.email,
      right.email,
    ]);
    expect(emails).toEqual(expect.arrayContaining(['lena@mailbox.example', 'lena@mailbox.exampl']));
    expect(emails.filter((email) => email?.startsWith('info@'))).toEqual([]);
  });

  it('needs the right to, and contacts that are there', async () => {
    const nobody = '0192f0c1-0001-8200-8000-000000000001';
    const ann = await found('ann.lee@work.example');
    expect((await admin.post(`/api/contacts/${nobody}/link`, { with: nobody })).status).toBe(404);
    expect((await admin.post(`/api/contacts/${nobody}/link`, { with: 'x' })).status).toBe(422);
    expect(await admin.post('/api/duplicates/dismiss', { contact: ann, other: nobody })).toMatchObject({
      status: 404,
      body: { code: 'contact.unknown' },
    });
    expect(await admin.post(`/api/identifiers/${nobody}/shared`, {})).toMatchObject({
      status: 404,
      body: { code: 'identifier.unknown' },
    });
    expect((await api.browser().post(`/api/contacts/${nobody}/link`, { with: nobody })).status).toBe(401);
    const added = await admin.post<{ link: string }>('/api/people', { email: 'rea@example.com', role: 'reader' });
    const reader = api.browser();
    const token = new URL(added.body.link).searchParams.get('token');
    await reader.post('/api/session/link', { token, password: 'another good one', name: 'Rea' });
    expect((await reader.get(`/api/contacts/${ann}`)).status).toBe(200);
    for (const [path, body] of [
      [`contacts/${ann}/link`, { with: ann }],
      [`contacts/${ann}/unlink`, { node: ann }],
      ['duplicates/dismiss', { contact: ann, other: ann }],
      [`identifiers/${ann}/shared`, {}],
      [`identifiers/${ann}/own`, {}],
    ] as const)
      expect([path, await reader.post(`/api/${path}`, body)]).toMatchObject([
        path,
        { status: 403, body: { code: 'access.denied' } },
      ]);
  });
});
