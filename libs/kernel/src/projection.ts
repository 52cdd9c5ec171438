import type { EventView } from './event-view.js';
import type { AboutOf, AnyEventDefinition, PayloadOf, Personal } from './event.js';
import type { SealedFields } from './sealed-fields.js';
import type { Category, Json } from './shape.js';

/** The PostgreSQL types a read model's columns may have. */
export type ColumnType =
  'uuid' | 'uuid[]' | 'text' | 'integer' | 'bigint' | 'double precision' | 'boolean' | 'timestamptz' | 'date' | 'json';

/** A column: its type and, if it holds personal values, their category. Personal values go into no other column. */
export interface Column<T> {
  readonly type: ColumnType;
  readonly personal?: Category;
  /** Nobody’s personal value, and no analyst’s business either: it is left out of the views they read. */
  readonly withheld?: true;
  readonly value?: T;
}

const column = <T>(type: ColumnType): Column<T> => ({ type });

/** A node, contact, event: any computed id. */
export const uuid = column<string>('uuid');
export const uuids = column<readonly string[]>('uuid[]');
export const label = column<string>('text');
export const whole = column<number>('integer');
/** Whole numbers beyond 32 bits; money in minor units. */
export const big = column<number>('bigint');
export const real = column<number>('double precision');
export const bool = column<boolean>('boolean');
/** Epoch milliseconds in definitions, timestamptz in tables. */
export const moment = column<number>('timestamptz');
export const date = column<string>('date');
export const document = column<Json>('json');

/** A text by which somebody proves who they are, such as the hash of a key. */
export const credential: Column<string> = { type: 'text', withheld: true };

/** A column of personal values of one category, as text or JSON. */
export function personalText(category: Category): Column<Personal<string>> & { readonly personal: Category } {
  return { type: 'text', personal: category };
}
export function personalDocument(category: Category): Column<Personal<unknown>> & { readonly personal: Category } {
  return { type: 'json', personal: category };
}

/** A column of one category's fields as the event seals them: personal, but unreadable without the subject's key. */
export function sealed(category: Category): SealedColumn {
  return { type: 'text', personal: category, sealed: true };
}

/** See `sealed`. The same fields of another event are other bytes: each is sealed with a salt of its own. */
export type SealedColumn = Column<SealedFields> & { readonly personal: Category; readonly sealed: true };

export type Columns = Readonly<Record<string, Column<unknown>>>;

/** A row as a definition says it: every column may be null or left out. */
export type Row<C extends Columns> = { readonly [K in keyof C]?: (C[K] extends Column<infer T> ? T : never) | null };

/** What one type of event says into a facts table. */
export interface Says<C extends Columns> {
  readonly definition: AnyEventDefinition;
  readonly rows: (event: EventView) => Row<C> | readonly Row<C>[] | null;
}

/**
 * What an event of a kind says into a facts table: one row, several, or none. Pure. The columns are the table's, never
 * guessed from the rows: so a personal value does not fit a column that is not personal, nor any value one of another type.
 */
export function when<D extends AnyEventDefinition, C extends Columns>(
  definition: D,
  rows: (event: EventView<PayloadOf<D>, AboutOf<D>>) => Row<NoInfer<C>> | readonly Row<NoInfer<C>>[] | null,
): Says<C> {
  return { definition, rows: rows as Says<C>['rows'] };
}

/**
 * Facts: event → rows, insert-only. The engine adds `position` (believed from), `n` (row of the event), `until`
 * (believed until, null while believed), `event_id`, `occurred_at`, `precision`, `recorded_at`, `import`.
 */
export interface FactsTable<C extends Columns = Columns> {
  readonly columns: C;
  readonly on: readonly Says<C>[];
  /** Indexes as column lists, in SQL (`profile, occurred_at desc`), or a whole clause (`using brin (occurred_at)`). */
  readonly indexes?: readonly string[];
  /**
   * Columns that say much of each other, as lists (`channel, kind`): the planner counts what is common of all of a list
   * together. By itself it would take one for as likely beside any other, and expect a tenth of the rows there are.
   */
  readonly correlated?: readonly string[];
}

/** Declares a facts table. */
export function facts<const C extends Columns>(
  columns: C,
  on: readonly Says<NoInfer<C>>[],
  indexes: readonly string[] = [],
  correlated: readonly string[] = [],
): FactsTable<C> {
  return { columns, on, indexes, correlated };
}

/** A value of a sums table: an additive SQL aggregate over believed fact rows, or an extreme, which is read again from the facts when one is taken back. */
export type SumValue =
  | { readonly kind: 'add'; readonly type: ColumnType; readonly sql: string }
  | { readonly kind: 'first' | 'last'; readonly type: ColumnType; readonly column: string };

