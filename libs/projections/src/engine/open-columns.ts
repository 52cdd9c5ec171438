import type { Column, Columns, OpenTable, ProjectionDefinition, SumValue } from '#kernel';
import { FACT_COLUMNS, FACT_TYPES, IDENTITY, keyType, STATE_COLUMNS } from './tables.js';

/** Whether analysts may read a column. */
function isOpen({ personal, withheld }: Column<unknown>): boolean {
  return personal === undefined && withheld !== true;
}

function open(columns: Columns): string[] {
  return Object.keys(columns).filter((name) => isOpen(columns[name]!));
}

/** A first or last value is as personal as the column it is of. */
function openValues(values: Readonly<Record<string, SumValue>>, of: Columns): string[] {
  return Object.keys(values).filter((name) => {
    const value = values[name]!;
    return value.kind === 'add' || of[value.column] === undefined || isOpen(of[value.column]!);
  });
}

/** The identity map's own tables: who belongs together, without what the identifiers are. */
const OF_THE_MAP: Readonly<Record<string, readonly string[]>> = {
  node: ['node', 'kind', 'namespace', 'position', 'ordinal'],
  edge: ['a', 'b', 'position'],
  map: ['node', 'contact', 'from_position', 'until_position'],
  membership: ['node', 'company', 'position', 'from_position', 'until_position'],
};

/** The columns of every table of a definition that analysts may read. */
export function openColumns(definition: ProjectionDefinition): Readonly<Record<string, readonly string[]>> {
  const { facts, sums, states, current, totals } = definition;
  const keys = (per: readonly string[], of: Columns): string[] =>
    per.filter((key) => of[key] === undefined || isOpen(of[key]));
  const entries = (from: Readonly<Record<string, unknown>>, columns: (table: string) => readonly string[]) =>
    Object.keys(from).map((table) => [table, columns(table)] as const);
  return Object.fromEntries([
    ...entries(facts, (table) => [...FACT_COLUMNS, ...open(facts[table]!.columns)]),
    ...entries(sums, (table) => {
      const { of, per, values } = sums[table]!;
      const { columns } = facts[of]!;
      return [...keys(per, columns), 'n', ...openValues(values, columns)];
    }),
    ...entries(states, (table) => {
      const { per, from, columns } = states[table]!;
      return [...keys(per, facts[from[0]!]!.columns), ...open(columns), ...Object.keys(STATE_COLUMNS)];
    }),
    ...entries(current, (table) => [current[table]!.per, ...open(current[table]!.columns)]),
    ...entries(totals, (table) => {
      const { of, per, values } = totals[table]!;
      const { columns } = current[of]!;
      return [...keys([per], columns), 'n', ...openValues(values, columns)];
    }),
    ...(definition.name === IDENTITY ? Object.entries(OF_THE_MAP) : []),
  ]);
}

/** The facts and states that analysts read, as `projection.table`. */
export function openTables(models: readonly ProjectionDefinition[]): ReadonlyMap<string, OpenTable> {
  const tables = new Map<string, OpenTable>();
  for (const model of models) {
    const shown = openColumns(model);
    const add = (table: string, kind: OpenTable['kind'], per: readonly string[], types: OpenTable['columns']): void => {
      const columns = Object.fromEntries(shown[table]!.map((name) => [name, types[name]!]));
      tables.set(`${model.name}.${table}`, { kind, per, columns });
    };
    for (const [table, { columns }] of Object.entries(model.facts))
      add(table, 'facts', [], { ...FACT_TYPES, ...typesOf(columns) });
    for (const [table, { columns, per, from }] of Object.entries(model.states)) {
      const keys = Object.fromEntries(per.map((key) => [key, keyType(model, from[0]!, key)]));
      add(table, 'states', per, { ...STATE_COLUMNS, ...keys, ...typesOf(columns) });
    }
  }
  return tables;
}

function typesOf(columns: Columns): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(columns).map(([name, { type }]) => [name, type]));
}
