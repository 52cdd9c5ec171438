import { InvalidInput, sql, type KpiDefinition, type KpiReading, type KpiUnit, type Sql } from '#kernel';
import type { Period } from '../../reading/period.js';
import type { AskedHow } from '../query-engine.js';
import type { Filter } from './counting.js';
import type { RecordsPart } from './drilling.js';
import type { Bucket } from './period.js';
import { sliceOf, type AskedSlice } from './slices.js';

/** Which figure: of a period, by slices and buckets, of records of some slices, at a moment. */
export interface KpiQuestion extends AskedHow, Period {
  /** Slices by name: a figure for each of their values. */
  readonly by?: readonly string[];
  /** Conditions such as `channel=email`; of the same slice any, of all slices each. Nothing behind `=` means none. */
  readonly where?: readonly string[];
  /** A figure for each part of the period. */
  readonly bucket?: Bucket;
  /** The figure of the period before as well. */
  readonly compare?: 'previous';
  /** Money in this currency, by the rate of each record's date; where there is none it stays in its own. */
  readonly currency?: string;
  /** What is chosen of the definition's parameters. */
  readonly parameters?: Readonly<Record<string, string | number>>;
}

/** Which records: of a part of a figure, perhaps of one row of its answer. */
export interface KpiRecordsQuestion extends KpiQuestion {
  readonly part?: RecordsPart;
  /** Of which row of the answer: `channel=email` for each of its slices; cohort and step for a matrix. */
  readonly slice?: readonly string[];
  /** With a bucket: which of them, by its first day. */
  readonly in?: string;
  readonly cursor?: string;
  readonly limit?: number;
}

/** The slices a question asks for. Throws InvalidInput (`kpi.slice`). */
export function askedSlices(kpi: KpiDefinition, by: readonly string[] | undefined): readonly AskedSlice[] {
  return [...new Set(by ?? [])].map((name) => sliceOf(kpi, 'by', name));
}

/** The conditions of a question, by slice; `given` is what they were given as. Throws InvalidInput (`kpi.where`, `kpi.slice`). */
export function askedFilters(
  kpi: KpiDefinition,
  conditions: readonly string[] | undefined,
  given: 'where' | 'slice' = 'where',
): readonly Filter[] {
  const values = new Map<string, (string | null)[]>();
  for (const condition of conditions ?? []) {
    const equals = condition.indexOf('=');
    if (equals < 1)
      throw new InvalidInput('kpi.where', [
        {
          where: given,
          what: `${condition} is no condition`,
          remedy: 'give a slice and its value, as channel=email',
        },
      ]);
    const name = condition.slice(0, equals);
    const value = condition.slice(equals + 1);
    values.set(name, [...(values.get(name) ?? []), value === '' ? null : value]);
  }
  return [...values].map(([name, each]) => ({ slice: sliceOf(kpi, given, name), values: each }));
}

/**
 * The row of an answer that records are asked of: its slices as conditions, and the cell of a matrix in SQL. Throws
 * InvalidInput (`kpi.where`, `kpi.slice`) for a slice that the answer has no rows by.
 */
export function askedRow(
  kpi: KpiDefinition,
  { by = [], slice = [] }: KpiRecordsQuestion,
): { readonly filters: readonly Filter[]; readonly cell: readonly Sql[] } {
  const isOfCell = (condition: string): boolean => kpi.kind === 'matrix' && /^(cohort|step)=/.test(condition);
  const filters = askedFilters(
    kpi,
    slice.filter((condition) => !isOfCell(condition)),
    'slice',
  );
  for (const { name } of filters.map((filter) => filter.slice)) if (!by.includes(name)) throw notAskedBy(name);
  return {
    filters,
    cell: slice.filter(isOfCell).map((condition) => {
      const value = condition.slice(condition.indexOf('=') + 1);
      return condition.startsWith('cohort=') ? sql`r.cohort = ${value}` : sql`r.step::text = ${value}`;
    }),
  };
}

function notAskedBy(name: string): InvalidInput {
  return new InvalidInput('kpi.slice', [
    {
      where: 'slice',
      what: `the figure is not asked by ${name}, so no row is of a ${name}`,
      remedy: `name ${name} in by as well, or give the condition as where`,
    },
  ]);
}

/** What a figure is told in: its unit, or the one chosen by a parameter of that name. Throws InvalidInput (`kpi.parameter`). */
export function unitOf(kpi: KpiDefinition, given: KpiQuestion['parameters']): KpiUnit {
  return kpi.parameters?.['unit'] === undefined ? kpi.unit : (chosen(kpi, given)('unit') as KpiUnit);
}

/** The most a whole number is unless its parameter says otherwise: as days 273 years, within which dates can be told. */
const MOST = 100_000;

/** What is chosen of a definition's parameters, presets for the others. Throws InvalidInput (`kpi.parameter`). */
export function chosen(
  { name: kpi, parameters = {} }: KpiDefinition,
  given: KpiQuestion['parameters'] = {},
): KpiReading['parameter'] {
  for (const [name, value] of Object.entries(given)) {
    const parameter = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    const names = Object.keys(parameters);
    if (parameter === undefined)
      throw new InvalidInput('kpi.parameter', [
        {
          where: name,
          what: `${kpi} has no parameter ${name}`,
          remedy: names.length === 0 ? 'it has none' : `there are ${names.join(', ')}`,
        },
      ]);
    const { most = MOST } = parameter;
    if (parameter.type === 'whole' && !/^\d+$/.test(String(value)))
      throw new InvalidInput('kpi.parameter', [
        { where: name, what: `${value} is no whole number`, remedy: `give 0 to ${most}` },
      ]);
    if (parameter.type === 'whole' && Number(value) > most)
      throw new InvalidInput('kpi.parameter', [{ where: name, what: `${value} is more than ${most}` }]);
    if (parameter.among !== undefined && !parameter.among.includes(String(value)))
      throw new InvalidInput('kpi.parameter', [
        { where: name, what: `${value} is none of its words`, remedy: `there are ${parameter.among.join(', ')}` },
      ]);
  }
  return (name) => {
    const parameter = parameters[name];
    if (parameter === undefined) throw new Error(`kpi ${kpi} has no parameter ${name}`);
    const value = Object.hasOwn(given, name) ? given[name]! : parameter.preset;
    return value !== null && parameter.type === 'whole' ? Number(value) : value;
  };
}
