import { isBefore, type FirstSeen } from '#kernel';
import { group } from '../engine/group.js';
import type { Transaction } from '../engine/transaction.js';
import { pairKey } from './graph.js';
import { JUDGEMENTS } from './identity-model.js';

/** One event's identifiers, from a position on. */
export interface Sighting {
  readonly position: number;
  readonly profile: string;
  readonly others: readonly string[];
}

/** A sighting with the contact of its profile; null where it has none. */
export interface OfContact extends Sighting {
  readonly contact: string | null;
}

/** A sighting that nobody believes from a position on. */
export interface ClosedSighting extends Sighting {
  readonly until: number;
}

/** What is stored of a node. */
export interface StoredNode {
  readonly node: string;
  /** Null where nobody believes in the node any more. */
  readonly seen: FirstSeen | null;
  readonly contact: string | null;
}

/** An edge as it is stored. */
export interface StoredEdge {
  readonly a: string;
  readonly b: string;
  readonly position: number;
}

/** What people last said of a pair, as of a position; of one node where both are the same. */
export interface StoredJudgement {
  readonly a: string;
  readonly b: string;
  readonly says: string;
  readonly position: number;
}

/** A judgement, and from where on it is said no more. */
export interface Judged extends StoredJudgement {
  readonly until: number | null;
}

type Pair = readonly [string, string];

/** How many sightings that end at one position are held at once. */
const PAGE = 2_000;

const CLOSED = 'until > $1 and until <= $2 and position < until';

/** Of how many pairs of one profile each is looked for by itself. */
const FEW = 8;

/** Reads what identity is derived from: sightings and judgements, and the map as it was before a range. */
export class IdentityReader {
  constructor(
    private readonly tx: Transaction,
    private readonly table: (name: string) => string,
    private readonly newSightings: string,
  ) {}

  /** The sightings of a range, as they were said. */
  seen(from: number, to: number): Promise<Sighting[]> {
    return this.sightings('position > $1 and position <= $2', [from, to], this.newSightings);
  }

  /** Sightings that nobody believes from a position of a range on, but for those of positions at which many end. */
  closed(from: number, to: number): Promise<ClosedSighting[]> {
    return this.sightings(`${CLOSED} and until <> all (array(${this.manyClosed()}))`, [from, to]) as Promise<
      ClosedSighting[]
    >;
  }

  /** The positions of a range at which more sightings end than are held at once: an import that is undone may be large. */
  async closedMany(from: number, to: number): Promise<number[]> {
    const rows = await this.tx.rows<{ until: string }>(this.manyClosed(), [from, to]);
    return rows.map(({ until }) => Number(until));
  }

  private manyClosed(): string {
    return `select until from ${this.table('sighting')} where ${CLOSED} and profile is not null group by until having count(*) > ${PAGE}`;
  }

  /** The sightings that end at a position, some at a time, those of a contact one after the other. One reading at a time. */
  async *closedAt(at: number): AsyncGenerator<OfContact[]> {
    await this.tx.rows(
      `declare closed_sighting no scroll cursor for select s.position, s.profile, s.others, m.contact
       from ${this.table('sighting')} s
       left join ${this.table('map')} m on m.node = s.profile and m.until_position is null
       where s.until = $1 and s.position < s.until and s.profile is not null order by m.contact, s.position, s.n`,
      [at],
    );
    for (;;) {
      const rows = await this.tx.rows<{ position: string; profile: string; others: string[]; contact: string | null }>(
        `fetch ${PAGE} from closed_sighting`,
      );
      if (rows.length === 0) break;
      yield rows.map((row) => ({ ...row, position: Number(row.position) }));
    }
    await this.tx.rows('close closed_sighting');
  }

  private async sightings(
    where: string,
    values: readonly unknown[],
    from = this.table('sighting'),
  ): Promise<Sighting[]> {
    const rows = await this.tx.rows<{ position: string; until?: string | null; profile: string; others: string[] }>(
      `select * from ${from} where ${where} and profile is not null order by position, n`,
      values,
    );
    return rows.map(({ position, until = null, profile, others }) => ({
      position: Number(position),
      until: until === null ? null : Number(until),
      profile,
      others,
    }));
  }

