import { encodeCursor, InvalidInput, isShared, query, sql, type Asking, type Page } from '#kernel';
import { keysAfter, LIKENESSES, pairsAmong, pairsBy, type AlikePair, type DuplicateReason } from '../reading/alike.js';
import { judgementsOf } from '../reading/judgements.js';
import { iso, whole } from '../reading/moments.js';
import { continueAfter, paged, pageSize } from '../reading/paging.js';

/** One side of a suggestion. */
export interface DuplicateSide {
  readonly contact: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly company: string | null;
  readonly touches: number;
  readonly lastAt: string | null;
}

/** Two contacts that may be one. */
export interface Duplicate {
  readonly left: DuplicateSide;
  readonly right: DuplicateSide;
  readonly reasons: readonly DuplicateReason[];
}

/** Steps along indexes that one answer takes at most: where little is to be found, a page may be short, or empty. */
const STEPS = 6;

/** Pairs of which one step asks for all reasons: further ones are left to the next. */
const PAIRS = 60;

/**
 * Contacts that may be one, page by page, each pair once with all its reasons; what people dismissed or keep apart is
 * left out. A page may hold less than asked for, or nothing, and still have a next one.
 */
export const duplicateList = query('duplicates', {
  path: 'duplicates',
  permission: 'contacts.read',
  params: paged,
  reads: ['contacts', 'identity', 'duplicates'],
  answer: async (asking, { cursor, limit }): Promise<Page<Duplicate>> => {
    const size = pageSize(limit);
    let place: Place | null = placeOf(cursor);
    const found: Suggestion[] = [];
    for (let steps = 0; place !== null && steps < STEPS && found.length < size; steps++) {
      const { suggestions, next } = await step(asking, place);
      found.push(...suggestions);
      place = next;
    }
    const shown = found.slice(0, size);
    const sides = await sidesOf(asking, [...new Set(shown.flatMap(({ pair }) => pair.split(' ')))]);
    const items = shown.flatMap(({ pair, reasons }) => {
      const [left, right] = pair.split(' ').map((contact) => sides.get(contact));
      return left === undefined || right === undefined ? [] : [{ left, right, reasons }];
    });
    return { items, next: cursorOf(found.length > size ? shown.at(-1)!.place : place) };
  },
});

/** How far the list is told: along which likeness, up to which key and, where some of its pairs are left, which pair. */
interface Place {
  readonly likeness: number;
  readonly key: string | null;
  readonly pair: string | null;
}

interface Suggestion {
  readonly pair: string;
  readonly reasons: readonly DuplicateReason[];
  readonly place: Place;
}

function placeOf(cursor: string | undefined): Place {
  const values = continueAfter('duplicates', cursor, ['whole', 'text?', 'text?']);
  if (values === null) return { likeness: 0, key: null, pair: null };
  const [likeness, key, pair] = values as [number, string | null, string | null];
  if (LIKENESSES[likeness] !== undefined) return { likeness, key, pair };
  throw new InvalidInput('query.cursor', [
    { where: 'cursor', what: 'is not one of this list', remedy: 'begin again without a cursor' },
  ]);
}

function cursorOf(place: Place | null): string | null {
  return place === null ? null : encodeCursor('duplicates', [place.likeness, place.key, place.pair]);
}

