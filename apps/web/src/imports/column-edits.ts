import { isMap, isScalar, isSeq, YAMLMap, type Document, type Node } from 'yaml';
import { commas, identifierKinds, isMembers, openField, points, type ColumnUse } from './mapping-view.js';

/** A column, for one event of a mapping's document. */
export interface Column {
  readonly document: Document;
  readonly emit: number;
  readonly event: string;
  readonly column: string;
}

type Path = readonly (string | number)[];
type Said = Readonly<Record<string, unknown>>;

/** Takes a column for what it is said to be, and for nothing else that the form has a choice for. */
export function putUse(of: Column, before: ColumnUse | undefined, use: ColumnUse): void {
  openByName(of);
  if (before?.as === 'property' && use.as === 'property' && rewritten(of, before, use)) return;
  const kept = carried(of);
  release(of);
  displace(of, use);
  take(of, use, kept);
}

/** The properties as named members, also where the document only lists columns. */
export function openValue(document: Document, emit: number, event: string): Said {
  const held = valueAt(document, ['emits', emit, 'fields', openField(event)]);
  if (!isMembers(held)) return {};
  if (isMembers(held['object'])) return held['object'];
  const { columns } = held;
  return Array.isArray(columns) ? Object.fromEntries(columns.map((name) => [String(name), { column: name }])) : {};
}

function valueAt(document: Document, path: Path): unknown {
  const node = document.getIn(path, true);
  return node === undefined ? undefined : (node as Node).toJS(document);
}

function rootOf({ emit }: Column): Path {
  return ['emits', emit];
}

function openPath(of: Column): Path {
  return [...rootOf(of), 'fields', openField(of.event)];
}

/** Whether every column of the file is taken together: then none is taken by its name. */
function takesAll(of: Column): boolean {
  return of.document.getIn([...openPath(of), 'columns']) === 'all';
}

function mapAt(document: Document, path: Path): YAMLMap | undefined {
  const node = document.getIn(path, true);
  return isMap(node) ? node : undefined;
}

function namesOf(document: Document, path: Path): string[] {
  return mapAt(document, path)?.items.map(({ key }) => String(isScalar(key) ? key.value : key)) ?? [];
}

/** Named members, each in a line of its own, as people write them. */
export function inLines(document: Document, value: Said): YAMLMap {
  const node = new YAMLMap();
  for (const [name, member] of Object.entries(value)) node.set(name, document.createNode(member, { flow: true }));
  return node;
}

function oneLine({ document }: Column, value: unknown): Node {
  return document.createNode(value, { flow: true });
}

function openByName(of: Column): void {
  const { document, emit, event } = of;
  if (takesAll(of) || mapAt(document, [...openPath(of), 'object']) !== undefined) return;
  const listed = openValue(document, emit, event);
  if (Object.keys(listed).length > 0) setOpen(of, listed);
}

function setOpen(of: Column, value: Said): void {
  if (mapAt(of.document, [...rootOf(of), 'fields']) === undefined)
    of.document.setIn([...rootOf(of), 'fields'], of.document.createNode({}));
  of.document.setIn(openPath(of), of.document.createNode({ object: inLines(of.document, value) }));
}

/** Every place that takes the column as it is, with its path. */
function places(of: Column): Path[] {
  const { document, column } = of;
  const takes = (path: Path): boolean => mapAt(document, path)?.get('column') === column;
  const listed = [...rootOf(of), 'identifiers'];
  const identifiers = document.getIn(listed);
  const paths = [
    ...(isSeq(identifiers) ? identifiers.items : [])
      .map((_, i): Path => [...listed, i])
      .filter((path) => identifierKinds.some((kind) => kind === mapAt(document, path)?.get('kind'))),
    [...rootOf(of), 'at'],
    ...namesOf(document, [...rootOf(of), 'fields'])
      .filter((name) => name !== openField(of.event))
      .map((name): Path => [...rootOf(of), 'fields', name]),
    ...namesOf(document, [...openPath(of), 'object']).map((name): Path => [...openPath(of), 'object', name]),
  ];
  return paths.filter(takes);
}

const modifiers = ['trim', 'case', 'blank', 'map', 'otherwise', 'required'] as const;