/** How many facts (of those where `condition`, SQL over the fact's columns, holds). */
export function count(condition?: string): SumValue {
  return {
    kind: 'add',
    type: 'bigint',
    sql: condition === undefined ? 'count(*)' : `count(*) filter (where ${condition})`,
  };
}
/** The sum of a whole-number column. */
export function total(columnName: string): SumValue {
  return { kind: 'add', type: 'bigint', sql: `coalesce(sum(${columnName}), 0)` };
}
/** The smallest, largest value of a column among believed facts. */
export function first(columnName: string, type: ColumnType = 'timestamptz'): SumValue {
  return { kind: 'first', type, column: columnName };
}
export function last(columnName: string, type: ColumnType = 'timestamptz'): SumValue {
  return { kind: 'last', type, column: columnName };
}

/** Sums over a facts table, for *now* only, keyed by some of its columns (usually the profile). The engine adds `n`, the believed facts of the key. */
export interface SumsTable {
  readonly of: string;
  readonly per: readonly string[];
  readonly values: Readonly<Record<string, SumValue>>;
}

/** A fact as a derivation sees it: the row's columns plus what the engine knows. */
export type Fact = Readonly<Record<string, unknown>> & {
  readonly position: number;
  readonly n: number;
  readonly event_id: string;
  /** Epoch milliseconds, null when nobody knows when. */
  readonly occurred_at: number | null;
  /** The facts table it comes from. */
  readonly table: string;
};

/**
 * The settings that were in force when a fact was recorded: the rows of the states' settings tables that were believed
 * at its position, in position order.
 */
export type Settings = (fact: Fact) => readonly Fact[];

