import {
  factColumn,
  isMapped,
  viewName,
  type Columns,
  type CurrentTable,
  type FactsTable,
  type ProjectionDefinition,
  type StatesTable,
  type SumsTable,
  type SumValue,
  type TotalsTable,
} from '#kernel';

/** A generation of a read model: its definition and the names of its tables. */
export interface Generation {
  readonly definition: ProjectionDefinition;
  readonly number: number;
  /** The generation of the identity map its contacts are read through; null where it has none. */
  readonly identity: number | null;
}

/** What tells a generation from all others, as a text. */
export function generationKey(projection: string, generation: number): string {
  return `${projection} ${generation}`;
}

/** A table of a generation: `read.{view}__{generation}`. */
export function tableName(projection: string, table: string, generation: number): string {
  return `read.${viewName(projection, table)}__${generation}`;
}

/** The lane that derives states. */
export const DERIVED_LANE = 64;

export const IDENTITY = 'identity';

/** Columns of every facts table, in the order they are written, before the definition's own. */
export const FACT_COLUMNS = [
  'position',
  'until',
  'occurred_at',
  'recorded_at',
  'event_id',
  'import',
  'n',
  'precision',
] as const;

/** Their types. */
export const FACT_TYPES: Readonly<Record<(typeof FACT_COLUMNS)[number], string>> = {
  position: 'bigint',
  until: 'bigint',
  occurred_at: 'timestamptz',
  recorded_at: 'timestamptz',
  event_id: 'uuid',
  import: 'text',
  n: 'smallint',
  precision: 'text',
};
const ALWAYS: ReadonlySet<string> = new Set(['position', 'recorded_at', 'event_id', 'n', 'precision']);

/** Columns of every states table after the definition's own, with their types. */
export const STATE_COLUMNS: Readonly<Record<string, string>> = {
  valid_from: 'timestamptz',
  valid_to: 'timestamptz',
  believed_from: 'bigint',
  believed_until: 'bigint',
};

/** An SQL identifier; throws for a name that would need quoting. */
export function identifier(name: string): string {
  if (!/^[a-z_][a-zA-Z0-9_]*$/.test(name)) throw new Error(`${name} cannot name a column`);
  return `"${name}"`;
}

function columnList(columns: Columns): string[] {
  return Object.entries(columns).map(([name, column]) => `${identifier(name)} ${column.type}`);
}

/** The names of a table's own columns, quoted. */
export function columnNames(columns: Columns): string[] {
  return Object.keys(columns).map(identifier);
}

function factsTable(name: string, table: FactsTable): string {
  return `create table ${name} (${[...FACT_COLUMNS.map((column) => `${column} ${FACT_TYPES[column]}${ALWAYS.has(column) ? ' not null' : ''}`), ...columnList(table.columns)].join(', ')})`;
}

/** The key and the indexes every facts table has: made after a rebuild's COPY, before anything is taken back. */
export function factsKeys(name: string): string[] {
  return [
    `alter table ${name} add primary key (position, n)`,
    ...indexesOn(name, 'own', ['(until) where until is not null', '(import) where import is not null']),
  ];
}

/**
 * The statements that index a facts table as its definition asks, and have its correlated columns counted together: run
 * after a rebuild's COPY, or at once for an empty table.
 */
export function factsIndexes(name: string, { indexes = [], correlated = [] }: FactsTable): string[] {
  return [
    ...indexesOn(name, 'of', indexes),
    ...correlated.map(
      (columns, i) => `create statistics if not exists ${name}_with_${i + 1} (mcv) on ${columns} from ${name}`,
    ),
  ];
}

/**
 * Statements that index a table; those that are there stay, so a rebuild that was killed makes the rest.
 * Each is a column list (`profile, position`), one with what belongs behind it (`(until) where …`, `(channel) INCLUDE (profile)`), or a method (`using brin (…)`).
 */
