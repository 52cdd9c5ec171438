import { joinSql, sql, type KpiDefinition, type KpiReading, type Sql } from '#kernel';
import { convertedSql, type Converting } from './converting.js';
import type { Counted } from './figure.js';
import { justBefore, type Part } from './period.js';
import { countsParts, recordsSql } from './records.js';
import { raw, type AskedSlice } from './slices.js';

/** Records of a slice: one of these values, null being without any. */
export interface Filter {
  readonly slice: AskedSlice;
  readonly values: readonly (string | null)[];
}

/** Which records of a figure are meant. */
export interface Selection {
  readonly kpi: KpiDefinition;
  readonly reading: KpiReading;
  readonly filters: readonly Filter[];
  /** Slices whose values are wanted as well. */
  readonly by: readonly AskedSlice[];
  /** Into which currency money is converted. */
  readonly converting?: Converting;
  /** The parts of the period, for figures about periods: their records are asked for in each. */
  readonly parts?: readonly Part[];
}

/** Counted as what: in the figure, beside it for want of a date, beside it for want of time. */
export type State = 'counted' | 'undated' | 'immature';

/** Counted, of one group of records. */
export interface CountedGroup extends Counted {
  readonly state: State;
  readonly keys: readonly (string | null)[];
}

/** Every slice a selection needs, those asked by first: `slice_0`, `slice_1`, ... */
export function slicesOf({ by, filters }: Pick<Selection, 'by' | 'filters'>): readonly AskedSlice[] {
  const all = [...by];
  for (const { slice } of filters) if (!all.some(({ name }) => name === slice.name)) all.push(slice);
  return all;
}

/** SQL of what a record is counted as. */
export function stateSql({ placing }: Pick<KpiDefinition, 'placing'>): Sql {
  return placing === 'period'
    ? sql`CASE WHEN r.immature THEN 'immature' ELSE 'counted' END`
    : sql`CASE WHEN r.placed IS NULL THEN 'undated' WHEN r.immature THEN 'immature' ELSE 'counted' END`;
}

/**
 * SQL of the records of a selection, as `r`: those placed in the period and those nobody has a date for. What counts
 * and what is listed both select from it, so a figure and its records cannot differ.
 */
export function selectedSql(selection: Selection): { readonly from: Sql; readonly where: Sql } {
  const { kpi, reading, filters, parts } = selection;
  const slices = slicesOf(selection);
  const records = (of: KpiReading): Sql => {
    const own = recordsSql(kpi, of, slices);
    return selection.converting === undefined ? own : convertedSql(own, slices.length, kpi, of, selection.converting);
  };
  const within: Sql[] = filters.map(({ slice, values }) => {
    const column = raw(`r.slice_${slices.findIndex(({ name }) => name === slice.name)}`);
    const some = values.filter((value) => value !== null);
    const met = sql`${column} = ANY (${some}::text[])`;
    return some.length === values.length ? met : sql`(${column} IS NULL OR ${met})`;
  });
  const where = joinSql([...within, reading.asked(raw('r.placed'), raw('r.placed_precision'))], ' AND ');
  if (parts === undefined) return { from: sql`(${records(reading)}) r`, where };
  const closing = sql`least(${justBefore(raw('part.ends'))}, ${reading.closing})`;
  const each: KpiReading = {
    ...reading,
    from: raw('part.begins'),
    to: sql`least(part.ends, ${reading.to})`,
    opening: justBefore(raw('part.begins')),
    closing,
    at: closing,
  };
  return {
    from: sql`
      unnest(${parts.map(({ name }) => name)}::text[], ${parts.map((part) => part.from)}::timestamptz[], ${parts.map((part) => part.to)}::timestamptz[])
        AS part (name, begins, ends)
      CROSS JOIN LATERAL (${records(each)}) r`,
    where,
  };
}

