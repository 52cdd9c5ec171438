import { randomUUID } from 'node:crypto';
import type { LinkPreview, Ownership, Standing, StageHistory, UnlinkPreview } from '#queries';
import { apiApp, firstAdmin, type ApiApp, type Browser } from '../../test/api-app.js';

describe('where contacts and companies would stand, before they are linked or taken apart', () => {
  let api: ApiApp;
  let admin: Browser;
  let key: string;
  let message = 0;
  const staff: Record<string, string> = {};

  const asked = async (command: string, id: string | undefined, params: object = {}): Promise<string> => {
    const { status, body } = await admin.post<{ id: string }>(`/api/commands/${command}`, {
      ...(id && { id }),
      params,
    });
    if (status !== 200) throw new Error(`${command} answered ${status} ${JSON.stringify(body)}`);
    await api.settled();
    return body.id;
  };
  /** Sends a message and answers what is found by its name then. */
  const made = async (unit: 'contacts' | 'companies', name: string, says: object): Promise<string> => {
    const batch = [{ messageId: `m${message++}`, traits: { name }, ...says }];
    await api.browser().post('/v1/batch', { batch }, { authorization: `Bearer ${key}` });
    await api.settled();
    const { body } = await admin.get<{ items: readonly { contact: string; company: string }[] }>(
      `/api/${unit}?search=${name}`,
    );
    expect(body.items).toHaveLength(1);
    return unit === 'contacts' ? body.items[0]!.contact : body.items[0]!.company;
  };
  const contact = (userId: string): Promise<string> => made('contacts', userId, { type: 'identify', userId });
  const company = (groupId: string): Promise<string> =>
    made('companies', groupId, { type: 'group', userId: 'somebody', groupId });
  /** Where somebody stands, as the pages of now say it. */
  const standing = async (path: string): Promise<Pick<Standing, 'stage' | 'owners' | 'handoff'>> => {
    await api.settled();
    const { body: stages } = await admin.get<StageHistory>(`/api/${path}/stages`);
    const { body: owned } = await admin.get<Ownership>(`/api/${path}/ownership`);
    return {
      stage: stages.items.find(({ to }) => to === null)?.stage ?? null,
      owners: owned.owners.map(({ team, person }) => ({ team, person: person! })),
      handoff: owned.handoff,
    };
  };
  const shown = ({ stage, owners, handoff }: Standing): unknown => ({ stage, owners, handoff });

  beforeAll(async () => {
    api = await apiApp();
    admin = await firstAdmin(api);
    key = (await admin.post<{ key: string }>('/api/keys', { name: 'shop', scopes: ['intake'] })).body.key;
    const team = await asked('team.found', randomUUID(), { name: 'Sales', function: 'sales' });
    for (const name of ['sam', 'tess']) {
      const says = { email: `${name}@example.com`, role: 'sales', name };
      staff[name] = (await admin.post<{ id: string }>('/api/people', says)).body.id;
      await asked('colleague.join-team', staff[name], { team, role: 'member' });
    }
  });
  afterAll(() => api.close());

  it.each([
    ['contacts', 'contact', contact],
    ['companies', 'company', company],
  ] as const)('is shown of %s as it then is: stage, owner, customer', async (unit, as, named) => {
    const [one, two] = [await named(`older-${as}`), await named(`newer-${as}`)];
    await asked('ownership.assign', one, { person: staff['sam'] });
    await asked('ownership.assign', two, { person: staff['tess'] });
    await asked('deal.open', randomUUID(), { name: 'Big', [as]: two });
    await asked('order.place', randomUUID(), { [as]: one, amount: { amount: 100, currency: 'EUR' }, on: '2026-01-02' });
    const before = [await standing(`${unit}/${one}`), await standing(`${unit}/${two}`)];
    expect(before.map(({ stage, owners }) => [stage, owners.map(({ person }) => person.name)])).toEqual([
      ['customer', ['sam']],
      ['opportunity', ['tess']],
    ]);

    const { body: preview } = await admin.get<LinkPreview>(`/api/${unit}/${one}/link-preview/${two}`);
    expect([shown(preview.standing.left), shown(preview.standing.right)]).toEqual(before);
    expect(preview.conflicts.map(({ code }) => code)).toContain('two-owners');
    // the side with an open deal keeps its owner
    expect(preview.standing.result.owners.map(({ person }) => person.name)).toEqual(['tess']);
    expect(preview.standing.result.customer).toEqual({ since: '2026-01-02' });
    expect((await admin.post(`/api/${unit}/${one}/link`, { with: two })).status).toBe(200);
    expect(await standing(`${unit}/${two}`)).toEqual(shown(preview.standing.result));

    const { body: apart } = await admin.get<UnlinkPreview>(`/api/${unit}/${one}/unlink-preview/${two}`);
    const partOf = (id: string): unknown => shown(apart.parts.find(({ nodes }) => nodes.includes(id))!.standing);
    expect([partOf(one), partOf(two)]).toEqual(before);
    expect((await admin.post(`/api/${unit}/${one}/unlink`, { node: two })).status).toBe(200);
    expect([await standing(`${unit}/${one}`), await standing(`${unit}/${two}`)]).toEqual(before);
  });

  it('says that both wait for an answer, and that nobody who was merely named stands anywhere', async () => {
    const [one, two, three] = [await contact('one'), await contact('two'), await contact('three')];
    const team = (await admin.get<{ items: readonly { team: string }[] }>('/api/teams')).body.items[0]!.team;
    for (const id of [one, two]) await asked('handoff.offer', randomUUID(), { contact: id, team, reason: 'ready' });
    const { body } = await admin.get<LinkPreview>(`/api/contacts/${one}/link-preview/${two}`);
    expect(body.conflicts.map(({ code }) => code)).toEqual(['two-users', 'two-offers']);
    // of two open offers the first is waited for
    expect(body.standing.result.handoff).toBe(body.standing.left.handoff);
    const { body: none } = await admin.get<LinkPreview>(`/api/contacts/${one}/link-preview/${three}`);
    expect(none.standing.right).toEqual({ stage: null, owners: [], handoff: null, customer: null });
  });
});
