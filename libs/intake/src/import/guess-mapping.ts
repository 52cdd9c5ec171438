import { Document, isMap, isSeq } from 'yaml';
import { wordsOf, type KnownColumn } from './guess-columns.js';
import type { FileFormat, NumberFormat } from './mapping.js';

/** What a mapping is guessed from. */
export interface LookedAt {
  /** The file's name. */
  readonly name: string;
  readonly file: Pick<FileFormat, 'delimiter' | 'encoding' | 'blank'>;
  readonly columns: readonly KnownColumn[];
}

type Said = Readonly<Record<string, unknown>>;

/** What file names tell of the touches in them. */
const TOUCHES: readonly { readonly names: RegExp; readonly channel: string; readonly kind: string }[] = [
  { names: /order|purchase|sale|invoice|transaction|payment|checkout/, channel: 'order', kind: 'purchased' },
  { names: /webinar/, channel: 'webinar', kind: 'attended' },
  { names: /ticket|case|support|complaint/, channel: 'ticket', kind: 'created' },
  { names: /call|phone/, channel: 'call', kind: 'held' },
  { names: /meeting|appointment|demo/, channel: 'meeting', kind: 'held' },
  { names: /mail|newsletter|campaign/, channel: 'email', kind: 'sent' },
  { names: /survey|feedback|nps/, channel: 'survey', kind: 'submitted' },
  { names: /chat/, channel: 'chat', kind: 'started' },
  { names: /visit|page|web|session|click/, channel: 'web', kind: 'viewed' },
  { names: /event|attend|registration|booking/, channel: 'event', kind: 'registered' },
];

const KIND = /^(event|event (name|type)|action|activity|activity type|kind)$/;
const ID = /(^| )(id|no|nr|number|key|code|email|name)( |$)/;

/** The longest name of a property, in characters. */
const MOST_CHARACTERS = 100;

/**
 * A mapping of a file by what its columns seem to hold: it can be run as it is, and is there to be corrected. Where a
 * column says when something happened, rows are touches; they describe contacts otherwise.
 */
export function guessMapping({ name, file, columns }: LookedAt): string {
  const source = sourceOf(name);
  const at = momentColumn(columns);
  const identifying = identifierColumns(columns, at);
  const taken = new Set([at, ...identifying.map(({ column }) => column)]);
  const identifiers = identifying.map(({ kind, column }) => ({ kind, column: column.name }));
  const rest = columns.filter((column) => !taken.has(column));
  const emit = at === undefined ? described(identifiers, rest, identifying) : touched(source, at, identifiers, rest);
  const document = new Document({
    name: source,
    source,
    ...fileOf(file),
    emits: [emit],
  });
  document.commentBefore = ` Guessed from ${JSON.stringify(name)}: look it over before it is run.`;
  note(document, at);
  flowing(document);
  return document.toString({ lineWidth: 0 });
}

/** A short word out of a file's name, without the dates and numbers that change from file to file. */
export function sourceOf(name: string): string {
  const word = name
    .replace(/(\.(csv|tsv|txt|tab|dat|gz))+$/i, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/(^|-)\d+(?=-|$)/g, '$1')
    .replaceAll(/-+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 60);
  return word === '' ? 'file' : word;
}

function fileOf({ delimiter, encoding, blank }: LookedAt['file']): Said {
  const said = {
    ...(delimiter === ',' ? {} : { delimiter: delimiter === '\t' ? 'tab' : delimiter }),
    ...(encoding === 'utf-8' ? {} : { encoding }),
    ...(blank.length === 0 ? {} : { blank }),
  };
  return Object.keys(said).length === 0 ? {} : { file: said };
}

/** When it happened: the column with the fewest blanks, one with a time of day before one without. */
function momentColumn(columns: readonly KnownColumn[]): KnownColumn | undefined {
  const moments = columns.filter(
    ({ guess, name }) => (guess === 'time' || guess === 'day') && !/birth|geburt|dob/i.test(name),
  );
  return moments.toSorted((a, b) => a.blank - b.blank || Number(a.guess === 'day') - Number(b.guess === 'day'))[0];
}

interface Identifying {
  readonly kind: string;
  readonly column: KnownColumn;
}

