import {
  contactsLinked,
  contactsUnlinked,
  identifierMarkedOwn,
  identifierMarkedShared,
  isCompanyNode,
  type NewEvent,
} from '#kernel';
import { naiveContacts, naiveMemberships, type Said } from '../../../kernel/test/naive-contacts.js';
import { seeded, World, type Who } from '../../test/world.js';

const day = '2026-01-01T10:00:00.000Z';

/** What a log says, as the naive reference reads it: what was taken back left out. */
interface Story {
  readonly said: Said[];
  readonly until: Map<number, number>;
}

function believedAt({ said, until }: Story, at: number): Said[] {
  return said.filter(({ position }) => position <= at && (until.get(position) ?? Infinity) > at);
}

interface Interval {
  readonly from: number;
  readonly until: number | null;
}

/** Everything the map ever said, to be looked at position by position. */
async function intervals<T extends object>(world: World, columns: string, table: string): Promise<(T & Interval)[]> {
  const { rows } = await world.pool.query<T & Interval>(
    `select ${columns}, from_position::int as from, until_position::int as until from read.identity_${table}`,
  );
  return rows;
}

function holds({ from, until }: Interval, at: number): boolean {
  return from <= at && (until === null || until > at);
}

function sorted(map: ReadonlyMap<string, string>): [string, string][] {
  return [...map].sort(([x], [y]) => (x < y ? -1 : 1));
}

/** A log in which small circles of identifiers are seen, judged, and taken back in any order. */
async function tangled(world: World, random: () => number, length: number): Promise<Story> {
  const pick = (n: number): number => Math.floor(random() * n);
  const story: Story = { said: [], until: new Map() };
  const events: NewEvent[] = [];
  const add = (event: NewEvent, said?: Omit<Said, 'position'>): void => {
    events.push(event);
    if (said !== undefined) story.said.push({ ...said, position: events.length });
  };
  const someone = (): Who => {
    const circle = `c${pick(4)}`;
    const who = {
      ...(random() < 0.4 ? { user: `${circle}u${pick(4)}` } : {}),
      ...(random() < 0.5 ? { email: `${circle}e${pick(4)}@example.com` } : {}),
      ...(random() < 0.5 ? { anonymous: `${circle}a${pick(3)}` } : {}),
      ...(random() < 0.3 ? { domain: `${circle}d${pick(3)}.example` } : {}),
      ...(random() < 0.2 ? { group: `${pick(2) === 0 ? 'crm' : 'desk'}/${circle}g${pick(3)}` } : {}),
    };
    return Object.keys(who).length === 0 ? { user: `${circle}u0` } : who;
  };
  const nodesOf = (who: Who): string[] => {
    const { profile, others } = world.nodes(who);
    return [profile, ...others];
  };
  const seen: { readonly event: NewEvent; readonly position: number }[] = [];
  while (events.length < length) {
    const chance = random();
    if (chance < 0.7) {
      const who = someone();
      const ofCompany = isCompanyNode(nodesOf(who)[0]!);
      const parent = random() < 0.2 ? `crm/c${pick(4)}g${pick(3)}` : undefined;
      const event = ofCompany
        ? await world.company(who, day, { plan: `p${events.length}` }, parent)
        : await world.touch(who, day);
      if (ofCompany && parent !== undefined)
        story.said.push({ says: 'seen', nodes: [world.nodes({ group: parent }).profile], position: events.length + 1 });
      add(event, { says: 'seen', nodes: nodesOf(who) });
      seen.push({ event, position: events.length });
    } else if (chance < 0.85) {
      const [node, other] = [nodesOf(someone())[0]!, nodesOf(someone())[0]!];
      if (node === other || isCompanyNode(node) !== isCompanyNode(other)) continue;
      const together = random() < 0.6;
      const happening = (together ? contactsLinked : contactsUnlinked).of({ node, other }, {});
      add(await world.other(happening), { says: together ? 'together' : 'apart', nodes: [node, other] });
    } else if (chance < 0.9) {
      const node = nodesOf(someone())[0]!;
      const shared = random() < 0.5;
      const happening = (shared ? identifierMarkedShared : identifierMarkedOwn).of({ node }, {});
      add(await world.other(happening), { says: shared ? 'shared' : 'own', nodes: [node] });
    } else {
      const target = seen[pick(seen.length)];
      if (target === undefined || story.until.has(target.position)) continue;
      add(await world.withdraw(target.event));
      story.until.set(target.position, events.length);
    }
  }
  await world.append(...events);
  return story;
}

