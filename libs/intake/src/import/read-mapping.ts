import { RE2JS } from 're2js';
import { IDENTIFIER_KINDS, type AnyEventDefinition, type EventCatalogue } from '#kernel';
import { isOfCompanies } from '../engine/identify/companies.js';
import { isPhoneRegion } from '../engine/identify/phone-number.js';
import type { Checking } from './checking.js';
import { isObject } from './checking.js';
import { encodingExists } from './decoding.js';
import type { Condition, Emit, FileFormat, ImportMapping, Lookup, MomentFormat, Path } from './mapping.js';
import { isZone } from './moments.js';
import { readExpression, readMoment, type Known } from './read-expression.js';

const TOP = ['name', 'source', 'file', 'lookups', 'emits'];
const FILE = ['delimiter', 'quote', 'encoding', 'header', 'columns', 'zone', 'region', 'blank'];
const EMIT = ['name', 'event', 'when', 'at', 'identifiers', 'fields', 'id'];
const AT_ONLY: ReadonlySet<string> = new Set(['formats', 'format', 'zone', 'precision', 'missing']);
const CONDITIONS = ['present', 'blank', 'equals', 'in', 'matches'];

/** Reads a document's value as a mapping; what does not fit is noted in `checking`, and the result means nothing then. */
export function readMapping(
  value: unknown,
  checking: Checking,
  catalogue: EventCatalogue,
): Omit<ImportMapping, 'document' | 'placeOf'> {
  const top = checking.object(value, [], TOP);
  const name = word(checking.text(top['name'], ['name']), ['name'], checking);
  const source = word(checking.text(top['source'], ['source']), ['source'], checking);
  const file = readFile(top['file'] ?? {}, checking);
  const lookups: Record<string, Lookup> = {};
  const said = checking.anyObject(top['lookups'] ?? {}, ['lookups']);
  for (const lookup in said) lookups[lookup] = readLookup(said[lookup], ['lookups', lookup], checking);
  const known: Known = { zone: file.zone, lookups, checking };
  const emits = checking.list(top['emits'], ['emits']).map((emit, i) => readEmit(emit, ['emits', i], known, catalogue));
  if (Array.isArray(top['emits']) && emits.length === 0)
    checking.wrong(['emits'], 'is empty: nothing would come of a row');
  const names = new Set<string>();
  emits.forEach((emit, i) => {
    if (names.has(emit.name))
      checking.wrong(['emits', i], `stands twice as ${JSON.stringify(emit.name)}`, 'give each a "name" of its own');
    names.add(emit.name);
  });
  return { name, source, file, lookups, emits };
}

function word(text: string, path: Path, checking: Checking): string {
  if (text.length > 200) checking.wrong(path, `has ${text.length} characters, at most 200 are allowed`);
  return text;
}

function readFile(value: unknown, checking: Checking): FileFormat {
  const path = ['file'];
  const file = checking.object(value, path, FILE);
  const encoding = checking.text(file['encoding'], [...path, 'encoding'], 'utf-8');
  encodingKnown(encoding, [...path, 'encoding'], checking);
  const zone = checking.text(file['zone'], [...path, 'zone'], 'UTC');
  if (!isZone(zone))
    checking.wrong(
      [...path, 'zone'],
      `${JSON.stringify(zone)} is no time zone`,
      'give one such as Europe/Berlin or UTC',
    );
  const region = file['region'] === undefined ? undefined : checking.text(file['region'], [...path, 'region']);
  if (region !== undefined && !isPhoneRegion(region))
    checking.wrong(
      [...path, 'region'],
      `${JSON.stringify(region)} is no country`,
      'give its two letters, such as DE or ID',
    );
  const header = checking.flag(file['header'], [...path, 'header'], true);
  const columns = file['columns'] === undefined ? null : checking.texts(file['columns'], [...path, 'columns']);
  if (columns !== null && new Set(columns).size < columns.length)
    checking.wrong([...path, 'columns'], 'names a column twice');
  if (!header && columns === null)
    checking.wrong([...path, 'header'], 'is false, and nothing names the columns', 'name them in file.columns');
  return {
    delimiter: character(file['delimiter'], [...path, 'delimiter'], ',', checking),
    quote: character(file['quote'], [...path, 'quote'], '"', checking),
    encoding,
    header,
    columns,
    zone,
    ...(region === undefined ? {} : { region }),
    blank: file['blank'] === undefined ? [] : checking.texts(file['blank'], [...path, 'blank']),
  };
}