  /** All that was ever said of pairs of which something is said, or said no more, in a range; the latest first. */
  async judged(from: number, to: number): Promise<Judged[]> {
    const judgement = this.table(JUDGEMENTS);
    const rows = await this.tx.rows<{ a: string; b: string; says: string; position: string; until: string | null }>(
      `select j.a, j.b, j.says, j.position, j.until from (
         select a, b from ${judgement} where position > $1 and position <= $2
         union select a, b from ${judgement} where until > $1 and until <= $2) p
       join ${judgement} j on j.a = p.a and j.b = p.b where j.position <= $2 order by j.position desc, j.n desc`,
      [from, to],
    );
    return rows.map((row) => ({
      ...row,
      position: Number(row.position),
      until: row.until === null ? null : Number(row.until),
    }));
  }

  /** What was said last of pairs with any of these nodes, of what is believed at a position. */
  async judgements(nodes: readonly string[], at: number): Promise<StoredJudgement[]> {
    const believed = `position <= $2 and (until is null or until > $2)`;
    const judgement = this.table(JUDGEMENTS);
    const rows = await this.tx.rows<{ a: string; b: string; says: string; position: string }>(
      `select distinct on (a, b) a, b, says, position from (
         select * from ${judgement} where a = any($1::uuid[]) and ${believed}
         union all select * from ${judgement} where b = any($1::uuid[]) and ${believed}) j
       order by a, b, position desc, n desc`,
      [nodes, at],
    );
    return rows.map((row) => ({ ...row, position: Number(row.position) }));
  }

  /** Nodes that are stored, with their contacts. */
  async nodes(nodes: readonly string[]): Promise<StoredNode[]> {
    const rows = await this.tx.rows<{ node: string; position: string | null; ordinal: number; contact: string | null }>(
      `select n.node, n.position, n.ordinal, m.contact from ${this.table('node')} n
       left join ${this.table('map')} m on m.node = n.node and m.until_position is null
       where n.node = any($1::uuid[])`,
      [nodes],
    );
    return rows.map(({ node, position, ordinal, contact }) => ({
      node,
      seen: position === null ? null : { position: Number(position), ordinal },
      contact,
    }));
  }

  /** Which of these nodes are believed in. */
  async believed(nodes: readonly string[]): Promise<string[]> {
    const rows = await this.tx.rows<{ node: string }>(
      `select node from ${this.table('node')} where node = any($1::uuid[]) and position is not null`,
      [nodes],
    );
    return rows.map((row) => row.node);
  }

  /** Which of these pairs, the smaller node first, have an edge. */
  joined(pairs: readonly Pair[]): Promise<{ a: string; b: string }[]> {
    return this.tx.rows(
      `select e.a, e.b from unnest($1::uuid[], $2::uuid[]) as p(a, b) join ${this.table('edge')} e on e.a = p.a and e.b = p.b`,
      [pairs.map(([a]) => a), pairs.map(([, b]) => b)],
    );
  }

  /** All members of some contacts. */
  async members(contacts: readonly string[]): Promise<string[]> {
    const rows = await this.tx.rows<{ node: string }>(
      `select node from ${this.table('map')} where contact = any($1::uuid[]) and until_position is null`,
      [contacts],
    );
    return rows.map((row) => row.node);
  }

  /** Edges of some nodes, wherever they lead. */
  edgesOf(nodes: readonly string[]): Promise<StoredEdge[]> {
    const edge = this.table('edge');
    return this.edges(
      `select a, b, position from ${edge} where a = any($1::uuid[]) union select a, b, position from ${edge} where b = any($1::uuid[])`,
      [nodes],
    );
  }

  /** Edges between some nodes and others: a node that was seen with thousands tells only what is asked. */
  edgesBetween(nodes: readonly string[], others: readonly string[]): Promise<StoredEdge[]> {
    const edge = this.table('edge');
    return this.edges(
      `select e.a, e.b, e.position from unnest($1::uuid[]) as n(node) join ${edge} e on e.a = n.node join unnest($2::uuid[]) as o(node) on o.node = e.b
       union select e.a, e.b, e.position from unnest($1::uuid[]) as n(node) join ${edge} e on e.b = n.node join unnest($2::uuid[]) as o(node) on o.node = e.a`,
      [nodes, others],
    );
  }