/** SQL that counts a selection's records: by the keys given, by what they are counted as, and by currency where it matters. */
export function countingSql(selection: Selection, keys: readonly Sql[]): Sql {
  const { kpi } = selection;
  const { from, where: selected } = selectedSql(selection);
  const distinctRatio = countsParts(kpi);
  // those in neither part need not be told apart; by slices and buckets they still make rows, of nothing
  const where = distinctRatio && keys.length === 0 ? sql`${selected} AND (r.said_num OR r.said_den)` : selected;
  const currency = kpi.unit === 'money' || kpi.amounts === true ? sql`r.currency` : sql`NULL::text`;
  const named = [
    ...keys.map((key, i) => sql`${key} AS key_${raw(String(i))}`),
    sql`${stateSql(kpi)} AS counted_as`,
    sql`${currency} AS counted_in`,
  ];
  const names = joinSql([...keys.map((_, i) => raw(`key_${i}`)), raw('counted_as'), raw('counted_in')], ', ');
  const keysArray =
    keys.length === 0
      ? sql`ARRAY[]::text[]`
      : sql`ARRAY[${joinSql(
          keys.map((_, i) => raw(`u.key_${i}`)),
          ', ',
        )}]`;
  const rows =
    kpi.distinct === true
      ? sql`
      SELECT ${joinSql(named, ', ')}, r.record, bool_or(r.num) AS num, bool_or(r.den) AS den${distinctRatio ? sql`` : sql`, max(r.value) AS value`}
      FROM ${from} WHERE ${where} GROUP BY ${names}, r.record`
      : sql`SELECT ${joinSql(named, ', ')}, r.num, r.den, r.value FROM ${from} WHERE ${where}`;
  if (kpi.kind === 'curve')
    return sql`
      SELECT ${keysArray} AS keys, u.counted_as AS state, u.counted_in AS currency, count(*) FILTER (WHERE u.num)::double precision AS numerator,
             count(*)::double precision AS denominator, count(*)::double precision AS n,
             ${durationsSql(sql`u.num`)} AS ended, ${durationsSql(sql`NOT u.num`)} AS running
      -- OFFSET 0: a duration is worked out once, and not wherever it is named
      FROM (${rows} OFFSET 0) u WHERE u.value IS NOT NULL OR u.counted_as <> 'counted'
      GROUP BY ${names} ORDER BY ${names}`;
  if (kpi.kind === 'prediction')
    return sql`
      SELECT ${keysArray} AS keys, u.counted_as AS state, u.counted_in AS currency, sum(u.told) AS n,
             json_agg(json_build_array(u.told, u.n, u.history)) FILTER (WHERE u.history IS NOT NULL) AS histories
      FROM (
        SELECT ${joinSql(named, ', ')}, r.history, count(*) FILTER (WHERE r.num)::double precision AS told, count(*)::double precision AS n
        FROM ${from} WHERE ${where} GROUP BY ${names}, r.history
      ) u
      GROUP BY ${names} ORDER BY ${names}`;
  return sql`
    SELECT ${keysArray} AS keys, u.counted_as AS state, u.counted_in AS currency, ${aggregates(kpi)}
    FROM (${rows}) u
    GROUP BY ${names} ORDER BY ${names}`;
}

/** SQL of durations as `Counted` has them: their bits, in no order; as decimal numbers they take longer to read than to count. */
function durationsSql(which: Sql): Sql {
  return sql`string_agg(float8send(u.value), ''::bytea) FILTER (WHERE ${which} AND u.value IS NOT NULL)`;
}

function aggregates({ kind, amounts }: KpiDefinition): Sql {
  if (kind === 'count')
    return sql`count(*) FILTER (WHERE u.num)::double precision AS numerator, count(*) FILTER (WHERE u.num)::double precision AS n`;
  if (kind === 'ratio' || kind === 'matrix')
    return amounts === true
      ? sql`coalesce(sum(u.num), 0)::double precision AS numerator, coalesce(sum(u.den), 0)::double precision AS denominator,
            count(*)::double precision AS n`
      : sql`count(*) FILTER (WHERE u.num)::double precision AS numerator, count(*) FILTER (WHERE u.den)::double precision AS denominator,
            count(*) FILTER (WHERE u.den)::double precision AS n`;
  // what stands beside a figure is told even where nobody knows how much it is
  const told = sql`(u.value IS NOT NULL OR u.counted_as <> 'counted')`;
  const valued = sql`
    coalesce(sum(u.value) FILTER (WHERE u.num), 0)::double precision AS numerator,
    count(*) FILTER (WHERE u.num AND ${told})::double precision AS n`;
  return kind === 'sum'
    ? valued
    : sql`${valued},
          percentile_cont(0.5) WITHIN GROUP (ORDER BY u.value) FILTER (WHERE u.num) AS median,
          avg(u.value) FILTER (WHERE u.num) AS mean,
          percentile_cont(0.9) WITHIN GROUP (ORDER BY u.value) FILTER (WHERE u.num) AS p90`;
}

/** SQL of a matrix: for each cohort and step, whose size and how many of it; the keys end with cohort and step. */
export function matrixSql(selection: Selection): Sql {
  const { from, where } = selectedSql(selection);
  const keys = selection.by.map((_, i) => raw(`r.slice_${i}`));
  const named = joinSql([...keys.map((key, i) => sql`${key} AS key_${raw(String(i))}`), raw('r.cohort')], ', ');
  const names = [...keys.map((_, i) => raw(`key_${i}`)), raw('cohort')];
  const state = stateSql(selection.kpi);
  const same = joinSql(
    names.map((name) => sql`cell.${name} IS NOT DISTINCT FROM size.${name}`),
    ' AND ',
  );
  const of = (name: Sql): Sql => sql`cell.${name}`;
  return sql`
    WITH one AS MATERIALIZED (
      SELECT ${named}, r.step, r.record, r.num, r.den FROM ${from} WHERE ${where} AND ${state} = 'counted'
    ),
    size AS MATERIALIZED (SELECT ${joinSql(names, ', ')}, count(DISTINCT record) FILTER (WHERE den) AS n FROM one GROUP BY ${joinSql(names, ', ')}),
    cell AS (
      SELECT ${joinSql(names, ', ')}, step, count(DISTINCT record) FILTER (WHERE num) AS n FROM one
      WHERE step IS NOT NULL GROUP BY ${joinSql(names, ', ')}, step
    )
    SELECT ARRAY[${joinSql([...names.map(of), sql`cell.step::text`], ', ')}] AS keys, 'counted' AS state, NULL AS currency,
           cell.n::double precision AS numerator, size.n::double precision AS denominator, size.n::double precision AS n
    FROM cell JOIN size ON ${same}
    ORDER BY ${joinSql(names.map(of), ', ')}, cell.step`;
}
