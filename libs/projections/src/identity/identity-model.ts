import {
  contactsLinked,
  contactsUnlinked,
  facts,
  identifierMarkedOwn,
  identifierMarkedShared,
  label,
  projection,
  uuid,
  uuids,
  when,
  type AnyEventDefinition,
  type EventCatalogue,
  type ProjectionDefinition,
} from '#kernel';
import { IDENTITY, indexesOn, tableName } from '../engine/tables.js';

/** Raised when contacts must be derived anew (other strengths, limits or rules), or found by another index. */
const VERSION = 5;

/** The facts that are records of linking and taking apart: what is as if it had never been leaves them out. */
export const JUDGEMENTS = 'judgement';

/** Whom an event names. */
interface Named {
  readonly profile: string;
  readonly others: readonly string[];
  readonly company: string;
  readonly parent: string;
}

/**
 * Whether a kind of event says who was seen. What is decided about somebody, and what happens to a thing later, repeats
 * whom it is of and states none of their identifiers: once what stated them is taken back, nobody would know what the
 * nodes stand for.
 */
function names({ about, payload }: AnyEventDefinition): boolean {
  const stated = payload as object;
  return 'profile' in about && ('identifiers' in stated || 'companies' in stated || 'parent' in about);
}

/** A row of the sightings. */
interface Seen {
  readonly profile: string | null;
  readonly others: readonly string[];
}

/**
 * Who an event says was seen, and whom with. A person is seen with the companies among the others; a company that a thing
 * is of is seen by itself where no person is named, or not with them. One that is named as another's parent is there,
 * though nothing else is said of it.
 */
function sightingsOf({ profile, others = [], company, parent }: Partial<Named>): Seen | Seen[] {
  const alone = (node: string): Seen => ({ profile: node, others: [] });
  const seen: Seen[] = [];
  if (profile !== undefined) seen.push({ profile, others });
  if (company !== undefined && profile === undefined)
    seen.push({ profile: company, others: others.filter((node) => node !== company) });
  else if (company !== undefined && company !== profile && !others.includes(company)) seen.push(alone(company));
  if (parent !== undefined) seen.push(alone(parent));
  return seen;
}

interface Pair {
  readonly a: string;
  readonly b: string;
}

/** A row for each pair of a judgement, the smaller node first. */
function judged(says: string, { node, other }: { node: string; other: string }, also: readonly Pair[] = []) {
  const pairs = [{ a: node, b: other }, ...also].map(({ a, b }) => (a < b ? { a, b } : { a: b, b: a }));
  const once = new Map(pairs.filter(({ a, b }) => a !== b).map((pair) => [`${pair.a} ${pair.b}`, pair]));
  return [...once.values()].map((pair) => ({ ...pair, says }));
}

/**
 * The identity map's facts: which identifiers an event named together, and what people judged about them. Every event
 * that is about a `profile` and states identifiers says so, whatever else it says; the map is derived from these
 * sightings and judgements alone.
 */
export function identityModel(catalogue: EventCatalogue): ProjectionDefinition {
  const seen = catalogue.all.filter(names);
  return projection(IDENTITY, VERSION, {
    facts: {
      sighting: facts(
        { profile: uuid, others: uuids },
        seen.map((definition) => when(definition, ({ about }) => sightingsOf(about as Partial<Named>))),
        ['profile, position'],
      ),
      [JUDGEMENTS]: facts(
        { a: uuid, b: uuid, says: label },
        [
          when(contactsLinked, ({ about, payload }) => judged('together', about, payload.also)),
          when(contactsUnlinked, ({ about, payload }) => judged('apart', about, payload.also)),
          when(identifierMarkedShared, ({ about }) => ({ a: about.node, b: about.node, says: 'shared' })),
          when(identifierMarkedOwn, ({ about }) => ({ a: about.node, b: about.node, says: 'own' })),
        ],
        ['a', 'b'],
      ),
    },
  });
}

/**
 * Tables of the map itself: nodes with their values, edges, contacts by position interval, and which company people's
 * identifiers were seen with, by position interval; indexed as far as deriving needs.
 */
export function createIdentityTables(generation: number): string[] {
  const name = (table: string): string => tableName(IDENTITY, table, generation);
  return [
    `create table ${name('node')} (node uuid primary key, kind text not null, namespace text, value text, position bigint, ordinal smallint)`,
    `create table ${name('edge')} (a uuid not null, b uuid not null, position bigint not null, primary key (a, b))`,
    `create index on ${name('edge')} (b)`,
    `create table ${name('map')} (node uuid not null, contact uuid not null, from_position bigint not null, until_position bigint, primary key (node, from_position))`,
    `create unique index on ${name('map')} (node) where until_position is null`,
    // with both columns, so that the planner never combines two indexes, whatever it (mis)knows of a fresh table
    `create index on ${name('map')} (contact, node) where until_position is null`,
    `create table ${name('membership')} (node uuid not null, company uuid not null, position bigint not null, from_position bigint not null, until_position bigint, primary key (node, company, from_position))`,
    `create unique index on ${name('membership')} (node, company) where until_position is null`,
    `create index on ${name('membership')} (company, position) where until_position is null`,
  ];
}

/** The indexes that questions and other read models need: made after a rebuild derived the map. */
export function identityIndexes(generation: number): string[] {
  const name = (table: string): string => tableName(IDENTITY, table, generation);
  return [
    ...indexesOn(name('node'), 'of', [
      '(lower(left(value, 100)) collate "C") where value is not null',
      // nearly the same address, the same phone: as duplicates are looked for
      `((replace(split_part(split_part(lower(left(value, 100)), '@', 1), '+', 1), '.', '')) collate "C") where kind = 'email' and value is not null`,
      `((regexp_replace(left(value, 100), '[^0-9]', '', 'g')) collate "C") where kind = 'phone' and value is not null`,
    ]),
    ...indexesOn(name('map'), 'of', [
      'contact, from_position',
      'from_position',
      '(until_position) where until_position is not null',
    ]),
    ...indexesOn(name('membership'), 'of', [
      'company, from_position',
      'from_position',
      '(until_position) where until_position is not null',
    ]),
  ];
}

/** The identity map's own tables, beside its facts. */
export const IDENTITY_TABLES = ['node', 'edge', 'map', 'membership'] as const;

/** The table a rebuild derives the map from, while it does. */
export const FIRST_SIGHTINGS = 'first_sighting';

/**
 * Statements that make the sightings a rebuild derives the map from: the first of each set of identifiers, since its
 * repeats say nothing new, but all of a profile of which one was taken back: then a repeat may be what remains.
 */
export function createFirstSightings(generation: number): string[] {
  const sighting = tableName(IDENTITY, 'sighting', generation);
  const first = tableName(IDENTITY, FIRST_SIGHTINGS, generation);
  const isTaken = 'exists (select from taken where taken.profile = s.profile)';
  return [
    `drop table if exists ${first}`,
    `create unlogged table ${first} as
     with taken as (select distinct profile from ${sighting} where until is not null and profile is not null)
     select min(position) as position, 0::smallint as n, profile, others from ${sighting} s
     where profile is not null and not ${isTaken} group by profile, others
     union all
     select position, n, profile, others from ${sighting} s where ${isTaken}`,
    `create index on ${first} (position)`,
    `analyze ${first}`,
  ];
}
