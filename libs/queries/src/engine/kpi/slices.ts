import {
  FIGURES_SCHEMA,
  InvalidInput,
  sql,
  viewName,
  type KpiDefinition,
  type KpiReading,
  type Slice,
  type Sql,
} from '#kernel';
import { validAt } from '../../reading/moments.js';

/** SQL as a definition says it. */
export function raw(text: string): Sql {
  return { text, values: [] };
}

/** The view of a table named as `projection.table`: the one without personal fields, for definitions that read no other. */
export function viewOf(over: string, { restricted }: Pick<KpiDefinition, 'restricted'> = {}): Sql {
  const [projection, table] = over.split('.') as [string, string];
  return raw(`${restricted === true ? FIGURES_SCHEMA : 'read'}.${viewName(projection, table)}`);
}

/** The projection of a table named as `projection.table`. */
export function projectionOf(over: string): string {
  return over.slice(0, over.indexOf('.'));
}

const NOW = '@current';

/** A slice as it is asked for: by its name, read at the record's date, or now. */
export interface AskedSlice {
  readonly name: string;
  readonly slice: Slice;
  readonly current: boolean;
}

/** Every name a figure can be sliced by: states are offered as of now as well. */
export function sliceNames({ slices }: Pick<KpiDefinition, 'slices'>): readonly string[] {
  return Object.entries(slices).flatMap(([name, slice]) => (slice.kind === 'own' ? [name] : [name, `${name}${NOW}`]));
}

/** The slice of a name. Throws InvalidInput (`kpi.slice`) for one the figure does not have. */
export function sliceOf(kpi: KpiDefinition, where: string, name: string): AskedSlice {
  const current = name.endsWith(NOW);
  const base = current ? name.slice(0, -NOW.length) : name;
  const slice = Object.hasOwn(kpi.slices, base) ? kpi.slices[base] : undefined;
  if (slice !== undefined && !(current && slice.kind === 'own')) return { name, slice, current };
  const names = sliceNames(kpi);
  throw new InvalidInput('kpi.slice', [
    {
      where,
      what: `${kpi.name} has no slice ${name}`,
      remedy: names.length === 0 ? 'it is not sliced' : `there are ${names.join(', ')}`,
    },
  ]);
}

/** Read models that a slice asks. */
export function readsOf({ slice }: AskedSlice): readonly string[] {
  return slice.kind === 'own' ? [] : slice.steps.map(({ over }) => projectionOf(over));
}

/** A slice in SQL: what is joined to the record, and the expression of its value. */
export interface SliceSql {
  readonly joins: readonly Sql[];
  readonly value: Sql;
}

/**
 * A slice over a record: `columnOf` gives the record's columns, `placed` the instant of its date. A state's key is met
 * whole, so at most one row holds at an instant, and joining it multiplies nothing.
 */
export function sliceSql(
  { name, slice, current }: AskedSlice,
  index: number,
  reading: KpiReading,
  columnOf: (column: string) => Sql,
  placed: Sql,
  kpi: Pick<KpiDefinition, 'restricted'> = {},
): SliceSql {
  if (slice.kind === 'own') return { joins: [], value: columnOf(slice.column ?? name) };
  const at = current ? reading.at : placed;
  const alias = (step: number): string => `slice_${index}_${step}`;
  const joins = slice.steps.map(({ over, on, key, column }, step) => {
    const met = Object.entries(on).map(([of, given]) =>
      typeof given === 'string' ? sql`s.${raw(of)} = ${columnOf(given)}` : sql`s.${raw(of)} = ${given.is}`,
    );
    if (key !== undefined) met.push(sql`s.${raw(key)} = ${raw(`${alias(step - 1)}.found`)}`);
    const where = [...met, validAt(reading, 's', at)].reduce((all, next) => sql`${all} AND ${next}`);
    return sql`LEFT JOIN LATERAL (SELECT s.${raw(column)} AS found FROM ${viewOf(over, kpi)} s WHERE ${where}) ${raw(alias(step))} ON true`;
  });
  return { joins, value: raw(`${alias(slice.steps.length - 1)}.found`) };
}
