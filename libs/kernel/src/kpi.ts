import type { Asking, Sql } from './query.js';

/** Words in every language of the product. */
export interface Words {
  readonly en: string;
  readonly fr: string;
  readonly id: string;
}
export type WordsLanguage = keyof Words;

/**
 * How records become a figure. `ratio`: those of the numerator / those of the denominator; `count`: how many; `sum`: of
 * their values; `quantile`: median, mean and 90th percentile of their values; `curve`: survival (Kaplan-Meier) over
 * durations; `matrix`: per cohort and step, the share of the cohort; `prediction`: the mean of what a model, fitted to the
 * histories of all, expects of each of those counted.
 */
export type KpiKind = 'ratio' | 'count' | 'sum' | 'quantile' | 'curve' | 'matrix' | 'prediction';

/**
 * What histories are of, and so by which model they are predicted. `purchases`: how often a customer came back, when last
 * and how long it is since the first time, in days, and the mean of what was spent then; by BG/NBD and gamma-gamma.
 * `renewals`: how many months a subscription was renewed for, those begun where it has ended, which is a 1 after it, and
 * what the next month would bring; by the shifted beta-geometric model. Money is the last of them.
 */
export type KpiHistory = 'purchases' | 'renewals';

/** What a figure is told in. Money is in minor units of the record's currency. */
export const KPI_UNITS = ['ratio', 'count', 'money', 'seconds', 'hours', 'days', 'months'] as const;
export type KpiUnit = (typeof KPI_UNITS)[number];

/** A column of the record itself: the slice's own name, unless another one is named. */
export interface OwnSlice {
  readonly kind: 'own';
  readonly column?: string;
}

/** One look-up in a states table: which row, by its whole key, and which of its columns. */
export interface SliceStep {
  /** `projection.table`. */
  readonly over: string;
  /** Key column → column of the record (`contact`, `company` and `record` among them), or a fixed word. Empty after the first step. */
  readonly on: Readonly<Record<string, string | { readonly is: string }>>;
  /** The key column met by what the step before found; only after the first step. */
  readonly key?: string;
  readonly column: string;
}

/** A state read at the date of the record, as known: reassigning later moves no figure of before. `x@current` reads it now. */
export interface StateSlice {
  readonly kind: 'state';
  readonly steps: readonly SliceStep[];
  /** Goes on from what was found: its state of another table, at the same date. */
  readonly to: (over: string, key: string, column: string) => StateSlice;
}
export type Slice = OwnSlice | StateSlice;

/** A slice by the column of its own name. */
export const own: OwnSlice = { kind: 'own' };

/** A slice by a column of another name, or an SQL expression over the record's columns. */
export function by(column: string): OwnSlice {
  return { kind: 'own', column };
}

/** A slice by a state valid at the record's date: `at('deals.owner', { deal: 'record' }, 'person').to('teams.member', 'person', 'team')`. */
export function at(over: string, on: SliceStep['on'], column: string): StateSlice {
  return stateSlice([{ over, on, column }]);
}

function stateSlice(steps: readonly SliceStep[]): StateSlice {
  return {
    kind: 'state',
    steps,
    to: (over, key, column) => stateSlice([...steps, { over, on: {}, key, column }]),
  };
}

/** What somebody may choose about a figure, and what holds where they do not. */
export interface KpiParameter {
  readonly type: 'whole' | 'word';
  readonly preset: number | string | null;
  /** The most a whole number may be; 100,000 without it. */
  readonly most?: number;
  /** The words there are; any without it. */
  readonly among?: readonly string[];
}

/** What SQL of records may use: both clocks, the period, and what was chosen. */
export interface KpiReading extends Pick<Asking, 'asOf' | 'knownAt' | 'zone' | 'now'> {
  /** The instant the figure is read at: as of, or now; `closing` where the figure is about periods. */
  readonly at: Sql;
  /** The period's ends; `-infinity`, and as of or now, where they are open. Only for figures about periods. */
  readonly from: Sql;
  readonly to: Sql;
  /**
   * SQL that is true for moments that the period holds, and for those nobody knows. For figures of records that are placed by
   * a moment of their own: others are not counted, whatever is told of them. Where the records come straight from a table,
   * that is left out of the search by itself; said here, it is before others are joined, sorted or looked through as well.
   */
  readonly asked: (moment: Sql, precision: Sql) => Sql;
  /**
   * The moments at which states are read for what a period began with and ended with: right before it begins and before
   * it ends, so that what happens at midnight is part of one day alone; as of, or now, where that is earlier.
   */
  readonly opening: Sql;
  readonly closing: Sql;
  readonly parameter: (name: string) => number | string | null;
}