/** A derived row and the interval in which it was valid: half-open, epoch milliseconds, null is unbounded. */
export interface Valid {
  readonly from: number | null;
  readonly to: number | null;
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * States: key → rows derived by a pure function from the facts that matter for that key. The engine keeps them as
 * rectangles valid × believed: it adds `valid_from`, `valid_to`, `believed_from`, `believed_until`.
 * A key column named `contact` or `company` is read through the identity map from the facts' `profile` column; so is
 * `party`, of states by the earliest fact: the contact or company a profile belongs to, or itself where the map knows none.
 */
export interface StatesTable<C extends Columns = Columns> {
  readonly per: readonly string[];
  /** Facts tables of the same projection. */
  readonly from: readonly string[];
  readonly columns: C;
  /** Further indexes, as of facts. */
  readonly indexes?: readonly string[];
  /**
   * Facts tables of the same projection that hold configuration: few rows, of no key. `derive` asks which of them were in
   * force for a fact. A row counts for what is recorded while it is believed: setting something anew, or taking it back,
   * derives no key again.
   */
  readonly settings?: readonly string[];
  /** From the believed facts of one key, in position order, to its valid rows (not overlapping). Pure. */
  readonly derive: (facts: readonly Fact[], settings: Settings) => readonly Valid[];
  /** For states of one key column whose keys get ever more facts, of which ever fewer matter; none of these may be personal. */
  readonly condensing?: Condensing;
  /** `derive` answers by the earliest fact alone, as `earliest` declares: the others are not asked for. */
  readonly byEarliest?: true;
}

/** Facts of one key, all believed, without those that change nothing beside the others. */
export interface Condensed<F extends Fact = Fact, L = unknown> {
  readonly kept: readonly F[];
  /** What there is to know of those left out, now and before. */
  readonly left: L;
}

/**
 * Tells which believed facts of a key `derive` answers the same without, so that a key of a hundred thousand facts costs
 * what its few that matter do. What is left out comes back, all of it, once one of the key's facts is not believed any
 * more, or one comes that is not admitted. Pure.
 */
export interface Condensing<L = unknown> {
  /** Facts in position order, from which `before` was left out earlier; null where all of them matter. */
  condense<F extends Fact>(facts: readonly F[], settings: Settings, before: L | null): Condensed<F, L> | null;
  /** Whether what was left out changes nothing beside one more fact, whenever it happened. */
  admits(left: L, fact: Fact, settings: Settings): boolean;
}

/** Whether a key is read through the identity map: contacts and companies are, each from nodes of its own kind, and parties. */
export function isMapped(key: string): key is 'contact' | 'company' | 'party' {
  return key === 'contact' || key === 'company' || key === 'party';
}

/** The facts' column that holds what a key is of. */
export function factColumn(key: string): string {
  return isMapped(key) ? 'profile' : key;
}

/** Declares a states table. */
export function states<const C extends Columns>(says: StatesTable<C>): StatesTable<C> {
  return says;
}

/**
 * The order of facts by when they happened, those of no date last. Ties go by the event's id: what is recorded anew, in
 * whatever order, has the same first one.
 */
export function byTime(
  a: Pick<Fact, 'occurred_at' | 'event_id' | 'n'>,
  b: Pick<Fact, 'occurred_at' | 'event_id' | 'n'>,
): number {
  if (a.occurred_at !== b.occurred_at) return (a.occurred_at ?? Infinity) - (b.occurred_at ?? Infinity);
  return a.event_id === b.event_id ? a.n - b.n : a.event_id < b.event_id ? -1 : 1;
}

/**
 * Declares states of one row a key: its earliest fact, valid from when that happened. `columns` are the facts' own, by their
 * names, and `event_id`, which tells facts apart and has to be there. A fact that is no earlier than what is believed to
 * be the earliest of its key derives nothing. Keys are columns of the facts, too, and `precision`, but not the first.
 */
export function earliest<const C extends Columns>(says: {
  readonly per: readonly string[];
  /** A facts table of the same projection. */
  readonly of: string;
  readonly columns: C;
  readonly indexes?: readonly string[];
}): StatesTable<C> {
  const { per, of, columns, indexes = [] } = says;
  const names = Object.keys(columns);
  return {
    per,
    from: [of],
    columns,
    indexes,
    byEarliest: true,
    derive: (facts) => {
      const first = facts.reduce((before, fact) => (byTime(fact, before) < 0 ? fact : before));
      return [
        { from: first.occurred_at, to: null, values: Object.fromEntries(names.map((name) => [name, first[name]])) },
      ];
    },
  };
}

type Placed = Pick<Fact, 'occurred_at' | 'position' | 'n'>;

/** The order of facts as time went: undated first, then by when they happened; ties by position. */
export function asTimeWent(a: Placed, b: Placed): number {
  return (a.occurred_at ?? -Infinity) - (b.occurred_at ?? -Infinity) || a.position - b.position || a.n - b.n;
}

type Values = Readonly<Record<string, unknown>>;

/** Whether two rows say the same; what is undefined is not said. Null says nothing. */
export function sameValues(some: Values | null, others: Values | null): boolean {
  if (some === others) return true;
  if (some === null || others === null) return false;
  for (const name in some) if (!sameValue(some[name], others[name])) return false;
  for (const name in others) if (others[name] !== undefined && some[name] === undefined) return false;
  return true;
}

function sameValue(one: unknown, other: unknown): boolean {
  return (
    one === other ||
    (typeof one === 'object' && typeof other === 'object' && JSON.stringify(one) === JSON.stringify(other))
  );
}

/** In time order (undated first), each fact valid until the next one: what most states are. Ties go by position; equal neighbours are joined. */
export function spans<F extends Placed = Fact>(believed: readonly F[], values: (fact: F) => Values | null): Valid[] {
  const ordered = [...believed].sort(asTimeWent);
  const rows: { from: number | null; to: number | null; values: Values }[] = [];
  for (const fact of ordered) {
    const said = values(fact);
    const open = rows.at(-1);
    if (open !== undefined && open.to === null && sameValues(open.values, said)) continue;
    if (open !== undefined && open.to === null) {
      if (open.from === fact.occurred_at) rows.pop();
      else open.to = fact.occurred_at;
    }
    if (said !== null) {
      const before = rows.at(-1);
      if (before !== undefined && before.to === fact.occurred_at && sameValues(before.values, said)) before.to = null;
      else rows.push({ from: fact.occurred_at, to: null, values: said });
    }
  }
  return rows;
}

/**
 * The current row of an entity, for lists: recomputed for the keys a batch touched. `sql` selects the key and the
 * columns for the keys in `$1` (uuid[]); `{name}` stands for a table of the projection, `{members}` for the identity
 * map of now (columns `contact`, which for companies' nodes is the company, and `profile`), `{nodes}` for its nodes
 * (`node`, `kind`, `namespace`, `value`), `{memberships}` for which companies' nodes people's nodes are seen
 * with now (`node`, `company`, `since`, a position).
 */
export interface CurrentTable<C extends Columns = Columns> {
  /** The key column: `contact`, `company`, or a column of the facts. */
  readonly per: string;
  readonly columns: C;
  readonly indexes?: readonly string[];
  readonly sql: string;
}

/**
 * Sums over a current table, for *now*, keyed by one of its columns; rows without it count nowhere. Kept by what changes:
 * a row that is recomputed costs the same however many have its key. The engine adds `n`, the rows of the key.
 */
export interface TotalsTable {
  readonly of: string;
  readonly per: string;
  readonly values: Readonly<Record<string, SumValue>>;
  readonly indexes?: readonly string[];
}

/** A read model: its tables by kind. The engine batches, writes once, closes what is taken back, derives again, rebuilds. */
export interface ProjectionDefinition {
  readonly name: string;
  /** Raised whenever a rebuild is needed for what changed. */
  readonly version: number;
  readonly facts: Readonly<Record<string, FactsTable>>;
  readonly sums: Readonly<Record<string, SumsTable>>;
  readonly states: Readonly<Record<string, StatesTable>>;
  readonly current: Readonly<Record<string, CurrentTable>>;
  readonly totals: Readonly<Record<string, TotalsTable>>;
}

/** Throws for states by the earliest fact of a table that cannot be kept as they are declared. */
function checkEarliest(what: string, { per, columns }: StatesTable, from: string, facts: Columns): void {
  for (const [i, key] of per.entries())
    if (isMapped(key) && (key !== 'party' || i > 0))
      throw new Error(`${what}: the earliest of ${from} cannot be per ${key}: per party first, or per columns alone`);
  if (!('event_id' in columns)) throw new Error(`${what} are by the earliest of ${from}, and do not keep its event_id`);
  for (const [column, { type, personal }] of Object.entries(columns)) {
    const own = { event_id: uuid, ...facts }[column];
    if (own?.type !== type || own.personal !== personal)
      throw new Error(`${what} keep ${column}, which ${from} has not, or not like that`);
  }
}

/** Declares a projection. Throws when tables name what is not there. */
export function projection(
  name: string,
  version: number,
  says: {
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- variance: tables of any columns
    readonly facts: Readonly<Record<string, FactsTable<any>>>;
    readonly sums?: Readonly<Record<string, SumsTable>>;
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- variance
    readonly states?: Readonly<Record<string, StatesTable<any>>>;
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- variance
    readonly current?: Readonly<Record<string, CurrentTable<any>>>;
    readonly totals?: Readonly<Record<string, TotalsTable>>;
  },
): ProjectionDefinition {
  const { facts: tables, sums = {}, states: derived = {}, current = {}, totals = {} } = says;
  for (const [table, { columns, correlated = [] }] of Object.entries(tables))
    for (const column of correlated.flatMap((list) => list.split(', ')))
      if (!(column in columns))
        throw new Error(`projection ${name}: ${column} of ${table} is correlated, but no column there`);
  for (const [table, sum] of Object.entries(sums)) {
    const of = tables[sum.of];
    if (of === undefined)
      throw new Error(`projection ${name}: sums ${table} are of ${sum.of}, which is no facts table here`);
    for (const key of sum.per)
      if (!(key in of.columns))
        throw new Error(`projection ${name}: sums ${table} are per ${key}, which ${sum.of} has not`);
  }
  for (const [table, state] of Object.entries(derived)) {
    for (const from of state.settings ?? [])
      if (tables[from] === undefined)
        throw new Error(`projection ${name}: states ${table} have settings ${from}, which is no facts table here`);
    for (const from of state.from) {
      const facts = tables[from];
      if (facts === undefined)
        throw new Error(`projection ${name}: states ${table} are from ${from}, which is no facts table here`);
      for (const key of state.per) {
        const column = factColumn(key);
        if (!(column in facts.columns) && !(column === 'precision' && key !== state.per[0]))
          throw new Error(`projection ${name}: states ${table} are per ${key}, but ${from} has no column ${column}`);
      }
      if (state.per.includes('party') && !state.byEarliest)
        throw new Error(`projection ${name}: states ${table} are per party, but not by the earliest fact`);
      if (state.byEarliest) checkEarliest(`projection ${name}: states ${table}`, state, from, facts.columns);
    }
  }
  for (const [table, { of, per }] of Object.entries(totals))
    if (current[of]?.columns[per] === undefined)
      throw new Error(
        `projection ${name}: totals ${table} are of ${of} per ${per}, which is no column of a current table here`,
      );
  return { name, version, facts: tables, sums, states: derived, current, totals };
}

/** How the read models are named in queries: a view per live table, `{projection}_{table}`, hyphens as underscores. */
export function viewName(projectionName: string, table: string): string {
  return `${projectionName}_${table}`
    .replaceAll('-', '_')
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

/** The schema analysts read: read models without what is personal in them, and figures by record. */
export const FIGURES_SCHEMA = 'figures';

/** The role that may read that schema and nothing else; people and programs are granted it. */
export const READER_ROLE = 'throughline_reader';

/** A table as analysts read it: its columns that are open to them, with their types. States have the key they are per. */
export interface OpenTable {
  readonly kind: 'facts' | 'states';
  readonly columns: Readonly<Record<string, string>>;
  readonly per: readonly string[];
}
