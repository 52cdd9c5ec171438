import {
  hasOwnSql,
  joinSql,
  KPI_COLUMNS,
  sql,
  type KpiDefinition,
  type KpiReading,
  type KpiRecords,
  type KpiSentence,
  type Sql,
} from '#kernel';
import { believed, whoseJoin, whoseSql } from '../../reading/contact.js';
import { placed as instantOf, validAt } from '../../reading/moments.js';
import { projectionOf, raw, readsOf, sliceSql, viewOf, type AskedSlice } from './slices.js';

/** Where records come from: what SQL selects from, and the expression of each of their columns. */
interface Source {
  readonly from: Sql;
  readonly record: Sql;
  /** Undefined where the records do not have it. */
  readonly column: (name: keyof typeof KPI_COLUMNS) => Sql | undefined;
  /** Any column a slice may name. */
  readonly any: (name: string) => Sql;
}

/** The read models a figure is computed from, with those its slices ask. */
export function readModelsOf(kpi: KpiDefinition, slices: readonly AskedSlice[]): readonly string[] {
  const own = hasOwnSql(kpi)
    ? kpi.reads
    : [
        projectionOf((kpi.over ?? kpi.states)!),
        ...(kpi.contact === undefined && kpi.company === undefined ? [] : ['identity']),
      ];
  return [...new Set([...own, ...slices.flatMap(readsOf)])];
}

const PARTS = ['num', 'den'] as const;

/**
 * Whether a figure counts records that have several rows each by whether any of them is in its parts. Its records have
 * both conditions as they are said, with three values, as `said_num` and `said_den`.
 */
export function countsParts({
  distinct,
  kind,
  amounts,
}: Pick<KpiDefinition, 'distinct' | 'kind' | 'amounts'>): boolean {
  return distinct === true && kind === 'ratio' && amounts !== true;
}

/** SQL of a figure's records: the columns of `KPI_COLUMNS`, `record`, `at` (the instant of their date), and `slice_0`, `slice_1`, ... */
export function recordsSql(kpi: KpiDefinition, reading: KpiReading, slices: readonly AskedSlice[]): Sql {
  const source = hasOwnSql(kpi) ? ownSource(kpi, reading) : sentenceSource(kpi, reading);
  const moment = source.column('placed');
  const at =
    kpi.placing === 'period'
      ? reading.at
      : moment === undefined
        ? sql`NULL::timestamptz`
        : instantOf(moment, source.column('placed_precision') ?? sql`'instant'`, reading.zone);
  // of a day it is what held at its end: a state that begins with the record itself has begun by then
  const stated =
    moment === undefined || kpi.placing === 'period'
      ? at
      : sql`(CASE ${source.column('placed_precision') ?? sql`'instant'`}
          WHEN 'day' THEN least(${moment} + interval '1 day' - interval '1 microsecond', ${reading.at}) ELSE ${at} END)`;
  const sliced = slices.map((slice, i) => sliceSql(slice, i, reading, source.any, stated, kpi));
  const columns = Object.entries(KPI_COLUMNS).map(([name, type]) => {
    const column = source.column(name as keyof typeof KPI_COLUMNS);
    // conditions of three values: what is not known to be true is not counted
    const kind = kpi.amounts === true && (name === 'num' || name === 'den') ? 'numeric' : type;
    if (column === undefined) return sql`${raw(preset(name, kind))} AS ${raw(name)}`;
    if (kind === 'boolean') return sql`coalesce((${column}), false) AS ${raw(name)}`;
    const cast = sql`(${column})::${raw(kind)}`;
    // what is not a number is none
    return name === 'value' ? sql`nullif(${cast}, 'NaN') AS value` : sql`${cast} AS ${raw(name)}`;
  });
  // as said: an index finds what it would not find behind `coalesce`
  const said = (countsParts(kpi) ? PARTS : []).map(
    (name) => sql`(${source.column(name) ?? raw('true')}) AS ${raw(`said_${name}`)}`,
  );
  const values = sliced.map(({ value }, i) => sql`(${value})::text AS ${raw(`slice_${i}`)}`);
  return sql`
    SELECT ${source.record} AS record, ${at} AS at, ${joinSql([...columns, ...said, ...values], ', ')}
    FROM ${joinSql([source.from, ...sliced.flatMap(({ joins }) => joins)], ' ')}`;
}

/** What a record without a column has there: it counts, and is of age. */
function preset(name: string, type: string): string {
  if (type !== 'boolean') return `NULL::${type}`;
  return name === 'immature' ? 'false' : 'true';
}

function sentenceSource(kpi: KpiSentence, reading: KpiReading): Source {
  const { over, states } = kpi;
  const rows = viewOf((over ?? states)!);
  const there = over === undefined ? validAt(reading, 'r', reading.at) : believed(reading, 'r');
  const which = kpi.where === undefined ? there : sql`${there} AND (${raw(kpi.where)})`;
  const nodes = (['contact', 'company'] as const).flatMap((name) =>
    kpi[name] === undefined ? [] : [{ name, node: raw(`f.${kpi[name]}`), alias: `of_${name}` }],
  );
  const joins = nodes.map(({ node, alias }) => whoseJoin(reading, alias, node));
  const component = (name: string): Sql | undefined => {
    const found = nodes.find((each) => each.name === name);
    return found && whoseSql(found.alias, found.node);
  };
  const column = (name: string): Sql => component(name) ?? (name === 'record' ? record : columnOrSql(name));
  const record: Sql = component(kpi.record ?? '') ?? raw(`f.${kpi.record ?? 'event_id'}`);
  const said = (text: string | undefined): Sql | undefined => (text === undefined ? undefined : raw(text));
  const [moment, precision] =
    kpi.placed === undefined
      ? over === undefined
        ? [undefined, undefined]
        : [raw('f.occurred_at'), raw('f.precision')]
      : [raw(`f.${kpi.placed}_at`), raw(`f.${kpi.placed}_precision`)];
  const columns: Readonly<Partial<Record<keyof typeof KPI_COLUMNS, Sql>>> = {
    ...(moment === undefined ? {} : { placed: moment, placed_precision: precision }),
    ...entry('num', said(kpi.numerator)),
    ...entry('den', said(kpi.denominator)),
    ...entry('value', said(kpi.value)),
    ...entry('currency', said(kpi.currency)),
    ...entry('event_id', kpi.event === undefined ? over && raw('f.event_id') : raw(`f.${kpi.event}`)),
    ...entry('contact', component('contact')),
    ...entry('company', component('company')),
    ...entry('immature', said(kpi.immature)),
  };
  return {
    from: joinSql([sql`(SELECT r.* FROM ${rows} r WHERE ${which}) f`, ...joins], ' '),
    record,
    column: (name) => columns[name],
    any: column,
  };
}

function entry(
  name: keyof typeof KPI_COLUMNS,
  column: Sql | undefined | '',
): Partial<Record<keyof typeof KPI_COLUMNS, Sql>> {
  return column === undefined || column === '' ? {} : { [name]: column };
}

function ownSource(kpi: KpiRecords, reading: KpiReading): Source {
  return {
    from: sql`(${kpi.records(reading)}) f`,
    record: raw('f.record'),
    column: (name) => (kpi.gives.includes(name) ? raw(`f.${name}`) : undefined),
    any: columnOrSql,
  };
}

/** A column of the record by its name, whole, or SQL over its columns: look-ups have columns of the same names. */
function columnOrSql(text: string): Sql {
  return raw(/^[a-z_][a-z0-9_]*$/.test(text) ? `f.${text}` : text);
}