/** Whom a row is about: every column that tells; the one that tells rows apart best, where none does. */
function identifierColumns(columns: readonly KnownColumn[], at: KnownColumn | undefined): readonly Identifying[] {
  const found: Identifying[] = [];
  for (const kind of ['user', 'email', 'phone', 'external'] as const)
    for (const column of columns) if (column.guess === kind) found.push({ kind, column });
  if (found.length > 0) return found;
  const others = columns.filter((column) => column !== at);
  const telling = (others.length > 0 ? others : columns).toSorted(
    (a, b) => Number(ID.test(wordsOf(b.name))) - Number(ID.test(wordsOf(a.name))) || b.distinct - a.distinct,
  );
  return telling.slice(0, 1).map((column) => ({ kind: 'external', column }));
}

function touched(source: string, at: KnownColumn, identifiers: readonly Said[], rest: readonly KnownColumn[]): Said {
  const told = TOUCHES.find(({ names }) => names.test(source)) ?? { channel: 'other', kind: 'updated' };
  const kind = rest.find((column) => KIND.test(wordsOf(column.name)) && column.words);
  const properties = membersOf(rest.filter((column) => column !== kind));
  return {
    event: 'touchpoint-recorded',
    at: momentOf(at),
    identifiers,
    fields: {
      channel: told.channel,
      kind: kind === undefined ? told.kind : { column: kind.name, case: 'lower', otherwise: told.kind },
      ...(properties === null ? {} : { properties: { object: properties } }),
    },
  };
}

function described(identifiers: readonly Said[], rest: readonly KnownColumn[], by: readonly Identifying[]): Said {
  // traits must say something: of a file of identifiers alone, they are what is known
  const traits = membersOf(rest) ?? membersOf(by.map(({ column }) => column)) ?? {};
  return { event: 'contact-described', at: 'unknown', identifiers, fields: { traits: { object: traits } } };
}

function momentOf({ name, format = 'iso' }: KnownColumn): Said {
  return { column: name, ...(format === 'iso' ? {} : { format }) };
}

/** Every column as a member of an object; null where there is none. */
function membersOf(columns: readonly KnownColumn[]): Said | null {
  const members = new Map<string, Said>();
  for (const column of columns) {
    const name = memberName(column.name);
    let own = name;
    for (let n = 2; members.has(own); n++) own = `${name} (${n})`;
    members.set(own, valueOf(column));
  }
  return members.size === 0 ? null : Object.fromEntries(members);
}

/** A column's name as a member's: short, and of characters that can be kept anywhere. */
function memberName(column: string): string {
  const name = column
    .replaceAll(/[\p{Cc}\p{Cs}\s]+/gu, ' ')
    .trim()
    .slice(0, MOST_CHARACTERS)
    .toWellFormed()
    .trim();
  return name === '' || name === '__proto__' ? 'column' : name;
}

function valueOf({ name, guess, number, currency }: KnownColumn): Said {
  if (number === undefined || (guess !== 'number' && guess !== 'money')) return { column: name };
  if (guess === 'money' && currency !== undefined)
    return { column: name, money: { currency: { column: currency }, ...written(number) } };
  const said = written(number);
  return { column: name, number: Object.keys(said).length === 0 ? true : said };
}

/** How numbers are written, where it is not the usual way. */
function written({ decimal, group }: NumberFormat): Said {
  return { ...(decimal === '.' ? {} : { decimal }), group };
}

/** Says that days and months could be the other way round, where no value tells. */
function note(document: Document, at: KnownColumn | undefined): void {
  if (at?.orElse === undefined) return;
  const moment = document.getIn(['emits', 0, 'at'], true);
  if (isMap(moment)) moment.commentBefore = ` or ${at.orElse}: no day of the rows looked at is past the twelfth`;
}

/** What is small stands on one line. */
function flowing(document: Document): void {
  for (const path of [
    ['file', 'blank'],
    ['emits', 0, 'at'],
    ['emits', 0, 'fields', 'kind'],
  ]) {
    const node = document.getIn(path, true);
    if (isMap(node) || isSeq(node)) node.flow = node.commentBefore == null;
  }
  for (const path of [
    ['emits', 0, 'identifiers'],
    ['emits', 0, 'fields', 'properties', 'object'],
    ['emits', 0, 'fields', 'traits', 'object'],
  ]) {
    const parent = document.getIn(path, true);
    if (isSeq(parent)) for (const item of parent.items) if (isMap(item)) item.flow = true;
    if (isMap(parent)) for (const { value } of parent.items) if (isMap(value)) value.flow = true;
  }
}
