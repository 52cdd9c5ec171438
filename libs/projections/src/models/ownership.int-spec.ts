import { contactsLinked, contactsUnlinked, withdrawn, type Happening, type NewEvent } from '#kernel';
import {
  dealOpened,
  handoffAccepted,
  handoffClosed,
  handoffOffered,
  handoffReturned,
  ownerAssigned,
  personRemoved,
  teamChanged,
  teamFounded,
  teamJoined,
} from '#journey';
import { seeded, World, type Who } from '../../test/world.js';

const uuid = (n: number): string => `0192f0c1-0000-8000-8000-${String(n).padStart(12, '0')}`;
const [ann, bob, sam] = [uuid(1), uuid(2), uuid(3)] as const;
const [marketing, sales] = [uuid(11), uuid(12)] as const;
const [first, second] = [uuid(21), uuid(22)] as const;
const models = ['ownership', 'teams'];
const on = (day: number) =>
  ({ when: { precision: 'instant', at: `2026-03-${String(day).padStart(2, '0')}T10:00:00.000Z` } }) as const;

describe('whose contacts are', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.begun();
    // what is decided about contacts names those that are known
    for (const n of [1, 2, 3, 4, 5]) await world.append(await world.touch(who(n), '2026-02-01T10:00:00.000Z'));
  });
  afterEach(() => world.close());

  const who = (n: number): Who => ({ user: `u${n}` });
  const node = (n: number): string => world.nodes(who(n)).profile;
  const record = async (...happenings: readonly Happening[]): Promise<NewEvent[]> => {
    const events: NewEvent[] = [];
    for (const happening of happenings) events.push(await world.other(happening));
    await world.append(...events);
    return events;
  };
  const assigned = (n: number, person: string, day: number, team = sales): Happening =>
    ownerAssigned.of({ profile: node(n), team, person }, {}, on(day));
  const offered = (handoff: string, n: number, day: number): Happening =>
    handoffOffered.of(
      { handoff, profile: node(n), from: ann, fromTeam: marketing, team: sales },
      {
        reason: 'ready',
        briefing: { log: 'l', event: uuid(31) },
        answerBy: '2026-04-01T10:00:00.000Z',
        comment: 'call her',
      },
      on(day),
    );
  const accepted = (handoff: string, n: number, day: number): Happening =>
    handoffAccepted.of(
      { handoff, profile: node(n), from: ann, fromTeam: marketing, team: sales, person: sam },
      {},
      on(day),
    );
  /** Owners now, or as known at a position, as `contact's number person`. */
  const owners = async (knownAt?: number): Promise<string[]> => {
    const { rows } = await world.pool.query<{ contact: string; person: string }>(
      `SELECT contact, person FROM read.ownership_owner
       WHERE valid_to IS NULL AND believed_from <= $1 AND (believed_until IS NULL OR believed_until > $1)`,
      [knownAt ?? 1_000_000],
    );
    const numbers = new Map([1, 2, 3, 4, 5].map((n) => [node(n), n]));
    const names = new Map([
      [ann, 'ann'],
      [bob, 'bob'],
      [sam, 'sam'],
    ]);
    return rows.map(({ contact, person }) => `${numbers.get(contact as never)} ${names.get(person)}`).sort();
  };
  const current = async (n: number): Promise<object | undefined> => {
    const { rows } = await world.pool.query<object>(
      'SELECT status, handoff, owner, owners FROM read.ownership_contact WHERE contact = $1',
      [node(n)],
    );
    return rows[0];
  };

  it('follows handoffs, keeps words sealed, and counts nothing twice', async () => {
    const engine = world.engine();
    await engine.start();
    const events = await record(assigned(1, ann, 1, marketing), offered(first, 1, 2));
    await engine.drained();
    expect(await current(1)).toEqual({ status: 'awaiting-acceptance', handoff: first, owner: ann, owners: 1 });
    const before = await world.digests(engine, 'all');
    await world.log.appendAll(
      events.map((event) => ({ stream: `touch-${event.id}`, events: [event], expected: 'none' })),
    );
    await engine.drained();
    expect(await world.digests(engine, 'all')).toEqual(before);
    await record(accepted(first, 1, 3));
    await engine.drained();
    expect(await current(1)).toEqual({ status: 'owned', handoff: null, owner: sam, owners: 1 });
    const { rows } = await world.pool.query(
      `SELECT status, answer, person, from_person, reason, extract(epoch from answered_at - offered_at)::int AS waited
       FROM read.ownership_handoff WHERE believed_until IS NULL ORDER BY valid_from`,
    );
    expect(rows).toEqual([
      { status: 'open', answer: null, person: null, from_person: ann, reason: 'ready', waited: null },
      { status: 'accepted', answer: 'accepted', person: sam, from_person: ann, reason: 'ready', waited: 86_400 },
    ]);
    const said = await world.pool.query<{ comment: string }>(
      'SELECT comment FROM read.ownership_said WHERE comment IS NOT NULL',
    );
    expect(said.rows).toHaveLength(1);
    expect(said.rows[0]!.comment).not.toContain('call her');
  });

  it('changes the past when it is told late, and what was known then stays', async () => {
    const engine = world.engine();
    await engine.start();
    await record(assigned(1, bob, 5));
    const { position } = await world.log.head();
    await record(assigned(1, sam, 9), assigned(1, ann, 2));
    await engine.drained();
    expect(await owners()).toEqual(['1 sam']);
    expect(await owners(position)).toEqual(['1 bob']);
    const { rows } = await world.pool.query<{ person: string }>(
      `SELECT person FROM read.ownership_owner WHERE believed_until IS NULL ORDER BY valid_from`,
    );
    expect(rows.map(({ person }) => person)).toEqual([ann, bob, sam]);
  });

  it('is as if it had never been where what was said is taken back, or came with an import that is undone', async () => {
    const engine = world.engine();
    await engine.start();
    await record(assigned(1, ann, 1));
    await engine.drained();
    const before = await world.digests(engine, 'now');
    const mistaken = await world.other(assigned(1, bob, 2));
    const imported = await world.other(assigned(2, bob, 2), { import: uuid(41) });
    await world.append(mistaken, imported);
    await engine.drained();
    expect(await owners()).toEqual(['1 bob', '2 bob']);
    await world.append(await world.withdraw(mistaken), await world.undo(uuid(41)));
    await engine.drained();
    expect(await world.digests(engine, 'now')).toEqual(before);
  });

  it('settles contacts that are linked by the rule, and restores both where they are taken apart', async () => {
    const engine = world.engine();
    await engine.start();
    await record(
      assigned(1, ann, 1),
      offered(first, 1, 4),
      assigned(2, bob, 2),
      offered(second, 2, 5),
      dealOpened.of({ deal: uuid(51), profile: node(2), owner: bob }, {}, on(6)),
    );
    await engine.drained();
    const [now, both] = [await world.digests(engine, 'now'), await owners()];
    expect(both).toEqual(['1 ann', '2 bob']);
    const pair = { node: node(1), other: node(2) };
    await record(contactsLinked.of(pair, {}));
    const [closing] = await record(
      handoffClosed.of(
        { handoff: second, profile: node(2), from: ann, team: sales },
        { reason: 'contacts-linked' },
        on(9),
      ),
    );
    await engine.drained();
    expect(await owners()).toEqual(['1 bob']);
    expect(await current(1)).toMatchObject({ status: 'awaiting-acceptance', handoff: first });
    await record(
      contactsUnlinked.of(pair, {}),
      withdrawn.of({ subject: second }, { target: closing!.id, targetStream: `touch-${closing!.id}` }),
    );
    await engine.drained();
    expect(await owners()).toEqual(both);
    const after = await world.digests(engine, 'now');
    for (const name of Object.keys(now).filter((table) => table.startsWith('ownership.')))
      expect([name, after[name]]).toEqual([name, now[name]]);
  });

  it('is of companies, too', async () => {
    const engine = world.engine();
    await engine.start();
    const company = world.nodes({ domain: 'acme.example' }).profile;
    await world.append(await world.company({ domain: 'acme.example' }, '2026-02-01T10:00:00.000Z', { employees: '1' }));
    await record(ownerAssigned.of({ profile: company, team: sales, person: bob }, {}, on(1)));
    await engine.drained();
    const { rows } = await world.pool.query('SELECT company, person FROM read.ownership_company_owner');
    expect(rows).toEqual([{ company, person: bob }]);
    expect((await world.pool.query('SELECT 1 FROM read.ownership_owner')).rowCount).toBe(0);
  });

  it.each([1, 2])('is the same rebuilt as live, whatever happened (seed %i)', async (seed) => {
    const random = seeded(seed);
    const pick = <T>(...all: readonly T[]): T => all[Math.floor(random() * all.length)]!;
    const engine = world.engine({ batchSize: 1 + Math.floor(random() * 40) });
    await engine.start();
    const recorded: NewEvent[] = [];
    for (let i = 0; i < 120; i++) {
      const [n, day, handoff] = [
        1 + Math.floor(random() * 5),
        1 + Math.floor(random() * 28),
        pick(first, second, uuid(23)),
      ];
      const dice = random();
      const pair = { node: node(n), other: node(1 + (n % 5)) };
      if (dice < 0.25) recorded.push(...(await record(assigned(n, pick(ann, bob, sam), day, pick(sales, marketing)))));
      else if (dice < 0.4) recorded.push(...(await record(offered(handoff, n, day))));
      else if (dice < 0.5) recorded.push(...(await record(accepted(handoff, n, day))));
      else if (dice < 0.6)
        await record(
          handoffReturned.of(
            { handoff, profile: node(n), from: ann, fromTeam: marketing, team: sales, person: sam },
            { reason: 'other', backTo: pick('giver', 'nobody') },
            on(day),
          ),
        );
      else if (dice < 0.7)
        await record(dealOpened.of({ deal: uuid(60 + i), profile: node(n), owner: pick(ann, bob) }, {}, on(day)));
      else if (dice < 0.8) await record(random() < 0.5 ? contactsLinked.of(pair, {}) : contactsUnlinked.of(pair, {}));
      else if (dice < 0.85)
        await record(
          teamJoined.of({ person: pick(ann, bob), team: pick(sales, marketing) }, {}, on(day)),
          teamFounded.of({ team: pick(sales, marketing) }, { name: `t${i}`, function: 'sales' }, on(day)),
        );
      else if (dice < 0.9) await record(teamChanged.of({ team: sales, lead: bob }, { region: `r${i}` }, on(day)));
      else if (recorded.length > 0) await world.append(await world.withdraw(pick(...recorded)));
    }
    await engine.drained();
    const live = await world.digests(engine, 'all');
    const beside = await world.beside();
    const rebuilt = beside.engine();
    await rebuilt.start();
    await rebuilt.drained();
    expect(await beside.digests(rebuilt, 'all')).toEqual(live);
    await beside.close();
    for (const model of models) expect(Object.keys(live).some((table) => table.startsWith(`${model}.`))).toBe(true);
    const { rows } = await world.pool.query(
      `SELECT contact, team FROM read.ownership_owner WHERE believed_until IS NULL AND valid_to IS NULL
       GROUP BY contact, team HAVING count(*) > 1`,
    );
    expect(rows).toEqual([]);
  });

  it('keeps where staff belong: to one team at a time, to none once they are gone', async () => {
    const engine = world.engine();
    await engine.start();
    await record(
      teamFounded.of({ team: marketing }, { name: 'Marketing', function: 'marketing' }, on(1)),
      teamFounded.of({ team: sales, parent: marketing, lead: bob }, { name: 'Sales', function: 'sales' }, on(1)),
      teamChanged.of({ team: sales }, { top: true, name: 'West' }, on(2)),
      teamJoined.of({ person: ann, team: marketing }, {}, on(1)),
      teamJoined.of({ person: ann, team: sales }, { role: 'lead' }, on(3)),
      teamJoined.of({ person: bob, team: sales }, {}, on(1)),
      personRemoved.of({ person: bob }, {}, on(4)),
    );
    await engine.drained();
    const members = await world.pool.query(
      `SELECT person, team, role, extract(day from valid_from)::int AS since, extract(day from valid_to)::int AS until
       FROM read.teams_membership WHERE believed_until IS NULL ORDER BY person, valid_from`,
    );
    expect(members.rows).toEqual([
      { person: ann, team: marketing, role: 'member', since: 1, until: 3 },
      { person: ann, team: sales, role: 'lead', since: 3, until: null },
      { person: bob, team: sales, role: 'member', since: 1, until: 4 },
    ]);
    const teams = await world.pool.query(
      `SELECT team, name, parent, lead, open FROM read.teams_team WHERE believed_until IS NULL AND valid_to IS NULL ORDER BY team`,
    );
    expect(teams.rows).toEqual([
      { team: marketing, name: 'Marketing', parent: null, lead: null, open: true },
      { team: sales, name: 'West', parent: null, lead: bob, open: true },
    ]);
  });
});