export function indexesOn(name: string, what: string, indexes: readonly string[]): string[] {
  const bare = name.slice(name.indexOf('.') + 1);
  return indexes.map((says, i) => {
    const columns = /^(using |\()/.test(says) ? says : `(${says})`;
    return `create index if not exists ${bare}_${what}_${i + 1} on ${name} ${columns}`;
  });
}

/** The type of a column that keys sums or states: the facts' own. */
export function keyType(definition: ProjectionDefinition, of: string, key: string): string {
  const column = factColumn(key);
  return definition.facts[of]!.columns[column]?.type ?? FACT_TYPES[column as keyof typeof FACT_TYPES];
}

function valueList(values: Readonly<Record<string, SumValue>>): string[] {
  return Object.entries(values).map(
    ([value, { type, kind }]) => `${identifier(value)} ${type}${kind === 'add' ? ' not null default 0' : ''}`,
  );
}

function sumsTable(name: string, definition: ProjectionDefinition, table: SumsTable): string {
  const keys = table.per.map((key) => `${identifier(key)} ${keyType(definition, table.of, key)} not null`);
  const values = valueList(table.values);
  return `create table ${name} (${[...keys, 'n bigint not null', ...values, `primary key (${table.per.map(identifier).join(', ')})`].join(', ')}) with (fillfactor = 80)`;
}

function statesTable(name: string, definition: ProjectionDefinition, table: StatesTable): string {
  const keys = table.per.map((key) => `${identifier(key)} ${keyType(definition, table.from[0]!, key)} not null`);
  return `create table ${name} (${[
    ...keys,
    ...columnList(table.columns),
    'valid_from timestamptz',
    'valid_to timestamptz',
    'believed_from bigint not null',
    'believed_until bigint',
  ].join(', ')})`;
}

/** The statements that index a states table. */
export function statesIndexes(name: string, table: StatesTable): string[] {
  const keys = table.per.map(identifier).join(', ');
  return indexesOn(name, 'of', [
    `(${keys}) where believed_until is null`,
    `${keys}, believed_from`,
    ...(table.indexes ?? []),
  ]);
}

function currentTable(name: string, table: CurrentTable): string {
  return `create table ${name} (${identifier(table.per)} uuid primary key, ${columnList(table.columns).join(', ')}) with (fillfactor = 80)`;
}

function totalsTable(name: string, definition: ProjectionDefinition, table: TotalsTable): string {
  const { type } = definition.current[table.of]!.columns[table.per]!;
  return `create table ${name} (${[`${identifier(table.per)} ${type} primary key`, 'n bigint not null', ...valueList(table.values), 'settled boolean not null default true'].join(', ')}) with (fillfactor = 80)`;
}

/** The statements that index a totals table as its definition asks. */
export function totalsIndexes(name: string, table: TotalsTable): string[] {
  return indexesOn(name, 'of', ['(settled) where not settled', ...(table.indexes ?? [])]);
}

/** The statements that index a current table as its definition asks. */
export function currentIndexes(name: string, table: CurrentTable): string[] {
  return indexesOn(name, 'of', table.indexes ?? []);
}

/** Every table of a definition with its kind. */
export function tablesOf(
  definition: ProjectionDefinition,
): { readonly kind: 'facts' | 'sums' | 'states' | 'current' | 'totals'; readonly table: string }[] {
  return (['facts', 'sums', 'states', 'current', 'totals'] as const).flatMap((kind) =>
    Object.keys(definition[kind]).map((table) => ({ kind, table })),
  );
}

/** Statements that create a generation's tables; facts tables without key and indexes, which a rebuild adds later. */
export function createTables(definition: ProjectionDefinition, generation: number): string[] {
  const name = (table: string): string => tableName(definition.name, table, generation);
  return [
    ...Object.entries(definition.facts).map(([table, facts]) => factsTable(name(table), facts)),
    ...Object.entries(definition.sums).map(([table, sums]) => sumsTable(name(table), definition, sums)),
    ...Object.entries(definition.states).map(([table, states]) => statesTable(name(table), definition, states)),
    ...Object.entries(definition.current).map(([table, current]) => currentTable(name(table), current)),
    ...Object.entries(definition.totals).map(([table, totals]) => totalsTable(name(table), definition, totals)),
  ];
}

const MAP = /\{(members|nodes|memberships)\}/;

/** Whether a current table's SQL reads the identity map itself: then its rows may be of somebody whom no fact is of. */
export function readsMap({ sql }: CurrentTable): boolean {
  return MAP.test(sql);
}

/** Whether contacts or companies of the identity map are keys of any of its tables. */
export function readsIdentity(definition: ProjectionDefinition): boolean {
  return (
    Object.values(definition.states).some((table) => table.per.some(isMapped)) ||
    Object.values(definition.current).some((table) => isMapped(table.per) || readsMap(table))
  );
}

/** Whether anything is derived from its facts, beside its sums. */
export function derives(definition: ProjectionDefinition): boolean {
  return (
    definition.name === IDENTITY ||
    Object.keys(definition.states).length > 0 ||
    Object.keys(definition.current).length > 0
  );
}

/** A text that changes whenever the tables' shape or the definition's version does. */
export function definitionText(definition: ProjectionDefinition): string {
  return `${definition.version}\n${createTables(definition, 0).join('\n')}`;
}

/**
 * Statements that let queries see a generation: one view per table, made anew. A generation of an older definition, which
 * is gone back to, has fewer tables: `there` are the names of those it has.
 */
export function createViews(
  definition: ProjectionDefinition,
  generation: number,
  there: ReadonlySet<string>,
): string[] {
  const tables = [
    ...tablesOf(definition).map(({ table }) => table),
    ...(definition.name === IDENTITY ? ['node', 'edge', 'map', 'membership'] : []),
  ];
  return tables.flatMap((table) => {
    const view = `read.${viewName(definition.name, table)}`;
    const name = tableName(definition.name, table, generation);
    return [
      `drop view if exists ${view}`,
      ...(there.has(name) ? [`create view ${view} as select * from ${name}`] : []),
    ];
  });
}
