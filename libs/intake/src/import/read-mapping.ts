import type { EventCatalogue } from '#kernel';
import { isPhoneRegion } from '../engine/identify/phone-number.js';
import type { Checking } from './checking.js';
import { encodingExists } from './decoding.js';
import type { FileFormat, ImportMapping, Lookup, Path } from './mapping.js';
import { isZone } from './moments.js';
import { readEmit, word } from './read-emit.js';
import type { Known } from './read-expression.js';

const TOP = ['name', 'source', 'file', 'lookups', 'emits'];
const FILE = ['delimiter', 'quote', 'encoding', 'header', 'columns', 'zone', 'region', 'blank'];

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
