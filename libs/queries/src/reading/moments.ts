import { day, InvalidInput, instant, joinSql, sql, type Asking, type Problem, type Sql } from '#kernel';

/** An instant as answers say it; null where nobody knows when. */
export function iso(at: Date | null | undefined): string | null {
  return at?.toISOString() ?? null;
}

/** A whole number PostgreSQL sends as text. */
export function whole(value: string | number | null | undefined): number {
  return Number(value ?? 0);
}

/** An instant to the nanosecond. */
const LONGEST = '2026-03-01T09:30:00.000000000Z'.length;

/**
 * SQL for a moment given as an instant or as a day, which begins at 00:00 of the workspace's zone.
 * Throws InvalidInput (`query.moment`) for a text that is neither.
 */
export function momentSql(where: string, given: string, zone: string): Sql {
  const problems: Problem[] = [];
  if (given.length === 10) day.check(given, where, problems);
  else instant.check(given, where, problems);
  // PostgreSQL knows no year 0, and texts only so long.
  if (problems.length > 0 || given.startsWith('0000') || given.length > LONGEST)
    throw new InvalidInput('query.moment', [
      {
        where,
        what: `${given} is neither an instant nor a day`,
        remedy: 'give 2026-03-01 or 2026-03-01T09:30:00.000Z',
      },
    ]);
  return given.length === 10 ? sql`(${given}::timestamp AT TIME ZONE ${zone})` : sql`${given}::timestamptz`;
}

/** A moment as an instant; a day is where it begins. Throws InvalidInput (`query.moment`). */
export async function momentOf(asking: Pick<Asking, 'rows' | 'zone'>, where: string, given: string): Promise<Date> {
  const [row] = await asking.rows<{ at: Date }>(sql`SELECT ${momentSql(where, given, asking.zone)} AS at`);
  return row!.at;
}

/** SQL of the instant of a fact: a day begins at 00:00 of the workspace's zone; its date stands in the column as UTC. */
export function placed(column: Sql, precision: Sql, zone: string): Sql {
  return sql`(CASE ${precision} WHEN 'day' THEN (${column} AT TIME ZONE 'UTC') AT TIME ZONE ${zone} ELSE ${column} END)`;
}

/** No zone is or was further from UTC: a day begins within so long of its date's 00:00 UTC. */
export const FARTHEST_ZONE = sql`interval '16 hours'`;

/**
 * SQL of an instant moved by an interval, whose days have 24 hours. Said of the time in UTC, of a constant it is one:
 * added to an instant itself, which the session's zone may bear on, it would be worked out anew for each row.
 */
export function moved(at: Sql, by: Sql): Sql {
  return sql`(((${at}) AT TIME ZONE 'UTC' + ${by}) AT TIME ZONE 'UTC')`;
}

/**
 * SQL of a condition beside a wider one on a plain column, by which rows can be estimated. Of bounds on an expression the
 * planner knows nothing: it expects a third of the rows to meet one, and one row in 200 to meet two; that an expression
 * is not null, 995 in 1,000. What is neither true nor false is false: not to be negated.
 */
function nearlySure(condition: Sql): Sql {
  return sql`(CASE WHEN ${condition} THEN 1 END) IS NOT NULL`;
}

/**
 * SQL of the condition that a fact had happened by an instant, nobody knows when included; the wider range around it
 * lets an index on the column help.
 */
export function happenedBy(column: Sql, precision: Sql, at: Date, zone: string): Sql {
  const exact = nearlySure(sql`${placed(column, precision, zone)} <= ${at}`);
  return sql`(${column} IS NULL OR (${column} <= ${moved(sql`${at}::timestamptz`, FARTHEST_ZONE)} AND ${exact}))`;
}

/**
 * SQL of the condition that a fact happened in the half-open period `[from, to)`. A day-precision fact is placed by its
 * date, which begins at 00:00 of the workspace's zone; the wider range around it lets an index on the column help.
 */
export function inPeriod(column: Sql, precision: Sql, from: Sql | null, to: Sql | null, zone: string): Sql {
  const at = placed(column, precision, zone);
  const after = from === null ? [] : [sql`${column} >= ${moved(from, sql`-${FARTHEST_ZONE}`)}`];
  const before = to === null ? [] : [sql`${column} < ${moved(to, FARTHEST_ZONE)}`];
  const exact = [...(from === null ? [] : [sql`${at} >= ${from}`]), ...(to === null ? [] : [sql`${at} < ${to}`])];
  if (exact.length === 0) return sql`true`;
  return sql`(${joinSql([...after, ...before, nearlySure(joinSql(exact, ' AND '))], ' AND ')})`;
}

/** SQL that is true for rows that were believed at the asked moment; `from` and `until` are the columns that say between which positions. */
export function known(
  { knownAt }: Pick<Asking, 'knownAt'>,
  alias: string,
  from = 'believed_from',
  until = 'believed_until',
): Sql {
  const row = (column: string): Sql => ({ text: `${alias}.${column}`, values: [] });
  return knownAt === null
    ? sql`${row(until)} IS NULL`
    : sql`(${row(from)} <= ${knownAt} AND (${row(until)} IS NULL OR ${row(until)} > ${knownAt}))`;
}

/**
 * SQL that is true for rows of a state that held at the asked moment, as it is believed then. Now is a moment like any
 * other: what was announced for later does not hold yet.
 */
export function held(asking: Pick<Asking, 'asOf' | 'knownAt' | 'now'>, alias: string): Sql {
  return validAt(asking, alias, sql`${asking.asOf ?? asking.now}::timestamptz`);
}

/**
 * SQL that is true for rows of a state that held at an instant, as it is believed then; the upper end of its validity
 * belongs to the row after. An instant that nobody knows meets what held for ever.
 */
export function validAt(asking: Pick<Asking, 'knownAt'>, alias: string, at: Sql): Sql {
  const row = (column: string): Sql => ({ text: `${alias}.${column}`, values: [] });
  return sql`${known(asking, alias)} AND (${row('valid_from')} IS NULL OR ${row('valid_from')} <= ${at}) AND (${row('valid_to')} IS NULL OR ${row('valid_to')} > ${at})`;
}

/** Within what is believed now: later than every position. */
const NOW_BELIEVED = '9223372036854775806';

/**
 * SQL that is true for rows of a state that held at the asked moment, as `held`, said of their ranges: for tables that
 * have an index on them, where most of what was ever believed or valid does not hold.
 */
export function heldInRanges({ asOf, knownAt, now }: Pick<Asking, 'asOf' | 'knownAt' | 'now'>, alias: string): Sql {
  const row = (column: string): Sql => ({ text: `${alias}.${column}`, values: [] });
  return sql`tstzrange(${row('valid_from')}, ${row('valid_to')}) @> ${asOf ?? now}::timestamptz
    AND int8range(${row('believed_from')}, ${row('believed_until')}) @> ${knownAt ?? NOW_BELIEVED}::bigint`;
}
