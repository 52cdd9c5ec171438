import { parseDocument } from 'yaml';

/** The kinds of identifiers, the strongest first. */
export const identifierKinds = ['user', 'email', 'phone', 'external', 'anonymous'] as const;
export type IdentifierKind = (typeof identifierKinds)[number];

/** How a value is read. `other`: in a way that only the document says. */
export const valueKinds = ['text', 'number', 'number-comma', 'money', 'money-comma', 'date', 'other'] as const;
export type ValueKind = (typeof valueKinds)[number];

/** What a column is used for, as far as one choice can say it. */
export type ColumnUse =
  | { readonly as: 'out' }
  | { readonly as: 'identifier'; readonly kind: IdentifierKind }
  /** When it happened. Several ways of writing it are parted by `|`. */
  | { readonly as: 'time'; readonly format: string }
  /** A field of the event itself. */
  | { readonly as: 'field'; readonly field: string }
  /** One of a touch's properties, or a field of a contact. `detail` is the currency of money, and how a date is written. */
  | { readonly as: 'property'; readonly name: string; readonly value: ValueKind; readonly detail: string };

/** Events whose columns can be chosen in the form; others are written in the document. */
export const formEvents = ['touchpoint-recorded', 'contact-described'] as const;
export type FormEvent = (typeof formEvents)[number];

/** The member of an event's fields that holds whatever the source calls it. */
export function openField(event: string): 'properties' | 'traits' {
  return event === 'contact-described' ? 'traits' : 'properties';
}

/** One event of a row, as the form shows it. */
export interface EmitView {
  readonly name: string;
  readonly event: string;
  /** What is the same for every row; missing where a column says it, or nothing does. */
  readonly channel: string | undefined;
  readonly kind: string | undefined;
  /** What each column is used for first. */
  readonly uses: ReadonlyMap<string, ColumnUse>;
  /** Whether every column is kept under its name, whatever else it is used for. */
  readonly all: boolean;
  /** Columns that are used once more, or in a way the form has no choice for. */
  readonly more: ReadonlySet<string>;
}

/** A mapping's document, as the form shows it. */
export interface MappingView {
  readonly name: string;
  readonly source: string;
  readonly delimiter: string;
  readonly encoding: string;
  readonly zone: string;
  /** The files that rows are looked up in. */
  readonly lookups: readonly { readonly name: string; readonly file: string }[];
  readonly emits: readonly EmitView[];
}

type Members = Readonly<Record<string, unknown>>;

/** Whether a value has named members. */
export function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const members = (value: unknown): Members => (isMembers(value) ? value : {});
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as readonly unknown[]) : []);
const text = (value: unknown, otherwise = ''): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : otherwise;

/** Reads a document for the form; null where it is no YAML, or not the shape of a mapping at all. */
export function viewOf(document: string): MappingView | null {
  const top = valueOf(document);
  if (!isMembers(top)) return null;
  const file = members(top['file']);
  const delimiter = text(file['delimiter'], ',');
  return {
    name: text(top['name']),
    source: text(top['source']),
    delimiter: delimiter === 'tab' || delimiter === '\\t' ? '\t' : delimiter,
    encoding: text(file['encoding'], 'utf-8'),
    zone: text(file['zone'], 'UTC'),
    lookups: Object.entries(members(top['lookups'])).flatMap(([name, lookup]) => {
      const path = text(members(lookup)['file']);
      return path === '' ? [] : [{ name, file: path }];
    }),
    emits: list(top['emits']).map((emit) => emitView(members(emit))),
  };
}

function valueOf(document: string): unknown {
  const parsed = parseDocument(document);
  if (parsed.errors.length > 0) return null;
  try {
    return parsed.toJS({ maxAliasCount: 100 }) as unknown;
  } catch {
    return null;
  }
}

function emitView(emit: Members): EmitView {
  const event = text(emit['event']);
  const fields = members(emit['fields']);
  const uses = new Map<string, ColumnUse>();
  const more = new Set<string>();
  const note = (column: string, use: ColumnUse): void => {
    if (uses.has(column)) more.add(column);
    else uses.set(column, use);
  };
  const otherwise = (value: unknown): void => columnsWithin(value).forEach((column) => more.add(column));
  for (const identifier of list(emit['identifiers'])) {
    const { kind, column } = members(identifier);
    const known = identifierKinds.find((one) => one === kind);
    if (typeof column === 'string' && known !== undefined) note(column, { as: 'identifier', kind: known });
    else otherwise(identifier);
  }
  const at = members(emit['at']);
  if (typeof at['column'] === 'string') note(at['column'], { as: 'time', format: formatOf(at) });
  else otherwise(at);
  const open = openField(event);
  for (const [field, value] of Object.entries(fields)) {
    if (field === open) continue;
    const { column } = members(value);
    if (typeof column === 'string') note(column, { as: 'field', field });
    else otherwise(value);
  }
  const held = members(fields[open]);
  for (const name of list(held['columns']))
    if (typeof name === 'string') note(name, { as: 'property', name, value: 'text', detail: '' });
  for (const [name, value] of Object.entries(members(held['object']))) {
    const said = members(value);
    if (typeof said['column'] === 'string') note(said['column'], { as: 'property', name, ...valueKindOf(said) });
    else otherwise(value);
  }
  otherwise(emit['when']);
  otherwise(emit['id']);
  const constant = (name: string): string | undefined => (typeof fields[name] === 'string' ? fields[name] : undefined);
  return {
    name: text(emit['name'], event),
    event,
    channel: constant('channel'),
    kind: constant('kind'),
    uses,
    all: held['columns'] === 'all',
    more,
  };
}

function formatOf(at: Members): string {
  const stated = at['formats'] ?? at['format'] ?? 'iso';
  return Array.isArray(stated) ? stated.map((one) => text(one)).join(' | ') : text(stated, 'iso');
}

function valueKindOf(said: Members): { readonly value: ValueKind; readonly detail: string } {
  const { number, money, date } = said;
  if (date === true) return { value: 'date', detail: 'iso' };
  if (typeof date === 'string') return { value: 'date', detail: date };
  if (isMembers(date)) return { value: 'date', detail: formatOf(date) };
  if (number === true) return { value: 'number', detail: '' };
  if (isMembers(number) && same(number, points)) return { value: 'number', detail: '' };
  if (isMembers(number) && same(number, commas)) return { value: 'number-comma', detail: '' };
  if (typeof money === 'string') return { value: 'money', detail: money };
  if (isMembers(money) && typeof money['currency'] === 'string') {
    const { currency: detail, ...rest } = money;
    if (Object.keys(rest).length === 0 || same(rest, points)) return { value: 'money', detail };
    if (same(rest, commas)) return { value: 'money-comma', detail };
  }
  return { value: number === undefined && money === undefined ? 'text' : 'other', detail: '' };
}

/** How numbers are written where the point parts the decimals: 1,234.56. */
export const points = { group: ',' } as const;
/** How numbers are written where the comma parts the decimals: 1.234,56. */
export const commas = { decimal: ',', group: '.' } as const;

function same(value: Members, other: Members): boolean {
  const names = Object.keys(value);
  return names.length === Object.keys(other).length && names.every((name) => value[name] === other[name]);
}

function columnsWithin(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(columnsWithin);
  if (!isMembers(value)) return [];
  return Object.entries(value).flatMap(([name, part]) =>
    name === 'column' && typeof part === 'string' ? [part] : columnsWithin(part),
  );
}