describe('the identity map', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.make();
  });
  afterEach(() => world.close());

  it.each([1, 2, 3])(
    'is at every position what the rules say of the log up to it, live and rebuilt (seed %i)',
    async (seed) => {
      const random = seeded(seed);
      const engine = world.engine({ batchSize: 1 + Math.floor(random() * 50) });
      await engine.start();
      const story = await tangled(world, random, 300);
      await engine.drained();
      const map = await intervals<{ node: string; contact: string }>(world, 'node, contact', 'map');
      const members = await intervals<{ pair: string }>(world, `node || ' ' || company as pair`, 'membership');
      for (let at = 1; at <= 300; at++) {
        const believed = believedAt(story, at);
        const contacts = map.filter((row) => holds(row, at)).map(({ node, contact }) => [node, contact] as const);
        expect([at, sorted(new Map(contacts))]).toEqual([at, sorted(naiveContacts(believed))]);
        const pairs = members.filter((row) => holds(row, at)).map(({ pair }) => pair);
        expect([at, pairs.sort()]).toEqual([at, naiveMemberships(believed)]);
      }
      const live = await world.digests(engine, 'all');
      const beside = await world.beside();
      const rebuilt = beside.engine();
      await rebuilt.start();
      await rebuilt.drained();
      expect(await beside.digests(rebuilt, 'all')).toEqual(live);
      await beside.close();
    },
  );

  it('is as if two people had never been linked once they are taken apart, a thousand messages later', async () => {
    const ann: Who = { user: 'ann', email: 'ann@example.com', anonymous: 'a1' };
    const ben: Who = { user: 'ben', email: 'ben@example.com', anonymous: 'b1' };
    const before = [await world.touch(ann, day), await world.describe(ben, day, { name: 'Ben' })];
    const since: NewEvent[] = [];
    for (let i = 0; i < 1_000; i++) {
      const who = i % 2 === 0 ? { ...ann, anonymous: `a${i % 30}` } : { ...ben, anonymous: `b${i % 30}` };
      since.push(i % 7 === 0 ? await world.describe(who, day, { plan: `p${i}` }) : await world.touch(who, day));
    }
    const [node, other] = [world.nodes(ann).profile, world.nodes(ben).profile];
    const engine = world.engine();
    await engine.start();
    await world.append(...before, await world.other(contactsLinked.of({ node, other }, { reason: undefined })));
    await engine.drained();
    expect(await world.contactOf(ben)).toBe(await world.contactOf(ann));
    await world.append(...since, await world.other(contactsUnlinked.of({ node, other }, {})));
    await engine.drained();
    const never = await World.make();
    Object.assign(never, { vault: world.vault, ids: world.ids });
    const undisturbed = never.engine();
    await undisturbed.start();
    await never.append(...before, ...since);
    await undisturbed.drained();
    expect(await world.digests(engine, 'now')).toEqual(await never.digests(undisturbed, 'now'));
    await never.close();

    await world.append(await world.touch({ user: 'ann', email: 'ben@example.com' }, day));
    await engine.drained();
    expect(await world.contactOf(ben)).not.toBe(await world.contactOf(ann));
  });

  it('looks at one contact, not at everybody an identifier was seen with', async () => {
    const engine = world.engine();
    await engine.start();
    const events: NewEvent[] = [];
    for (let i = 0; i < 500; i++)
      events.push(await world.touch({ user: `u${i}`, email: `e${i}@example.com`, anonymous: 'kiosk' }, day));
    await world.append(...events);
    await engine.drained();
    const { rows } = await world.pool.query<{ n: string }>(
      'select count(distinct contact) as n from read.identity_map where until_position is null',
    );
    expect(Number(rows[0]!.n)).toBe(500);
    expect(await world.contactOf({ anonymous: 'kiosk' })).toBe(await world.contactOf({ user: 'u0' }));
  });
});
