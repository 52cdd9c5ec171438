import type { NewEvent } from '#kernel';
import { ReadModels, type ProjectionEngine } from '#projections';
import { companyJourney, companyList, companyRecord, contactList, QueryEngine, type AnyQuery } from '#queries';
import { seeded, World, type Who } from '../../libs/projections/test/world.js';

const at = (minute: number): string => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();

describe('companies, and who belongs to them', () => {
  let world: World;
  let engine: ProjectionEngine;
  beforeEach(async () => {
    world = await World.begun();
    engine = world.engine();
    await engine.start();
  });
  afterEach(() => world.close());

  const ask = async <A>(query: AnyQuery, params: object, how = {}): Promise<A> => {
    const { pool, log, vault } = world;
    const queries = new QueryEngine({ pool, log, vault, readModels: new ReadModels(pool), zone: 'UTC' });
    return (await queries.ask(query, params as never, how)).answer as A;
  };
  const append = async (...events: readonly NewEvent[]): Promise<void> => {
    await world.append(...events);
    await engine.drained();
  };
  const companyOf = async (who: Who): Promise<string | null> => {
    const { rows } = await world.pool.query<{ value: string }>(
      `select n.value from read.contacts_contact c left join read.identity_node n on n.node = c.company_node where c.contact = $1`,
      [await world.contactOf(who)],
    );
    return rows[0]!.value;
  };
  /** What is kept by what changes, and the same added up. */
  const totals = (): Promise<unknown[][]> => {
    const columns = 'n::int, contacts::int, touches::int, first_at, last_at, settled';
    return Promise.all(
      [
        `select company_node, ${columns} from read.contacts_company order by 1`,
        `select company_node, count(*)::int as n, count(*)::int as contacts, sum(touches)::int as touches, min(first_at) as first_at,
                max(last_at) as last_at, true as settled
         from read.contacts_contact where company_node is not null group by 1 order by 1`,
      ].map(async (sql) => (await world.pool.query(sql)).rows as unknown[]),
    );
  };

  it('are rebuilt as they are live, and counted right, whatever is taken back', async () => {
    const random = seeded(7);
    const pick = (n: number): number => Math.floor(random() * n);
    const sent: NewEvent[] = [];
    for (let round = 0; round < 12; round++) {
      const events: NewEvent[] = [];
      for (let i = 0; i < 25; i++) {
        const chance = random();
        const who = { user: `u${pick(12)}`, ...(random() < 0.4 ? { email: `e${pick(15)}@x.example` } : {}) };
        const domain = `d${pick(4)}.example`;
        const group = `${['crm', 'desk'][pick(2)]}/g${pick(4)}`;
        const minute = pick(1_000);
        const taken = sent[pick(sent.length)];
        if (chance < 0.45) events.push(await world.touch(random() < 0.6 ? { ...who, domain } : who, at(minute)));
        else if (chance < 0.6) events.push(await world.group({ ...who, group }, at(minute), `Name ${pick(3)}`));
        else if (chance < 0.8)
          events.push(
            await world.company(
              { group, ...(random() < 0.6 ? { domain } : {}) },
              at(minute),
              { plan: `p${pick(3)}` },
              random() < 0.3 ? `crm/g${pick(4)}` : undefined,
            ),
          );
        else if (taken !== undefined) {
          sent.splice(sent.indexOf(taken), 1);
          events.push(await world.withdraw(taken));
        }
      }
      sent.push(...events.filter(({ type }) => type !== 'withdrawn'));
      await append(...events);
      const [kept, added] = await totals();
      expect(kept).toEqual(added);
    }
    const names = engine.definitions.map(({ name }) => name);
    const rebuilt = await engine.digestRebuilt(names, 'all');
    for (const name of names) expect([name, rebuilt.get(name)]).toEqual([name, await engine.digest(name, 'all')]);

    // what is kept for now is what the facts say
    const { position } = await world.log.head();
    const { items } = await ask<{ items: { company: string; contacts: number; touches: number }[] }>(companyList, {
      limit: 500,
    });
    expect(items.length).toBeGreaterThan(3);
    for (const { company, contacts, touches } of items) {
      const now = await ask(companyRecord, { company });
      expect(now).toMatchObject({ contacts, touches });
      expect(await ask(companyRecord, { company }, { asKnownAt: String(position) })).toEqual(now);
      const { items: own } = await ask<{ items: { contact: string; touches: number }[] }>(contactList, { company });
      expect([own.length, own.reduce((sum, one) => sum + one.touches, 0)]).toEqual([contacts, touches]);
      const { items: lines } = await ask<{ items: { at: string; contact: string }[] }>(companyJourney, {
        company,
        limit: 500,
      });
      expect(lines).toHaveLength(touches);
      expect(lines.map((line) => line.at)).toEqual(
        lines
          .map((line) => line.at)
          .sort()
          .reverse(),
      );
      const whose = new Set(own.map(({ contact }) => contact));
      expect(lines.every(({ contact }) => whose.has(contact))).toBe(true);
    }
  });

  it('are whom a group says last, else whom an address does; a group taken back is as if it had never been', async () => {
    const ann: Who = { user: 'ann', domain: 'acme.example' };
    const grouped = await world.group({ user: 'ann', group: 'crm/beta' }, at(5), 'Beta');
    const older = await world.group({ user: 'ann', group: 'crm/old' }, at(3));
    await append(await world.touch(ann, at(1)));
    expect(await companyOf(ann)).toBe('acme.example');
    const before = await world.digests(engine, 'now');
    await append(grouped, older);
    expect(await companyOf(ann)).toBe('crm/beta');
    await append(await world.withdraw(grouped));
    expect(await companyOf(ann)).toBe('crm/old');
    await append(await world.withdraw(older));
    expect(await companyOf(ann)).toBe('acme.example');
    expect(await world.digests(engine, 'now')).toEqual(before);
  });

  it('outlive the person: domain, membership and counts stay when the keys are gone', async () => {
    const ann: Who = { user: 'ann', email: 'ann@acme.example', domain: 'acme.example' };
    await append(await world.touch(ann, at(1)), await world.group({ ...ann, group: 'crm/7' }, at(2), 'Acme'));
    await world.vault.destroy(world.nodes(ann).profile);
    await engine.rebuild(['identity', 'contacts', 'companies']);
    const { rows } = await world.pool.query(
      `select kind, value from read.identity_node where position is not null order by kind`,
    );
    expect(rows).toEqual([
      { kind: 'company', value: 'crm/7' },
      { kind: 'domain', value: 'acme.example' },
      { kind: 'email', value: null },
      { kind: 'user', value: null },
    ]);
    const { items } = await ask<{ items: object[] }>(companyList, { sort: 'name' });
    expect(items).toMatchObject([
      { name: 'Acme', contacts: 1, touches: 1 },
      { name: 'acme.example', contacts: 0 },
    ]);
    expect(await companyOf(ann)).toBe('crm/7');
  });
});