function readLookup(value: unknown, path: Path, checking: Checking): Lookup {
  const lookup = checking.object(value, path, ['file', 'key', 'delimiter', 'encoding']);
  const encoding = checking.text(lookup['encoding'], [...path, 'encoding'], 'utf-8');
  encodingKnown(encoding, [...path, 'encoding'], checking);
  return {
    file: checking.text(lookup['file'], [...path, 'file']),
    key: checking.text(lookup['key'], [...path, 'key']),
    delimiter: character(lookup['delimiter'], [...path, 'delimiter'], ',', checking),
    encoding,
  };
}

function encodingKnown(encoding: string, path: Path, checking: Checking): void {
  if (!encodingExists(encoding))
    checking.wrong(
      path,
      `${JSON.stringify(encoding)} is no encoding`,
      'give one such as utf-8, windows-1252, utf-16le',
    );
}

function character(value: unknown, path: Path, otherwise: string, checking: Checking): string {
  const text = checking.text(value, path, otherwise);
  const meant = text === '\\t' || text === 'tab' ? '\t' : text;
  if (meant.length === 1 && !/[\r\n]/.test(meant)) return meant;
  checking.wrong(path, `is ${JSON.stringify(text)}`, 'give one character, or tab');
  return otherwise;
}

function readEmit(value: unknown, path: Path, known: Known, catalogue: EventCatalogue): Emit {
  const { checking } = known;
  const emit = checking.object(value, path, EMIT);
  const event = checking.text(emit['event'], [...path, 'event']);
  const importable = catalogue.all.filter(isImportable);
  const definition = importable.find(({ name }) => name === event);
  if (definition === undefined && event !== '')
    checking.wrong(
      [...path, 'event'],
      `${JSON.stringify(event)} is no event that may be imported`,
      `give one of ${importable.map(({ name }) => name).join(', ')}`,
    );
  return {
    name: word(checking.text(emit['name'], [...path, 'name'], event), [...path, 'name'], checking),
    event,
    when: conditions(emit['when'], [...path, 'when'], known),
    at: readAt(emit['at'], [...path, 'at'], known),
    identifiers:
      definition !== undefined && isOfCompanies(definition)
        ? nobody(emit['identifiers'], [...path, 'identifiers'], definition, known)
        : identifiers(emit['identifiers'], [...path, 'identifiers'], known),
    fields: fields(emit['fields'] ?? {}, [...path, 'fields'], definition, known),
    id: emit['id'] === undefined ? null : readExpression(emit['id'], [...path, 'id'], known),
  };
}

/** What a file may say happened: it concerns a contact, whom its identifiers name, or a company, which its fields name. */
function isImportable(definition: AnyEventDefinition): boolean {
  const { about, payload } = definition as { about: Record<string, unknown>; payload: object };
  const named = 'identifiers' in payload || isOfCompanies(definition);
  return about['profile'] === 'required' && about['others'] === 'many' && named;
}

/** What intake says itself. */
const OWN: ReadonlySet<string> = new Set(['identifiers', 'companies']);

function conditions(value: unknown, path: Path, known: Known): Condition[] {
  if (value === undefined) return [];
  const one = isObject(value);
  return (one ? [value] : known.checking.list(value, path)).map((condition, i) =>
    readCondition(condition, one ? path : [...path, i], known),
  );
}

function readCondition(value: unknown, path: Path, known: Known): Condition {
  const { checking } = known;
  const said = checking.anyObject(value, path);
  const tests = CONDITIONS.filter((name) => said[name] !== undefined);
  if (tests.length !== 1)
    checking.wrong(
      path,
      `says ${tests.length === 0 ? 'no condition' : tests.join(' and ')}`,
      `give one of ${CONDITIONS.join(', ')}`,
    );
  const [test] = tests;
  const source = Object.fromEntries(Object.entries(said).filter(([name]) => name !== test && name !== 'not'));
  return {
    value: readExpression(source, path, known),
    is: readTest(
      test,
      test === undefined ? undefined : said[test],
      test === undefined ? path : [...path, test],
      checking,
    ),
    not: checking.flag(said['not'], [...path, 'not'], false),
  };
}

