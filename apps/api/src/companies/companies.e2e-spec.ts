import type {
  CompanyLine,
  CompanyLinkPreview,
  CompanyRecord,
  CompanyTouchLine,
  FieldHistory,
  Identities,
  UnlinkPreview,
} from '#queries';
import { apiApp, firstAdmin, type ApiApp, type Browser } from '../../test/api-app.js';

interface Listed<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

describe('companies, over HTTP', () => {
  let api: ApiApp;
  let admin: Browser;
  let crm: string;
  let desk: string;
  let message = 0;

  const send = async (key: string, ...calls: readonly object[]): Promise<void> => {
    const batch = calls.map((call) => ({ messageId: `m${message++}`, ...call }));
    const { status, body } = await api
      .browser()
      .post<{ quarantined: number }>('/v1/batch', { batch }, { authorization: `Bearer ${key}` });
    expect([status, body.quarantined]).toEqual([200, 0]);
    await api.settled();
  };
  const opened = (userId: string, email: string, timestamp: string): object => ({
    type: 'track',
    userId,
    event: 'Email Opened',
    properties: { email },
    timestamp,
  });
  const group = (userId: string, groupId: string, traits: object): object => ({
    type: 'group',
    userId,
    groupId,
    traits,
  });
  const list = async (query = ''): Promise<readonly CompanyLine[]> =>
    (await admin.get<Listed<CompanyLine>>(`/api/companies${query}`)).body.items;
  const found = async (search: string): Promise<string> => {
    const items = await list(`?search=${encodeURIComponent(search)}`);
    expect(items).toHaveLength(1);
    return items[0]!.company;
  };
  const record = async (company: string, how = ''): Promise<CompanyRecord> =>
    (await admin.get<CompanyRecord>(`/api/companies/${company}${how}`)).body;
  const digests = async (): Promise<unknown> => {
    await api.settled();
    const rows = (sql: string): Promise<unknown> => api.store.pool.query(sql).then((result) => result.rows as unknown);
    return Promise.all([
      rows('SELECT * FROM read.companies_company ORDER BY company'),
      rows('SELECT * FROM read.contacts_contact ORDER BY contact'),
      rows('SELECT * FROM read.contacts_company ORDER BY company_node'),
      rows('SELECT node, contact FROM read.identity_map WHERE until_position IS NULL ORDER BY node'),
      rows('SELECT node, company FROM read.identity_membership WHERE until_position IS NULL ORDER BY node, company'),
    ]);
  };

  beforeAll(async () => {
    api = await apiApp();
    admin = await firstAdmin(api);
    const key = async (name: string): Promise<string> =>
      (await admin.post<{ key: string }>('/api/keys', { name, scopes: ['intake'] })).body.key;
    [crm, desk] = [await key('crm'), await key('desk')];
    await send(
      crm,
      opened('ann', 'ann@acme.com', '2026-03-01T10:00:00.000Z'),
      opened('ben', 'ben@acme.com', '2026-03-02T10:00:00.000Z'),
      opened('cleo', 'cleo@gmail.com', '2026-03-03T10:00:00.000Z'),
      opened('dan', 'dan@beta.example', '2026-03-04T10:00:00.000Z'),
      group('cleo', '77', { name: 'Acme Ltd', website: 'https://www.acme.com/', employees: 40, owner: 'Ann Lee' }),
    );
  });
  afterAll(() => api.close());

  it('come of addresses and groups, and are no contacts', async () => {
    const items = await list();
    expect(items).toMatchObject([
      { name: 'beta.example', domain: 'beta.example', contacts: 1, touches: 1, lastChannel: 'email', parent: null },
      {
        name: 'Acme Ltd',
        domain: 'acme.com',
        contacts: 3,
        touches: 3,
        firstAt: '2026-03-01T10:00:00.000Z',
        lastAt: '2026-03-03T10:00:00.000Z',
      },
    ]);
    for (const [sort, names] of [
      ['name', ['Acme Ltd', 'beta.example']],
      ['-name', ['beta.example', 'Acme Ltd']],
      ['lastAt', ['Acme Ltd', 'beta.example']],
      ['-contacts', ['Acme Ltd', 'beta.example']],
      ['contacts', ['beta.example', 'Acme Ltd']],
    ] as const) {
      const { body: first } = await admin.get<Listed<CompanyLine>>(`/api/companies?sort=${sort}&limit=1`);
      const { body: second } = await admin.get<Listed<CompanyLine>>(
        `/api/companies?sort=${sort}&limit=1&cursor=${first.next}`,
      );
      expect([sort, ...first.items, ...second.items].map((one) => (typeof one === 'string' ? one : one.name))).toEqual([
        sort,
        ...names,
      ]);
      expect(second.next).toBeNull();
    }
    const { body: contacts } =
      await admin.get<Listed<{ name: string; company: string; companyId: string }>>('/api/contacts?sort=name');
    expect(contacts.items).toHaveLength(4);
    expect((await admin.get('/api/companies?sort=colour')).status).toBe(400);
  });

  it('have a record: fields, domains, groups; what speaks of a person is not said of a company', async () => {
    const acme = await found('acme');
    const { domains, groups, fields, ...rest } = await record(acme);
    expect(rest).toMatchObject({
      company: acme,
      askedFor: acme,
      name: 'Acme Ltd',
      contacts: 3,
      touches: 3,
      parent: null,
    });
    expect(domains.map(({ value }) => value)).toEqual(['acme.com']);
    expect(groups.map(({ source, value }) => [source, value])).toEqual([['crm', '77']]);
    expect(fields.map(({ field, value }) => [field, value])).toEqual([
      ['employees', '40'],
      ['name', 'Acme Ltd'],
    ]);
    const { body: contact } = await admin.get<Listed<{ contact: string }>>('/api/contacts?search=cleo');
    const { body: cleo } = await admin.get<{ company: string; companyId: string }>(
      `/api/contacts/${contact.items[0]!.contact}`,
    );
    expect([cleo.company, cleo.companyId]).toEqual(['Acme Ltd', acme]);
    expect((await admin.get(`/api/contacts/${acme}`)).status).toBe(404);
    expect((await admin.get(`/api/companies/${contact.items[0]!.contact}`)).status).toBe(404);
  });

  it('have contacts and a journey over all of them', async () => {
    const acme = await found('acme');
    const { body: own } = await admin.get<Listed<{ email: string | null; companyId: string }>>(
      `/api/contacts?company=${acme}&sort=-lastAt`,
    );
    expect(own.items).toHaveLength(3);
    expect(own.items.map(({ companyId }) => companyId)).toEqual([acme, acme, acme]);
    const lines: CompanyTouchLine[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const query: string = cursor === '' ? '?limit=2' : `?limit=2&cursor=${cursor}`;
      const { body }: { body: Listed<CompanyTouchLine> } = await admin.get(`/api/companies/${acme}/journey${query}`);
      lines.push(...body.items);
      cursor = body.next;
    }
    expect(lines.map(({ at }) => at)).toEqual([
      '2026-03-03T10:00:00.000Z',
      '2026-03-02T10:00:00.000Z',
      '2026-03-01T10:00:00.000Z',
    ]);
    expect(new Set(lines.map(({ contact }) => contact)).size).toBe(3);
    const { body: some } = await admin.get<Listed<unknown>>(`/api/companies/${acme}/journey?to=2026-03-02`);
    expect(some.items).toHaveLength(1);
  });

  it('are found by Ctrl-K, and said to be companies', async () => {
    const { body } = await admin.get<{ items: { kind: string }[]; companies: { kind: string; name: string }[] }>(
      '/api/search?q=acme',
    );
    expect(body.companies).toMatchObject([{ kind: 'company', name: 'Acme Ltd', domain: 'acme.com' }]);
    expect(body.items.every(({ kind }) => kind === 'contact')).toBe(true);
  });

  it('are read as of a day, and as they were known', async () => {
    const acme = await found('acme');
    expect(await record(acme, '?asOf=2026-03-02')).toMatchObject({ touches: 1, lastAt: '2026-03-01T10:00:00.000Z' });
    const { position } = await api.store.log.head();
    expect(await record(acme, `?asKnownAt=${position}`)).toMatchObject({ contacts: 3, touches: 3, name: 'Acme Ltd' });
    const early = await admin.get<CompanyRecord>(`/api/companies/${acme}?asKnownAt=1`);
    expect(early.status).toBe(404);
  });

  it('are corrected by people, and belong to each other without a circle', async () => {
    const [acme, beta] = [await found('acme'), await found('beta')];
    expect((await admin.post(`/api/companies/${beta}/parent`, { parent: acme, reason: 'bought' })).status).toBe(200);
    expect((await admin.post(`/api/companies/${beta}/fields`, { fields: { name: 'Beta', plan: 'pro' } })).status).toBe(
      200,
    );
    await api.settled();
    expect(await record(beta)).toMatchObject({ name: 'Beta', parent: { company: acme, name: 'Acme Ltd' } });
    expect((await record(acme)).children).toEqual([{ company: beta, name: 'Beta' }]);
    await send(crm, group('dan', 'b1', { name: 'Beta GmbH', domain: 'beta.example', plan: 'free' }));
    expect(await record(beta)).toMatchObject({ name: 'Beta' });
    const { body: history } = await admin.get<FieldHistory>(`/api/companies/${beta}/fields/name`);
    expect(history.items.map(({ value, actor }) => [value, actor.kind])).toEqual(
      expect.arrayContaining([
        ['Beta', 'person'],
        ['Beta GmbH', 'key'],
      ]),
    );
    expect(
      (await admin.get(`/api/companies/${beta.replace(/^./, (first) => (first === 'e' ? 'f' : 'e'))}/fields/name`))
        .status,
    ).toBe(404);
    const circle = await admin.post<{ code: string }>(`/api/companies/${acme}/parent`, { parent: beta });
    expect([circle.status, circle.body.code]).toEqual([409, 'company.parent-circle']);
    const blank = await admin.post<{ code: string }>(`/api/companies/${beta}/fields`, { fields: { name: ' ' } });
    expect(blank.body.code).toBe('company.field-unfit');
    expect((await admin.post(`/api/companies/${beta}/parent`, {})).status).toBe(422);
    expect((await admin.post(`/api/companies/${beta}/parent`, { parent: null })).status).toBe(200);
    await api.settled();
    expect(await record(beta)).toMatchObject({ parent: null });
    const both = await Promise.all([
      admin.post(`/api/companies/${acme}/parent`, { parent: beta }),
      admin.post(`/api/companies/${beta}/parent`, { parent: acme }),
    ]);
    expect(both.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 409]);
    for (const company of [acme, beta]) await admin.post(`/api/companies/${company}/parent`, { parent: null });
    await api.settled();
    expect((await record(acme)).children).toEqual([]);
  });

  it('are linked after a look at both, and taken apart without a trace; never with a person', async () => {
    await send(desk, group('eva', 'acme-uk', { name: 'Acme UK', domain: 'acme.co.uk' }));
    const [acme, uk] = [await found('acme.com'), await found('acme.co.uk')];
    const before = await digests();
    const { body: preview } = await admin.get<CompanyLinkPreview>(`/api/companies/${acme}/link-preview/${uk}`);
    expect([preview.same, preview.conflicts]).toEqual([false, []]);
    expect(preview.fields).toEqual(
      expect.arrayContaining([expect.objectContaining({ field: 'name', differs: true, result: 'Acme UK' })]),
    );
    expect((await admin.post(`/api/companies/${acme}/link`, { with: uk })).status).toBe(200);
    await api.settled();
    expect(await record(uk)).toMatchObject({ company: acme, askedFor: uk, contacts: 4 });
    const { body: held } = await admin.get<Identities>(`/api/companies/${uk}/identities`);
    expect(held.evidence.filter(({ by }) => by === 'linked')).toEqual([
      expect.objectContaining({ a: [acme, uk].sort()[0], b: [acme, uk].sort()[1] }),
    ]);
    expect(held.evidence.some(({ by }) => by === 'seen')).toBe(true);
    const { body: parts } = await admin.get<UnlinkPreview>(`/api/companies/${acme}/unlink-preview/${uk}`);
    expect(parts.parts.map(({ contact }) => contact).sort()).toEqual([acme, uk].sort());
    expect((await admin.post(`/api/companies/${acme}/unlink`, { node: uk })).status).toBe(200);
    expect(await digests()).toEqual(before);

    const { body } = await admin.get<Listed<{ contact: string }>>('/api/contacts?search=ann@acme.com');
    const ann = body.items[0]!.contact;
    for (const path of [`/api/companies/${acme}/link`, `/api/contacts/${acme}/link`]) {
      const refused = await admin.post<{ code: string }>(path, { with: ann });
      expect([path, refused.body.code]).toEqual([path, 'identity.kinds-differ']);
    }
    const [a, b] = [acme, ann].sort();
    const raw = await admin.post<{ code: string }>('/api/commands/identity.link', { id: `${a}.${b}` });
    expect(raw.body.code).toBe('identity.kinds-differ');
  });
});
