import { createHash } from 'node:crypto';
import {
  by,
  canonicalJson,
  KPI_UNITS,
  type KpiDefinition,
  type KpiParameter,
  type KpiUnit,
  type OpenTable,
  type Slice,
  type Words,
} from '#kernel';
import { TEAM_WORDS } from '../../../reading/kpi-words.js';
import { projectionOf } from '../slices.js';
import { KpiDocument, type DocumentPath } from './document.js';
import { readExpression, type Expression } from './expression.js';
import { isObject, stateSlice } from './state-slice.js';
import { Unsayable } from './tokens.js';
import { workspaceRecords } from './workspace-records.js';

/** The tables figures may be about, as `projection.table`. */
export type OpenTables = ReadonlyMap<string, OpenTable>;

/** An expression of a definition, by where it stands, with the type it has to have. */
interface Placed {
  readonly path: DocumentPath;
  readonly type: string;
  readonly says: Expression;
}

/** A definition that was read, and what the database has yet to be asked about. */
export interface Defined {
  readonly kpi: KpiDefinition;
  readonly document: KpiDocument;
  readonly over: string;
  readonly expressions: readonly Placed[];
}

const KINDS = ['ratio', 'count', 'sum', 'quantile', 'curve'] as const;
const KEYS = new Set(
  'name kind unit team over centre placing placed record event contact company distinct amounts where numerator denominator value currency immature slices parameters title says'.split(
    ' ',
  ),
);
/** A name of the web's address, and of no file's. */
const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const WORD = /^[a-z][A-Za-z0-9]{0,40}$/;
/** What the period, clocks and lists of a question are called. */
const TAKEN = new Set(
  'from to by where bucket compare version currency part in cursor limit slice asOf asKnownAt minPosition'.split(' '),
);

/**
 * Reads the definition of a figure of a workspace: a document over one table that is open to analysts. Throws InvalidInput
 * (`kpi.invalid`) with the line and place of everything that is wrong.
 */
export function defineKpi(text: string, version: number, tables: OpenTables): Defined {
  const document = KpiDocument.read(text);
  const defined = new Defining(document, tables).read(version);
  document.check();
  return defined;
}

/** What a definition means: its document without the words people read, however it is laid out. */
function meaningOf({ value }: KpiDocument): string {
  const { title: _title, says: _says, team: _team, ...meaning } = value;
  return createHash('sha256').update(canonicalJson(meaning)).digest('hex');
}

class Defining {
  private readonly expressions: Placed[] = [];
  private readonly value: Readonly<Record<string, unknown>>;
  private table: OpenTable = { kind: 'facts', columns: {}, per: [] };
  private parameters: Readonly<Record<string, KpiParameter>> = {};

  constructor(
    private readonly document: KpiDocument,
    private readonly tables: OpenTables,
  ) {
    this.value = document.value;
  }