function readTest(test: string | undefined, value: unknown, path: Path, checking: Checking): Condition['is'] {
  if (test === 'present' || test === 'blank') {
    const yes = checking.flag(value, path, true);
    return { kind: (test === 'present') === yes ? 'present' : 'blank' };
  }
  if (test === 'equals') return { kind: 'in', values: [comparable(value, path, checking)] };
  if (test === 'in')
    return {
      kind: 'in',
      values: checking.list(value, path).map((item, i) => comparable(item, [...path, i], checking)),
    };
  if (test === 'matches') {
    const pattern = checking.text(value, path);
    try {
      return { kind: 'matches', pattern: RE2JS.compile(pattern) };
    } catch (error) {
      checking.wrong(path, `is no pattern (${(error as Error).message})`);
    }
  }
  return { kind: 'present' };
}

function comparable(value: unknown, path: Path, checking: Checking): string {
  if (typeof value === 'boolean') return String(value);
  return checking.text(value, path);
}

function readAt(value: unknown, path: Path, known: Known): Emit['at'] {
  const { checking } = known;
  if (value === 'unknown') return null;
  if (value === undefined) {
    checking.wrong(path, 'is missing: nobody knows when it happened', 'name its column, or say  at: unknown');
    return null;
  }
  const at = checking.anyObject(value, path);
  const source = Object.fromEntries(Object.entries(at).filter(([name]) => !AT_ONLY.has(name)));
  const own = Object.fromEntries(Object.entries(at).filter(([name]) => AT_ONLY.has(name) && name !== 'missing'));
  const format: MomentFormat = readMoment(own, path, known);
  return {
    value: readExpression(source, path, known),
    format,
    missing:
      at['missing'] === undefined
        ? 'refuse'
        : checking.oneOf(at['missing'], [...path, 'missing'], ['refuse', 'unknown']),
  };
}

/** What is about companies alone names no people. */
function nobody(value: unknown, path: Path, { name, companies }: AnyEventDefinition, { checking }: Known): [] {
  if (value !== undefined)
    checking.wrong(
      path,
      `${name} is about companies, and names no people`,
      `name them by the fields ${Object.keys(companies).join(', ')}`,
    );
  return [];
}

function identifiers(value: unknown, path: Path, known: Known): Emit['identifiers'] {
  const { checking } = known;
  const list = checking.list(value, path);
  if (Array.isArray(value) && list.length === 0) checking.wrong(path, 'is empty: nobody would know whom it is about');
  return list.map((item, i) => {
    const here = [...path, i];
    const { kind, namespace, ...source } = checking.anyObject(item, here);
    return {
      kind: checking.oneOf(kind, [...here, 'kind'], IDENTIFIER_KINDS),
      ...(namespace === undefined ? {} : { namespace: checking.text(namespace, [...here, 'namespace']) }),
      value: readExpression(source, here, known),
    };
  });
}

function fields(value: unknown, path: Path, definition: AnyEventDefinition | undefined, known: Known): Emit['fields'] {
  const { checking } = known;
  const said = checking.anyObject(value, path);
  const read: Record<string, Emit['fields'][string]> = {};
  const payload: Readonly<Record<string, { readonly optional: boolean }>> = definition?.payload ?? {};
  for (const name in said) {
    read[name] = readExpression(said[name], [...path, name], known);
    if (definition !== undefined && (OWN.has(name) || !Object.hasOwn(payload, name)))
      checking.wrong(
        [...path, name],
        `${definition.name} has no field ${JSON.stringify(name)}`,
        `it has ${Object.keys(payload)
          .filter((field) => !OWN.has(field))
          .join(', ')}`,
        true,
      );
  }
  if (definition !== undefined)
    for (const name in payload)
      if (!OWN.has(name) && !payload[name]!.optional && said[name] === undefined)
        checking.wrong(path, `lacks ${JSON.stringify(name)}, which ${definition.name} must have`);
  return read;
}