  private async edges(text: string, values: readonly unknown[]): Promise<StoredEdge[]> {
    const rows = await this.tx.rows<{ a: string; b: string; position: string }>(text, values);
    return rows.map(({ a, b, position }) => ({ a, b, position: Number(position) }));
  }

  /** The first sighting of each pair that is believed at a position; null where there is none. */
  async firstTogether(
    pairs: readonly Pair[],
    at: number,
  ): Promise<{ readonly a: string; readonly b: string; readonly position: number | null }[]> {
    const first = new Map<string, number>();
    const asked = pairs.flatMap(([a, b]): Pair[] => [
      [a, b],
      [b, a],
    ]);
    for (const { node, profile, position } of await this.firstIn(asked, at)) {
      const key = pairKey(node, profile);
      first.set(key, Math.min(position, first.get(key) ?? position));
    }
    return pairs.map(([a, b]) => ({ a, b, position: first.get(pairKey(a, b)) ?? null }));
  }

  /** Where each node is named first, of what is believed at a position, looking at sightings of some profiles. */
  async firstNamed(asked: readonly Pair[], at: number): Promise<Map<string, FirstSeen>> {
    const first = new Map<string, FirstSeen>();
    for (const { node, position, ordinal } of await this.firstIn(asked, at)) {
      const seen = { position, ordinal };
      const known = first.get(node);
      if (known === undefined || isBefore(seen, known)) first.set(node, seen);
    }
    return first;
  }

  /**
   * The first believed sighting of each profile that names the node asked for with it. Where much is asked of one profile,
   * its sightings are gone through once for all of it; else each is looked for along the index, which mostly ends soon.
   */
  private async firstIn(
    asked: readonly Pair[],
    at: number,
  ): Promise<{ node: string; profile: string; position: number; ordinal: number }[]> {
    const byProfile = group(asked, ([, profile]) => profile);
    // as a range, so that no other index seems to give the order: where one profile has most sightings, it would be gone
    // through to its end for each of the others
    const [few, many]: [Pair[], Pair[]] = [[], []];
    for (const of of byProfile.values()) for (const pair of of) (of.length > FEW ? many : few).push(pair);
    const sighting = this.table('sighting');
    const believed = `s.position <= $3 and (s.until is null or s.until > $3)`;
    const found = await Promise.all([
      this.firstBy(
        `select k.node, k.profile, f.position, f.ordinal from unnest($1::uuid[], $2::uuid[]) as k(node, profile)
         cross join lateral (
           select s.position, case when s.profile = k.node then 0 else array_position(s.others, k.node) end as ordinal from ${sighting} s
           where s.profile >= k.profile and s.profile <= k.profile and (s.profile = k.node or k.node = any(s.others)) and ${believed}
           order by s.profile, s.position limit 1) f`,
        few,
        at,
      ),
      this.firstBy(
        `with named as materialized (
           select n.node, s.profile, s.position, n.place - 1 as ordinal
           from (select distinct profile from unnest($2::uuid[]) as k(profile)) k join ${sighting} s on s.profile = k.profile
           cross join lateral unnest(s.profile || s.others) with ordinality as n(node, place)
           where ${believed})
         select distinct on (n.node, n.profile) n.node, n.profile, n.position, n.ordinal
         from named n join unnest($1::uuid[], $2::uuid[]) as k(node, profile) on k.node = n.node and k.profile = n.profile
         order by n.node, n.profile, n.position, n.ordinal`,
        many,
        at,
      ),
    ]);
    return found.flat();
  }

  private async firstBy(
    text: string,
    asked: readonly Pair[],
    at: number,
  ): Promise<{ node: string; profile: string; position: number; ordinal: number }[]> {
    if (asked.length === 0) return [];
    const rows = await this.tx.rows<{ node: string; profile: string; position: string; ordinal: string }>(text, [
      asked.map(([node]) => node),
      asked.map(([, profile]) => profile),
      at,
    ]);
    return rows.map((row) => ({ ...row, position: Number(row.position), ordinal: Number(row.ordinal) }));
  }
}