  read(version: number): Defined {
    for (const key of Object.keys(this.value))
      if (!KEYS.has(key)) this.document.wrong([key], 'is not known here', `there are ${[...KEYS].join(', ')}`);
    const name = this.text('name') ?? '';
    if (!NAME.test(name) || name.length > 50)
      this.document.wrong(['name'], 'is no name', 'give words in lower case, as large-deals-won');
    const over = this.over();
    this.parameters = this.readParameters();
    const kind = this.oneOf('kind', KINDS, 'count');
    const amounts = this.flag('amounts');
    const placing = this.oneOf('placing', ['record', 'period'] as const, 'record');
    const record = this.column('record', ['uuid']) ?? (this.isFacts ? 'event_id' : this.lacks('record'));
    const placed = this.placed(placing);
    const condition = amounts && kind === 'ratio' ? 'numeric' : 'boolean';
    if (kind === 'ratio' && this.value['denominator'] === undefined) this.lacks('denominator');
    const valued = kind === 'sum' || kind === 'quantile' || kind === 'curve';
    if (valued && this.value['value'] === undefined) this.lacks('value');
    const unit = this.oneOf<KpiUnit>('unit', KPI_UNITS, 'count');
    if (unit === 'money' && this.value['currency'] === undefined) this.lacks('currency');
    const where = this.expression(['where'], 'boolean');
    const columns = {
      num: this.expression(['numerator'], condition),
      den: this.expression(['denominator'], condition),
      value: this.expression(['value'], 'double precision'),
      currency: this.expression(['currency'], 'text'),
      immature: this.expression(['immature'], 'boolean'),
    };
    const event = this.column('event', ['uuid']) ?? (this.isFacts ? 'event_id' : undefined);
    const nodes = (['contact', 'company'] as const).flatMap((node) => {
      const column = this.column(node, ['uuid']);
      return column === undefined ? [] : [{ node, column }];
    });
    const { slices, own, needed } = this.slices(nodes.map(({ node }) => node));
    const centre =
      this.value['centre'] === undefined ? {} : { centre: this.oneOf('centre', ['median', 'mean'] as const, 'median') };
    const given = Object.entries(columns).filter(([, says]) => says !== undefined) as [string, Expression][];
    const parts = { over, table: this.table, record, placed, event, nodes, where, given, own, needed };
    const kpi: KpiDefinition = {
      name,
      version,
      restricted: true,
      frozen: meaningOf(this.document),
      kind,
      unit,
      team: this.oneOf('team', Object.keys(TEAM_WORDS), Object.keys(TEAM_WORDS)[0]!),
      placing,
      distinct: this.flag('distinct'),
      ...(amounts ? { amounts } : {}),
      ...centre,
      slices,
      parameters: this.parameters,
      title: this.words('title'),
      says: this.words('says'),
      reads: [projectionOf(over), ...(nodes.length > 0 ? ['identity'] : [])],
      gives: [
        ...given.map(([column]) => column),
        ...(placed === undefined ? [] : ['placed', 'placed_precision']),
        ...(event === undefined ? [] : ['event_id']),
        ...nodes.map(({ node }) => node),
      ],
      records: (reading) => workspaceRecords(reading, parts),
    };
    return { kpi, document: this.document, over, expressions: this.expressions };
  }

  private get isFacts(): boolean {
    return this.table.kind === 'facts';
  }

  private lacks(key: string): string {
    this.document.wrong([key], 'is missing');
    return '';
  }

  private text(key: string): string | undefined {
    const given = this.value[key];
    if (given === undefined) {
      if (key === 'name' || key === 'over') this.lacks(key);
      return undefined;
    }
    if (typeof given === 'string') return given;
    this.document.wrong([key], 'is no text');
    return undefined;
  }

  private flag(key: string): boolean {
    const given = this.value[key] ?? false;
    if (typeof given !== 'boolean') this.document.wrong([key], 'is neither true nor false');
    return given === true;
  }

  private oneOf<T extends string>(key: string, some: readonly T[], otherwise: T): T {
    const given = this.value[key];
    if (given === undefined && (key === 'placing' || key === 'centre')) return otherwise;
    if (given === undefined) this.lacks(key);
    else if (!some.includes(given as T)) this.document.wrong([key], `is none there is`, `there are ${some.join(', ')}`);
    return given as T;
  }

  private over(): string {
    const over = this.text('over') ?? '';
    const table = this.tables.get(over);
    if (table !== undefined) this.table = table;
    else this.document.wrong(['over'], `there is no table ${over}`, `there are ${[...this.tables.keys()].join(', ')}`);
    return over;
  }

  private column(key: string, types: readonly string[]): string | undefined {
    const given = this.text(key);
    if (given === undefined) return undefined;
    const type = Object.hasOwn(this.table.columns, given) ? this.table.columns[given] : undefined;
    if (type === undefined || !types.includes(type)) {
      const fit = Object.keys(this.table.columns).filter((name) => types.includes(this.table.columns[name]!));
      this.document.wrong([key], `there is no column ${given} for it`, `there are ${fit.join(', ')}`);
    }
    return given;
  }

