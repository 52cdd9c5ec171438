import { byTime, type StatesTable } from '#kernel';
import { contentOf, type Rectangle } from './believed-history.js';
import type { BelievedFact } from './read-facts.js';
import { columnNames, identifier } from './tables.js';

/** Positions after which something is so, up to one after which it is not; Infinity: it stays. */
interface Piece {
  readonly from: number;
  readonly to: number;
}

/**
 * The believed history of one key whose states are of its earliest fact, for positions after `from`, up to `to`: as
 * `believedHistory`, but of any number of facts without deriving at each of them. The earliest fact of all was the
 * earliest for as long as it was believed; the next one for as long as it was and that one was not, and so on, until
 * nothing is left of the range. `open` is the row believed at `from`, where there is one. Returns the rows to insert; the
 * `believedUntil` of `open` is set where it ended. Neighbours that say the same stay two rows: columns tell facts apart.
 */
export function earliestHistory(
  table: StatesTable,
  facts: readonly BelievedFact[],
  open: Rectangle | null,
  from: number,
  to: number,
): Rectangle[] {
  let left: readonly Piece[] = [{ from, to: Infinity }];
  const found: { readonly fact: BelievedFact; readonly piece: Piece }[] = [];
  for (const fact of [...facts].sort(byTime)) {
    const enters = Math.max(fact.position, from);
    const leaves = fact.until === null || fact.until > to ? Infinity : fact.until;
    if (enters > to || leaves <= enters) continue;
    const [rest, taken] = parted(left, { from: enters, to: leaves });
    for (const piece of taken) found.push({ fact, piece });
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

/**
 * SQL of the first key column of those keys whose earliest fact may be another one after positions `$1` to `$2`: a fact
 * came that is earlier than the row of the states table `states`, or the fact of that row is not believed any more.
 */
export function touchedEarliest(table: StatesTable, states: string, facts: string): string {
  const key = identifier(table.per[0]!);
  const same = table.per.map((column) => `o.${identifier(column)} = f.${identifier(column)}`).join(' and ');
  const open = `from ${states} o where ${same} and o.believed_until is null`;
  return `select f.${key} as key from ${facts} f where f.position > $1 and f.position <= $2
      and not exists (select ${open} and (coalesce(o.valid_from, 'infinity'), o.event_id) <= (${happened('f')}, f.event_id))
    union select f.${key} from ${facts} f where f.until > $1 and f.until <= $2
      and exists (select ${open} and coalesce(o.valid_from, 'infinity') = ${happened('f')})`;
}

/**
 * SQL of the facts of keys `$1` that may be the earliest of theirs somewhere in positions after `$2`, up to `$3`, with what
 * is kept of them: without those that came after an earlier one that is believed to this day.
 */
export function candidates(table: StatesTable, facts: string, type: string): string {
  const keys = table.per.map(identifier);
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
