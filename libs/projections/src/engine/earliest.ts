import { byTime, factColumn, type StatesTable } from '#kernel';
import { contentOf, spansOf, type Membership, type Rectangle } from './believed-history.js';
import { changedInMap } from './map-changes.js';
import type { BelievedFact } from './read-facts.js';
import { columnNames, IDENTITY, identifier, tableName } from './tables.js';

/** Positions after which something is so, up to one after which it is not; Infinity: it stays. */
interface Piece {
  readonly from: number;
  readonly to: number;
}

/**
 * The believed history of one key whose states are of its earliest fact, for positions after `from`, up to `to`: as
 * `believedHistory`, but of any number of facts without deriving at each of them. The earliest fact of all was the
 * earliest for as long as it was believed; the next one for as long as it was and that one was not, and so on, until
 * nothing is left of the range. `members` says whose facts are the key's, and when; null: they all are, always. `open` is
 * the row believed at `from`, where there is one. Returns the rows to insert; the
 * `believedUntil` of `open` is set where it ended. Neighbours that say the same stay two rows: columns tell facts apart.
 */
export function earliestHistory(
  table: StatesTable,
  facts: readonly BelievedFact[],
  members: readonly Membership[] | null,
  open: Rectangle | null,
  from: number,
  to: number,
): Rectangle[] {
  let left: readonly Piece[] = [{ from, to: Infinity }];
  const found: { readonly fact: BelievedFact; piece: Piece }[] = [];
  const spans = spansOf(facts, members, from, to);
  for (const { fact, enters, leaves } of spans.sort((a, b) => byTime(a.fact, b.fact) || a.enters - b.enters)) {
    const [rest, taken] = parted(left, { from: Math.max(enters, from), to: leaves > to ? Infinity : leaves });
    for (const piece of taken) {
      const last = found.at(-1);
      // a fact that comes to the key again as it leaves has not been away
      if (last?.fact === fact && last.piece.to === piece.from) last.piece = { from: last.piece.from, to: piece.to };
      else found.push({ fact, piece });
    }
    left = rest;
    if (left.length === 0) break;
  }
  const made: Rectangle[] = [];
  // whatever else was believed at the beginning is so no more
  if (open !== null) open.believedUntil = from;
  for (const { fact, piece } of found) {
    const [valid] = table.derive([fact], () => []);
    const text = contentOf(table, valid!);
    const believedUntil = piece.to === Infinity ? null : piece.to;
    if (open !== null && piece.from === from && open.text === text) open.believedUntil = believedUntil;
    else made.push({ valid: valid!, text, believedFrom: piece.from, believedUntil });
  }
  return made;
}

/** What is left of pieces outside another one, and what they have in common with it. */
function parted(pieces: readonly Piece[], other: Piece): [rest: Piece[], taken: Piece[]] {
  const rest: Piece[] = [];
  const taken: Piece[] = [];
  for (const piece of pieces) {
    const common = { from: Math.max(piece.from, other.from), to: Math.min(piece.to, other.to) };
    if (common.from >= common.to) {
      rest.push(piece);
      continue;
    }
    taken.push(common);
    if (piece.from < common.from) rest.push({ from: piece.from, to: common.from });
    if (common.to < piece.to) rest.push({ from: common.to, to: piece.to });
  }
  return [rest, taken];
}

/** SQL of when a fact happened, as `byTime` sees it: to the millisecond, as states are written; what has no date is last. */
function happened(row: string): string {
  return `coalesce(date_trunc('milliseconds', ${row}.occurred_at), 'infinity')`;
}

/** SQL of who belonged to whom in the identity map `map` (as `m`) somewhere after positions `$1`, up to `$2`. */
const OVERLAPS = 'm.from_position <= $2 and (m.until_position is null or m.until_position > $1)';

