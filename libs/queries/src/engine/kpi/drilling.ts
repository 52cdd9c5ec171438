import { InvalidInput, sql, type KpiDefinition, type Page, type Sql } from '#kernel';
import { iso } from '../../reading/moments.js';
import { continueAfter, pageOf, pageSize } from '../../reading/paging.js';
import { selectedSql, slicesOf, stateSql, type Selection } from './counting.js';
import { raw } from './slices.js';

/** Which of a figure's records: those above, those below, or those that stand beside it. */
export const PARTS = ['numerator', 'denominator', 'undated', 'immature'] as const;
export type RecordsPart = (typeof PARTS)[number];

/** A record of a figure. */
export interface KpiRecord {
  /** What was counted: a deal, a ticket, a contact, an event, by its id. */
  readonly record: string;
  /** The event to open. */
  readonly eventId: string | null;
  /** When its date is, and how exactly that is known. */
  readonly at: string | null;
  readonly precision: string | null;
  readonly contact: string | null;
  readonly company: string | null;
  readonly value: number | null;
  readonly currency: string | null;
  readonly slice: Readonly<Record<string, string | null>>;
}

interface Row {
  readonly record: string;
  readonly event_id: string | null;
  readonly placed: Date | null;
  readonly placed_precision: string | null;
  readonly contact: string | null;
  readonly company: string | null;
  readonly value: number | null;
  readonly currency: string | null;
  readonly history: readonly number[] | null;
  readonly slices: readonly (string | null)[];
  readonly rank: string;
}

/** Before every moment there is: where records without one stand. */
const NO_MOMENT = '-100000000000000000';

/** SQL that is true for records of a part. Throws InvalidInput (`kpi.part`) where the figure has no such part. */
function partSql(kpi: KpiDefinition, part: RecordsPart): Sql {
  const state = stateSql(kpi);
  const above = kpi.amounts === true ? sql`r.num <> 0` : sql`r.num`;
  const below = kpi.amounts === true ? sql`r.den <> 0` : sql`r.den`;
  const valued = sql`r.value IS NOT NULL`;
  const { kind } = kpi;
  if (part === 'undated' || part === 'immature') return sql`${state} = ${part} AND (${above} OR ${below})`;
  const counted = sql`${state} = 'counted'`;
  if (part === 'numerator')
    return kind === 'sum' || kind === 'quantile' || kind === 'curve'
      ? sql`${counted} AND ${above} AND ${valued}`
      : sql`${counted} AND ${above}`;
  if (kind === 'ratio' || kind === 'matrix') return sql`${counted} AND ${below}`;
  if (kind === 'quantile') return sql`${counted} AND ${above} AND ${valued}`;
  if (kind === 'curve') return sql`${counted} AND ${valued}`;
  if (kind === 'prediction') return sql`${counted} AND ${above}`;
  throw new InvalidInput('kpi.part', [
    { where: 'part', what: `${kpi.name} has no denominator`, remedy: 'ask for the numerator' },
  ]);
}

/** SQL of a page of records, the newest first; one row more than the page, to know whether another follows. */
export function drillingSql(
  selection: Selection,
  asked: {
    readonly part: RecordsPart;
    readonly within: readonly Sql[];
    readonly after: readonly unknown[] | null;
    readonly size: number;
  },
): Sql {
  const { kpi } = selection;
  const { from, where } = selectedSql(selection);
  const within = [where, partSql(kpi, asked.part), ...asked.within].reduce((all, next) => sql`${all} AND ${next}`);
  const slices = slicesOf(selection).map((_, i) => raw(`r.slice_${i}`));
  const values = slices.reduce((all, next, i) => (i === 0 ? next : sql`${all}, ${next}`), sql``);
  const rank = sql`coalesce((extract(epoch FROM r.placed) * 1000000)::bigint, ${NO_MOMENT}::bigint)`;
  const columns = sql`
    r.record, r.event_id, r.placed, r.placed_precision, r.contact, r.company, r.value, r.currency, r.history,
    ARRAY[${values}]::text[] AS slices, ${rank} AS rank`;
  const records =
    kpi.distinct === true
      ? sql`SELECT DISTINCT ON (r.record) ${columns} FROM ${from} WHERE ${within} ORDER BY r.record, rank DESC, r.event_id`
      : sql`SELECT ${columns} FROM ${from} WHERE ${within}`;
  const after =
    asked.after === null ? sql`` : sql`WHERE (rank, record) < (${asked.after[0]}::bigint, ${asked.after[1]}::uuid)`;
  return sql`SELECT * FROM (${records}) listed ${after} ORDER BY rank DESC, record DESC LIMIT ${asked.size + 1}`;
}

/** What a prediction expects of a history, in a currency; null where that cannot be said. */
export type ValueOf = (history: readonly number[], currency: string | null) => number | null;

/** A page of records, read by the SQL above. */
export async function drill(
  selection: Selection,
  rows: (query: Sql) => Promise<readonly Row[]>,
  asked: {
    readonly part: RecordsPart;
    readonly within: readonly Sql[];
    readonly cursor?: string;
    readonly limit?: number;
    /** What a record is worth of which only the history is known. */
    readonly valueOf?: ValueOf;
  },
): Promise<Page<KpiRecord>> {
  const { kpi } = selection;
  const size = pageSize(asked.limit);
  const list = `kpi ${kpi.name} ${asked.part}`;
  const after = continueAfter(list, asked.cursor, ['whole', 'id']);
  const found = await rows(drillingSql(selection, { ...asked, after, size }));
  const names = slicesOf(selection).map(({ name }) => name);
  return pageOf(
    list,
    found,
    size,
    (row) => ({
      record: row.record,
      eventId: row.event_id,
      at: iso(row.placed),
      precision: row.placed_precision,
      contact: row.contact,
      company: row.company,
      value: row.history === null || asked.valueOf === undefined ? row.value : asked.valueOf(row.history, row.currency),
      currency: row.currency,
      slice: Object.fromEntries(names.map((name, i) => [name, row.slices[i] ?? null])),
    }),
    (row) => [row.rank, row.record],
  );
}
