import { joinSql, sql, type Asking, type Sql } from '#kernel';
import { believed } from './contact.js';
import { contentsOf, type SealedContent } from './contents.js';
import { iso } from './moments.js';

/** One line of a journey. */
export interface TouchLine {
  readonly eventId: string;
  readonly position: number;
  /** When it happened; null when nobody knows. */
  readonly at: string | null;
  readonly precision: 'instant' | 'day' | 'none';
  readonly channel: string;
  readonly kind: string;
  readonly direction: 'in' | 'out' | null;
  readonly campaign: string | null;
  readonly variant: string | null;
  readonly name: string | null;
  /** Seconds. */
  readonly duration: number | null;
  readonly title: string | null;
  readonly source: string;
}

/** A line as it is read. */
export interface TouchRow extends Omit<TouchLine, 'eventId' | 'position' | 'at' | 'title'>, SealedContent {
  readonly profile: string;
  readonly occurred_at: Date | null;
}

/** The lines of some rows, with the titles that may still be read. */
export async function touchLines(asking: Asking, rows: readonly TouchRow[]): Promise<readonly TouchLine[]> {
  const contents = await contentsOf(asking, rows);
  return rows.map(({ event_id, position, occurred_at, profile: _of, content: _sealed, ...rest }, i) => ({
    eventId: event_id,
    position: Number(position),
    at: iso(occurred_at),
    ...rest,
    title: titleOf(contents[i]!),
  }));
}

/** A message's subject line, else the title of what was seen or attended. */
function titleOf({ subject, title }: Readonly<Record<string, unknown>>): string | null {
  if (typeof subject === 'string') return subject;
  return typeof title === 'string' ? title : null;
}

const COLUMNS: Sql = {
  text: 't.profile, t.event_id, t.position, t.occurred_at, t.precision, t.channel, t.kind, t.direction, t.campaign, t.variant, t.name, t.duration, t.content, t.source',
  values: [],
};

/** A line's instant (null among those without a time) and position. */
export interface After {
  readonly at: string | null;
  readonly position: number;
}

/** SQL of the dated, or the undated touches `t` after a line, with further conditions. */
export function afterSql(part: 'dated' | 'undated', after: After | null, where: readonly Sql[]): Sql {
  const conditions = [part === 'dated' ? sql`t.occurred_at IS NOT NULL` : sql`t.occurred_at IS NULL`, ...where];
  if (after !== null && part === 'dated')
    conditions.push(sql`(t.occurred_at, t.position) < (${after.at}::timestamptz, ${after.position}::bigint)`);
  if (after !== null && part === 'undated' && after.at === null)
    conditions.push(sql`t.position < ${after.position}::bigint`);
  return joinSql(conditions, ' AND ');
}

/** Which touches, and after which one: newest first, those without a time at the end. */
export interface TouchQuestion {
  readonly profiles: readonly string[];
  readonly limit: number;
  /** Further conditions on `t`. */
  readonly where?: readonly Sql[];
  /** The last line of the page before: its instant (null among those without a time) and position. */
  readonly after?: After | null;
  readonly oldestFirst?: boolean;
}

/**
 * Touches of some profiles in time order: for each profile one walk along the index (profile, time, position), merged.
 * So a page costs the same whether a contact has ten touches or a hundred thousand.
 */
export async function touchesOf(asking: Asking, question: TouchQuestion): Promise<readonly TouchRow[]> {
  const { after = null, limit } = question;
  const amongUndated = after !== null && after.at === null;
  // asked together: most contacts have fewer touches than a page
  const [dated, undated] = await Promise.all([
    amongUndated ? [] : walk(asking, question, 'dated', after, limit),
    walk(asking, question, 'undated', amongUndated ? after : null, limit),
  ]);
  return [...dated, ...undated].slice(0, limit);
}

/** A line, the usual page and the largest, each with the one that tells whether there are more. */
const LIMITS = [2, 51, 501] as const;

async function walk(
  asking: Asking,
  { profiles, where = [], oldestFirst = false }: TouchQuestion,
  part: 'dated' | 'undated',
  after: After | null,
  limit: number,
): Promise<readonly TouchRow[]> {
  const order: Sql =
    part === 'dated' ? direction('occurred_at', oldestFirst, ', ', 'position') : direction('position', oldestFirst);
  // said to the planner, which would not walk along the index for a limit it does not know; a few of them, so that few
  // statements are prepared
  const most: Sql = { text: String(LIMITS.find((one) => one >= limit) ?? Math.trunc(limit)), values: [] };
  const question = sql`
    SELECT touch.*
    FROM unnest(${profiles}::uuid[]) AS member (profile)
    CROSS JOIN LATERAL (
      SELECT ${COLUMNS} FROM read.contacts_touch t
      WHERE t.profile = member.profile AND ${believed(asking, 't')} AND ${afterSql(part, after, where)}
      ORDER BY ${order} LIMIT ${most}
    ) touch
    ORDER BY ${order} LIMIT ${most}`;
  return where.length === 0 ? asking.byKey<TouchRow>(question) : asking.rows<TouchRow>(question);
}

function direction(column: string, ascending: boolean, separator = '', second?: string): Sql {
  const way = ascending ? '' : ' DESC';
  return { text: `${column}${way}${second === undefined ? '' : `${separator}${second}${way}`}`, values: [] };
}