/**
 * SQL of the first key column of those keys whose earliest fact may be another one after positions `$1` to `$2`: a fact
 * came that is earlier than the row of the states table `states`, or the fact of that row is not believed any more. With
 * a generation of the identity map, of parties: also those that it changed, of which there are facts.
 */
export function touchedEarliest(table: StatesTable, states: string, facts: string, identity: number | null): string {
  const map = identity === null ? null : tableName(IDENTITY, 'map', identity);
  const [first, ...rest] = table.per.map(identifier);
  const key = map === null ? `f.${first}` : 'coalesce(m.contact, f.profile)';
  const from = map === null ? `${facts} f` : `${facts} f left join ${map} m on m.node = f.profile and ${OVERLAPS}`;
  const same = [`o.${first} = ${key}`, ...rest.map((column) => `o.${column} = f.${column}`)].join(' and ');
  const open = `from ${states} o where ${same} and o.believed_until is null`;
  const came = `select ${key} as key from ${from} where f.position > $1 and f.position <= $2
      and not exists (select ${open} and (coalesce(o.valid_from, 'infinity'), o.event_id) <= (${happened('f')}, f.event_id))
    union select ${key} from ${from} where f.until > $1 and f.until <= $2
      and exists (select ${open} and coalesce(o.valid_from, 'infinity') = ${happened('f')})`;
  if (identity === null) return came;
  const ofNode = `exists (select from ${facts} f where f.profile = a.node)`;
  const begins = 'from_position > $1 and from_position <= $2';
  const ends = 'until_position > $1 and until_position <= $2';
  return `${came}
    union select contact from (${changedInMap(identity)}) moved
      where exists (select from ${map} a where a.contact = moved.contact and ${ofNode})
    union select a.node from ${map} a where ${begins}
      and exists (select from ${facts} f where f.profile = a.node and f.position < a.from_position)
    union select a.node from ${map} a where ${ends} and ${ofNode}`;
}

/** SQL of every party there ever was a fact of, and of some without: those of the map, and profiles that were in none of them. */
export function allParties(facts: string, map: string): string {
  const within = 'm.from_position <= f.position and (m.until_position is null or m.until_position > f.position)';
  return `select contact as key from ${map}
    union select node from ${map} where until_position is not null
    union select f.profile from ${facts} f where f.profile is not null
      and not exists (select from ${map} m where m.node = f.profile and ${within})`;
}

/** When a node belonged to nobody that the identity map knows, by when it did (in order): it stands for itself then. */
export function alone(node: string, belonged: readonly Pick<Membership, 'from' | 'until'>[]): Membership[] {
  const gaps: Membership[] = [];
  let since = 0;
  for (const { from, until } of belonged) {
    if (from > since) gaps.push({ profile: node, from: since, until: from });
    since = until ?? Infinity;
  }
  if (since < Infinity) gaps.push({ profile: node, from: since, until: null });
  return gaps;
}

/**
 * SQL of the facts of keys `$1` (of profiles, where they are read through the identity map) that may be the earliest of
 * theirs somewhere in positions after `$2`, up to `$3`, with what is kept of them: without those that came after an earlier
 * one that is believed to this day.
 */
export function candidates(table: StatesTable, facts: string, type: string): string {
  const keys = table.per.map(factColumn).map(identifier);
  const columns = new Set([...keys, ...columnNames(table.columns), '"position"', '"event_id"']);
  const at = happened('f');
  return `select * from (
      select ${[...columns].map((column) => `f.${column}`).join(', ')}, f.n, f.until, f.occurred_at, ${at} as "happened at",
        min(${at}) filter (where f.until is null) over (
          partition by ${keys.map((key) => `f.${key}`).join(', ')} order by f.position, f.n
          rows between unbounded preceding and 1 preceding) as "lowest before"
      from ${facts} f
      where f.${keys[0]!} = any($1::${type}[]) and f.position <= $3 and (f.until is null or f.until > $2)
    ) f where "lowest before" is null or "happened at" <= "lowest before"`;
}
