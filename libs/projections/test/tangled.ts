import {
  contactsLinked,
  contactsUnlinked,
  identifierMarkedOwn,
  identifierMarkedShared,
  isCompanyNode,
  type NewEvent,
} from '#kernel';
import type { Said } from '../../kernel/test/naive-contacts.js';
import type { Who, World } from './world.js';

/** A log, and what it says as the naive reference reads it: up to where each sighting is believed. */
export interface Story {
  readonly events: readonly NewEvent[];
  readonly said: readonly Said[];
  readonly until: ReadonlyMap<number, number>;
}

/** What is believed at a position. */
export function believedAt({ said, until }: Story, at: number): Said[] {
  return said.filter(({ position }) => position <= at && (until.get(position) ?? Infinity) > at);
}

interface Interval {
  readonly from: number;
  readonly until: number | null;
}

/** Everything a table of the map ever said, to be looked at position by position. */
export async function intervals<T extends object>(
  world: World,
  columns: string,
  table: 'map' | 'membership',
): Promise<(T & Interval)[]> {
  const { rows } = await world.pool.query<T & Interval>(
    `select ${columns}, from_position::int as from, until_position::int as until from read.identity_${table}`,
  );
  return rows;
}

/** Whether a row is known at a position. */
export function holds({ from, until }: Interval, at: number): boolean {
  return from <= at && (until === null || until > at);
}

/** The identity map as it is known at a position. */
export async function mapAt(world: World, at: number): Promise<Map<string, string>> {
  const { rows } = await world.pool.query<{ node: string; contact: string }>(
    'select node, contact from read.identity_map where from_position <= $1 and (until_position is null or until_position > $1)',
    [at],
  );
  return new Map(rows.map(({ node, contact }) => [node, contact]));
}

export function sortedMap(map: ReadonlyMap<string, string>): [string, string][] {
  return [...map].sort(([x], [y]) => (x < y ? -1 : 1));
}

const DAY = Date.UTC(2026, 0, 1);

/**
 * A log in which small circles of identifiers, of people and of companies, are seen and described, judged, marked, taken
 * back, amended, imported and undone in any order. To be appended to an empty log.
 */
export async function tangled(world: World, random: () => number, length: number): Promise<Story> {
  const pick = (n: number): number => Math.floor(random() * n);
  const events: NewEvent[] = [];
  const said: Said[] = [];
  const until = new Map<number, number>();
  const seen: { readonly event: NewEvent; readonly who: Who; readonly position: number; readonly imported: string }[] =
    [];
  let imports = 0;
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
  const add = (event: NewEvent, says?: Said['says'], nodes: readonly string[] = []): void => {
    events.push(event);
    if (says !== undefined) said.push({ says, nodes, position: events.length });
  };
  const kinds: readonly (readonly [number, () => Promise<void>])[] = [
    [
      0.66,
      async () => {
        const who = someone();
        const imported = random() < 0.15 ? `import-${imports}` : '';
        const options = imported === '' ? {} : { import: imported };
        const at = new Date(DAY + pick(90) * 86_400_000).toISOString();
        const ofCompany = isCompanyNode(nodesOf(who)[0]!);
        const parent = ofCompany && random() < 0.2 ? `crm/c${pick(4)}g${pick(3)}` : undefined;
        if (parent !== undefined)
          said.push({ says: 'seen', nodes: [world.nodes({ group: parent }).profile], position: events.length + 1 });
        const event = ofCompany
          ? await world.company(who, at, { plan: `p${events.length}` }, parent, options)
          : random() < 0.3
            ? await world.describe(who, at, { name: `Name ${pick(3)}`, plan: `p${pick(2)}` }, options)
            : await world.touch(who, at, {}, options);
        add(event, 'seen', nodesOf(who));
        seen.push({ event, who, position: events.length, imported });
      },
    ],
    [
      0.82,
      async () => {
        const [node, other] = [nodesOf(someone())[0]!, nodesOf(someone())[0]!];
        if (node === other || isCompanyNode(node) !== isCompanyNode(other)) return;
        const together = random() < 0.6;
        const happening = (together ? contactsLinked : contactsUnlinked).of({ node, other }, {});
        add(await world.other(happening), together ? 'together' : 'apart', [node, other]);
      },
    ],
    [
      0.87,
      async () => {
        const node = nodesOf(someone())[0]!;
        const shared = random() < 0.5;
        const happening = (shared ? identifierMarkedShared : identifierMarkedOwn).of({ node }, {});
        add(await world.other(happening), shared ? 'shared' : 'own', [node]);
      },
    ],
    [
      0.98,
      async () => {
        const target = seen[pick(seen.length)];
        if (target === undefined || until.has(target.position)) return;
        const { identifiers, companies } = world.nodes(target.who);
        if (random() < 0.6) add(await world.withdraw(target.event));
        else if (target.imported !== '' || target.event.type !== 'touchpoint-recorded') return;
        // from here on it says something else of the same identifiers
        else
          add(
            await world.amend(target.event, { channel: 'call', kind: 'answered', identifiers, companies }),
            'seen',
            nodesOf(target.who),
          );
        until.set(target.position, events.length);
      },
    ],
    [
      1,
      async () => {
        const imported = `import-${imports++}`;
        add(await world.undo(imported));
        for (const { position, imported: of } of seen)
          if (of === imported && !until.has(position)) until.set(position, events.length);
      },
    ],
  ];
  while (events.length < length) {
    const chance = random();
    await kinds.find(([below]) => chance < below)![1]();
  }
  return { events, said, until };
}