/** What is done to the column's values besides, which another use keeps. */
function carried(of: Column): Said {
  const [first] = places(of);
  const said = first === undefined ? undefined : valueAt(of.document, first);
  if (!isMembers(said)) return {};
  return Object.fromEntries(modifiers.flatMap((name) => (said[name] === undefined ? [] : [[name, said[name]]])));
}

function release(of: Column): void {
  // From the end: taking an item out moves those behind it.
  for (const path of places(of).reverse())
    if (path.at(-1) === 'at') of.document.setIn(path, 'unknown');
    else of.document.deleteIn(path);
}

/** One column says when, and one says each field: the column that did so until now becomes a property. */
function displace(of: Column, use: ColumnUse): void {
  if (use.as !== 'time' && use.as !== 'field') return;
  const path = [...rootOf(of), ...(use.as === 'time' ? ['at'] : ['fields', use.field])];
  const column = mapAt(of.document, path)?.get('column');
  if (typeof column === 'string') property(of, column, { column });
}

function property(of: Column, name: string, value: Said): void {
  if (takesAll(of)) return;
  const path = [...openPath(of), 'object'];
  if (mapAt(of.document, path) === undefined) setOpen(of, {});
  const taken = new Set(namesOf(of.document, path));
  let free = name;
  for (let n = 2; taken.has(free); n++) free = `${name} (${n})`;
  of.document.setIn([...path, free], oneLine(of, value));
}

function take(of: Column, use: ColumnUse, kept: Said): void {
  const { document, column } = of;
  const root = rootOf(of);
  switch (use.as) {
    case 'out':
      return;
    case 'identifier':
      if (!isSeq(document.getIn([...root, 'identifiers'])))
        document.setIn([...root, 'identifiers'], document.createNode([]));
      document.addIn([...root, 'identifiers'], oneLine(of, { kind: use.kind, column, ...kept }));
      return;
    case 'time':
      document.setIn([...root, 'at'], oneLine(of, { column, ...formatSaid(use.format), ...kept }));
      return;
    case 'field': {
      const whole = use.field === 'duration' ? { number: 'whole' } : {};
      document.setIn([...root, 'fields', use.field], oneLine(of, { column, ...kept, ...whole }));
      return;
    }
    case 'property':
      property(of, use.name === '' ? column : use.name, { column, ...kept, ...valueSaid(use) });
  }
}

function formatSaid(format: string): { readonly format?: string; readonly formats?: readonly string[] } {
  const formats = format
    .split('|')
    .map((one) => one.trim())
    .filter((one) => one !== '');
  if (formats.length > 1) return { formats };
  return formats.length === 0 || formats[0] === 'iso' ? {} : { format: formats[0]! };
}

type PropertyUse = ColumnUse & { readonly as: 'property' };

function valueSaid({ value, detail }: PropertyUse): Said {
  switch (value) {
    case 'number':
      return { number: points };
    case 'number-comma':
      return { number: commas };
    case 'money':
      return { money: { currency: detail, ...points } };
    case 'money-comma':
      return { money: { currency: detail, ...commas } };
    case 'date': {
      const { format, formats } = formatSaid(detail);
      return { date: formats === undefined ? (format ?? true) : { formats } };
    }
    case 'text':
    case 'other':
  }
  return {};
}

/** Renames a property, or says how it is read, where it stands. */
function rewritten(of: Column, before: PropertyUse, use: PropertyUse): boolean {
  const map = mapAt(of.document, [...openPath(of), 'object']);
  const pair = map?.items.find(({ value }) => isMap(value) && value.get('column') === of.column);
  if (map === undefined || pair === undefined || !isScalar(pair.key) || !isMap(pair.value)) return false;
  if (use.name === '' || (use.name !== pair.key.value && map.has(use.name))) return true;
  pair.key.value = use.name;
  if (use.value === 'other' || (use.value === before.value && use.detail === before.detail)) return true;
  for (const name of ['number', 'money', 'date']) pair.value.delete(name);
  for (const [name, said] of Object.entries(valueSaid(use))) pair.value.set(name, oneLine(of, said));
  return true;
}