  /** The columns that place a record: `closed` for `closed_at` and `closed_precision`. */
  private placed(placing: 'record' | 'period'): readonly [string, string | null] | undefined {
    const given = this.text('placed');
    if (placing === 'period' && given === undefined) return undefined;
    if (given === undefined) {
      if (!this.isFacts) this.lacks('placed');
      return this.isFacts ? ['occurred_at', 'precision'] : undefined;
    }
    const moments = Object.keys(this.table.columns)
      .filter((name) => name.endsWith('_at') && this.table.columns[name] === 'timestamptz')
      .map((name) => name.slice(0, -3));
    if (!moments.includes(given))
      this.document.wrong(['placed'], `there is no column ${given}_at`, `there are ${moments.join(', ')}`);
    return [`${given}_at`, Object.hasOwn(this.table.columns, `${given}_precision`) ? `${given}_precision` : null];
  }

  private expression(path: DocumentPath, type: string): Expression | undefined {
    const given = path.reduce<unknown>((in_, key) => (in_ as Readonly<Record<string, unknown>>)[key], this.value);
    if (given === undefined) return undefined;
    if (typeof given !== 'string' && typeof given !== 'number' && typeof given !== 'boolean') {
      this.document.wrong(path, 'is no expression', "give one value, as kind = 'opened'");
      return undefined;
    }
    const columns = new Set(Object.keys(this.table.columns));
    const parameters = new Map(
      Object.entries(this.parameters).map(([name, of]) => [name, of.type === 'whole' ? 'bigint' : 'text'] as const),
    );
    try {
      const says = readExpression(String(given), { columns, parameters });
      this.expressions.push({ path, type, says });
      return says;
    } catch (error) {
      if (!(error instanceof Unsayable)) throw error;
      this.document.wrong(path, error.message, error.remedy, error.offset);
      return undefined;
    }
  }

  private words(key: 'title' | 'says'): Words {
    const given = this.value[key];
    const said = (text: unknown): text is string =>
      typeof text === 'string' && text.trim() !== '' && text.length < 2_000;
    if (said(given)) return { en: given, fr: given, id: given };
    const { en, fr, id } = isObject(given) ? given : {};
    if (said(en)) return { en, fr: said(fr) ? fr : en, id: said(id) ? id : en };
    this.document.wrong([key], 'is not said', 'give a text, or one for each of en, fr and id');
    return { en: '', fr: '', id: '' };
  }

  private readParameters(): Readonly<Record<string, KpiParameter>> {
    return Object.fromEntries(
      this.entries('parameters').map(([name, given]) => {
        const path = ['parameters', name];
        if (!WORD.test(name) || TAKEN.has(name)) this.document.wrong(path, 'is no name for a parameter');
        const { type, preset = null } = isObject(given) ? given : {};
        if (type !== 'whole' && type !== 'word') this.document.wrong([...path, 'type'], 'is neither whole nor word');
        const fits = type === 'whole' ? Number.isSafeInteger(preset) : typeof preset === 'string';
        if (preset !== null && !fits) this.document.wrong([...path, 'preset'], `is no ${String(type)}`);
        return [name, { type, preset } as KpiParameter];
      }),
    );
  }

  private entries(key: string): readonly (readonly [string, unknown])[] {
    const given = this.value[key] ?? {};
    if (!isObject(given)) this.document.wrong([key], 'is no list of names and values');
    return isObject(given) ? Object.entries(given) : [];
  }

  /** Slices by an expression over the record, or by a state of its date: `{ at, on, column }`. */
  private slices(nodes: readonly string[]): {
    readonly slices: Readonly<Record<string, Slice>>;
    readonly own: readonly (readonly [string, Expression])[];
    readonly needed: ReadonlySet<string>;
  } {
    const own: (readonly [string, Expression])[] = [];
    const needed = new Set<string>();
    const { document, tables } = this;
    const within = { document, tables, columns: this.table.columns, nodes };
    const slices = this.entries('slices').map(([name, given], i): readonly [string, Slice] => {
      const path = ['slices', name];
      if (!/^[a-z][a-z0-9-]{0,40}$/.test(name)) this.document.wrong(path, 'is no name for a slice');
      if (!isObject(given)) {
        const says = this.expression(path, 'text');
        if (says !== undefined) own.push([`slice_of_${i}`, says]);
        return [name, by(`slice_of_${i}`)];
      }
      return [name, stateSlice(path, given, within, needed)];
    });
    return { slices: Object.fromEntries(slices), own, needed };
  }
}