/** The suggestions after a place, as far as one step looks. A pair is told where it is found first. */
async function step(asking: Asking, place: Place): Promise<{ suggestions: Suggestion[]; next: Place | null }> {
  const likeness = LIKENESSES[place.likeness]!;
  const rest = place.pair === null ? null : place.key!;
  const { keys, last: end } =
    rest === null ? await keysAfter(asking, likeness, place.key ?? '') : { keys: [rest], last: rest };
  const alike = (await pairsBy(asking, likeness, keys)).filter(({ pair }) => rest === null || pair > place.pair!);
  const all = contactsOf(alike);
  const [settled, shared] =
    alike.length === 0
      ? [new Set<string>(), new Set<string>()]
      : await Promise.all([settledAmong(asking, all), sharedAmong(asking, all)]);
  const open = alike.filter(({ pair }) => !settled.has(pair) && !pair.split(' ').some((one) => shared.has(one)));
  const cut = open.findIndex(({ key }, i) => i >= PAIRS && key !== open[i - 1]!.key);
  const pairs = cut < 0 ? open : open.slice(0, cut);
  const last = cut < 0 ? end : pairs.at(-1)!.key;
  const contacts = contactsOf(pairs);
  const among = pairs.length === 0 ? [] : await Promise.all(LIKENESSES.map((one) => pairsAmong(asking, one, contacts)));
  const toldHere = ({ key, pair }: AlikePair): boolean =>
    among.findIndex((of) => of.has(pair)) === place.likeness && among[place.likeness]!.get(pair)![0] === key;
  const suggestions = pairs.filter(toldHere).map(({ key, pair }) => ({
    pair,
    reasons: LIKENESSES.filter((_, i) => among[i]!.has(pair)).map(({ reason }) => reason),
    place: { likeness: place.likeness, key, pair },
  }));
  if (last !== null) return { suggestions, next: { likeness: place.likeness, key: last, pair: null } };
  const further = place.likeness + 1;
  return { suggestions, next: further < LIKENESSES.length ? { likeness: further, key: null, pair: null } : null };
}

function contactsOf(pairs: readonly AlikePair[]): string[] {
  return [...new Set(pairs.flatMap(({ pair }) => pair.split(' ')))];
}

/** Pairs of these contacts of which a suggestion was dismissed, or which people keep apart. */
async function settledAmong(asking: Asking, contacts: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await asking.byKey<{ one: string; other: string }>(sql`
    WITH member AS MATERIALIZED (
      SELECT m.contact, m.node FROM read.identity_map m
      WHERE m.contact = ANY (${contacts}::uuid[]) AND m.until_position IS NULL)
    SELECT x.contact AS one, y.contact AS other
    FROM member x JOIN read.duplicates_dismissed d ON d.a = x.node AND d.until IS NULL JOIN member y ON y.node = d.b
    UNION
    SELECT x.contact, y.contact
    FROM member x
    JOIN LATERAL (
      SELECT DISTINCT ON (j.b) j.b, j.says FROM read.identity_judgement j
      WHERE j.a = x.node AND j.b <> j.a AND j.until IS NULL ORDER BY j.b, j.position DESC, j.n DESC
    ) j ON j.says = 'apart'
    JOIN member y ON y.node = j.b`);
  return new Set(rows.map(({ one, other }) => (one < other ? `${one} ${other}` : `${other} ${one}`)));
}

/** Contacts that are a shared identifier, such as a role's mailbox: it joins nobody, so they cannot be linked. */
async function sharedAmong(asking: Asking, contacts: readonly string[]): Promise<ReadonlySet<string>> {
  const judged = await judgementsOf(asking, contacts);
  const marks = new Map(judged.filter(({ a, b }) => a === b).map(({ a, says }) => [a, says === 'shared']));
  return new Set(contacts.filter((contact) => isShared(contact, marks)));
}

async function sidesOf(asking: Asking, contacts: readonly string[]): Promise<ReadonlyMap<string, DuplicateSide>> {
  const rows = await asking.byKey<{
    contact: string;
    name: string | null;
    email: string | null;
    company: string | null;
    touches: string;
    last_at: Date | null;
  }>(sql`
    SELECT c.contact, c.name, coalesce(c.email, address.value) AS email, c.company, c.touches, c.last_at
    FROM read.contacts_contact c
    LEFT JOIN LATERAL (
      SELECT n.value FROM read.identity_map m JOIN read.identity_node n ON n.node = m.node
      WHERE m.contact = c.contact AND m.until_position IS NULL AND n.kind = 'email' ORDER BY n.position LIMIT 1
    ) address ON true
    WHERE c.contact = ANY (${contacts}::uuid[])`);
  return new Map(
    rows.map(({ last_at, touches, ...rest }) => [
      rest.contact,
      { ...rest, touches: whole(touches), lastAt: iso(last_at) },
    ]),
  );
}