/** What every figure says besides its records. */
interface KpiSays {
  readonly kind: KpiKind;
  readonly unit: KpiUnit;
  /** Whose figure it is: where it stands in the catalogue. */
  readonly team: string;
  /** For quantiles: which of the two is its value; the other one is told beside. The median unless said. */
  readonly centre?: 'median' | 'mean';
  /**
   * What puts a record into a period. `record`: its own moment. `period`: nothing, its SQL is asked for each period (or
   * each bucket of one), as for what is active at its beginning or waits at its end. `record` unless said.
   */
  readonly placing?: 'record' | 'period';
  /** A record may have several rows: it counts once. */
  readonly distinct?: boolean;
  /** For predictions: what the histories of its records are of. They have the parameters `months` and `discount` (percent a year). */
  readonly predicts?: KpiHistory;
  /** For ratios: numerator and denominator are numbers to be summed, not conditions. */
  readonly amounts?: boolean;
  readonly slices: Readonly<Record<string, Slice>>;
  /**
   * For ratios: a slice whose values are told apart. Asked by it, rows have the interval of their share, and the answer says
   * which value is the best, where every one has as many records as the parameter `sample` asks for.
   */
  readonly compares?: { readonly slice: string; readonly sample: string };
  readonly parameters?: Readonly<Record<string, KpiParameter>>;
  /** Written down in a workspace, not here: what it reads is free of personal fields, and it reads it as whoever may read nothing else. */
  readonly restricted?: true;
  /** The hash it was frozen by, where that is not of what it says here. */
  readonly frozen?: string;
  readonly title: Words;
  /** The definition in a sentence: what is counted, which date places it, what is left out. */
  readonly says: Words;
}

/** Records in a sentence over one facts table (`over`) or one states table (`states`), as `projection.table`. */
export interface KpiSentence {
  /** A facts table: what was believed, and had happened. */
  readonly over?: string;
  /** A states table: what was believed, and valid at the moment it is read at. */
  readonly states?: string;
  /** The moment that places a record: `closed` for the columns `closed_at` and `closed_precision`. When it occurred, for facts, unless said. */
  readonly placed?: string;
  /** The column of what is counted; `contact` and `company` go through the identity map. The event, for facts, unless said. */
  readonly record?: string;
  /** The column with the event to open. */
  readonly event?: string;
  /** The column with a node of the contact, of the company it is about. */
  readonly contact?: string;
  readonly company?: string;
  /** SQL over the table's columns: which rows at all; true of those counted above, below; a number; its currency; too young to tell. */
  readonly where?: string;
  readonly numerator?: string;
  readonly denominator?: string;
  readonly value?: string;
  readonly currency?: string;
  readonly immature?: string;
}

/** Records by SQL of their own: see `KPI_COLUMNS`. */
export interface KpiRecords {
  /** Read models that the SQL asks. */
  readonly reads: readonly string[];
  /** Columns its SQL gives besides `record`: those of `KPI_COLUMNS`, and what its slices name. */
  readonly gives: readonly string[];
  readonly records: (reading: KpiReading) => Sql;
}

/**
 * The columns a record may have, with their types: `record` (what is counted), `placed` with `placed_precision`
 * (`instant`, `day` or `none`), `num` and `den` (conditions, or numbers with `amounts`), `value`, `currency`, `event_id`
 * (what to open), `contact` and `company` (as the identity map knows them), `cohort` and `step` (for matrices), `history`
 * (for predictions, as `KpiHistory` says), `immature`.
 */
export const KPI_COLUMNS = {
  placed: 'timestamptz',
  placed_precision: 'text',
  num: 'boolean',
  den: 'boolean',
  value: 'double precision',
  currency: 'text',
  event_id: 'uuid',
  contact: 'uuid',
  company: 'uuid',
  cohort: 'text',
  step: 'integer',
  history: 'double precision[]',
  immature: 'boolean',
} as const;

/** A figure is a set of records. From them the engine makes periods, buckets, slices, both clocks, and the drill. */
export type KpiDefinition = KpiSays & {
  readonly name: string;
  readonly version: number;
} & (KpiSentence | KpiRecords);

/** Whether its records are SQL of its own. */
export function hasOwnSql(definition: KpiDefinition): definition is KpiDefinition & KpiRecords {
  return 'records' in definition;
}

/** Declares a figure. Throws where the definition lacks what its kind needs. */
export function kpi(name: string, version: number, says: KpiSays & (KpiSentence | KpiRecords)): KpiDefinition {
  const definition: KpiDefinition = { name, version, ...says };
  const { compares } = definition;
  if (compares !== undefined) {
    const { slices, parameters = {}, kind, amounts } = definition;
    if (kind !== 'ratio' || amounts === true) throw new Error(`kpi ${name}: only shares of records are compared`);
    if (!Object.hasOwn(slices, compares.slice) || parameters[compares.sample]?.type !== 'whole')
      throw new Error(`kpi ${name}: lacks the slice it compares, or how many records that takes`);
  }
  const { predicts, parameters = {} } = definition;
  if ((definition.kind === 'prediction') !== (predicts !== undefined))
    throw new Error(`kpi ${name}: a prediction says of what, and nothing else does`);
  if (predicts !== undefined && ['months', 'discount'].some((each) => parameters[each]?.type !== 'whole'))
    throw new Error(`kpi ${name}: lacks how far it looks ahead (months), or what is waited for is worth (discount)`);
  if (!hasOwnSql(definition)) {
    const { over, states, kind } = definition;
    const lacks = (what: string): never => {
      throw new Error(`kpi ${name}: a ${kind} needs ${what}`);
    };
    if ((over === undefined) === (states === undefined)) lacks('either facts (over) or states');
    if (kind === 'ratio' && definition.denominator === undefined) lacks('a denominator');
    if ((kind === 'sum' || kind === 'quantile' || kind === 'curve') && definition.value === undefined) lacks('a value');
    if (kind === 'matrix' || kind === 'prediction') lacks('SQL of its own');
    if (states !== undefined && definition.record === undefined) lacks('to say which record a state is about');
    if (states !== undefined && definition.placing !== 'period' && definition.placed === undefined)
      lacks('a moment that places its states');
  }
  return definition;
}
