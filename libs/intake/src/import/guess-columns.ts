import { normalise } from '../engine/identify/normalise.js';
import { moneyOf, numberOf } from './amounts.js';
import { guessMoments } from './guess-moments.js';
import type { NumberFormat } from './mapping.js';
import { isCurrency } from './read-expression.js';

/** What the values of a column seem to be. */
export type Guess = 'email' | 'phone' | 'user' | 'external' | 'name' | 'time' | 'day' | 'number' | 'money' | 'text';

/** A column that was looked at. */
export interface GuessedColumn {
  readonly name: string;
  /** Up to three different values. */
  readonly samples: readonly string[];
  /** Rows that say nothing there. */
  readonly blank: number;
  readonly guess: Guess;
  /** How moments are written: a pattern, or iso, unix, unix-ms. */
  readonly format?: string;
}

/** A column with what a mapping of it needs to know besides. */
export interface KnownColumn extends GuessedColumn {
  /** Different values among the rows that were looked at. */
  readonly distinct: number;
  /** How numbers are written, where all of them are numbers. */
  readonly number?: NumberFormat;
  /** The column that says the currency of these amounts. */
  readonly currency?: string;
  /** The other way to read the moments. */
  readonly orElse?: string;
  /** Short words that repeat: kinds of something. */
  readonly words: boolean;
}

/** Texts that many programs write where there is nothing. */
const NOTHING: ReadonlySet<string> = new Set([
  '-',
  '--',
  'N/A',
  'n/a',
  '#N/A',
  'NA',
  'NULL',
  'null',
  '\\N',
  'None',
  '?',
]);

/** How many values must be of a kind for the column to be of it: the rest is dirt. */
const MOST = 0.9;
const SAMPLES = 3;
const SAMPLE_LENGTH = 200;

const NUMBERS: readonly NumberFormat[] = [
  { decimal: '.', group: ',' },
  { decimal: ',', group: '.' },
  { decimal: '.', group: "'" },
].map((written) => ({ ...written, whole: false, round: false }));

/** Words of a name: `firstName`, `first_name` and `First Name` are the same. */
export function wordsOf(name: string): string {
  return name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

const USER = /^(user ?id|uid|user|username|user name|login|user no|user number)$/;
const EXTERNAL =
  /^((customer|client|contact|member|account|lead|person|subscriber|crm|external|kunden|guest|patient|buyer) ?(id|no|nr|number|nummer|key|code)|customer|client|kundennummer)$/;
const NAME =
  /^((first|last|full|middle|given|family|contact|customer|client|display) ?name|name|surname|forename|vorname|nachname|nama)$/;
const TIME =
  /(^| )(time|date|day|at|on|when|ts|timestamp|epoch|unix|created|updated|modified|occurred|datum|zeit|uhrzeit|tanggal|waktu|datetime)( |$)|(date|time|datum|zeit|stamp)$/;
const MONEY =
  /(^| )(price|amount|total|subtotal|revenue|value|cost|costs|fee|paid|mrr|arr|sales|spend|spent|betrag|preis|umsatz|summe|harga|jumlah|prix|montant)( |$)/;

/** Texts that stand for nothing in some of the rows: they are blank, too. */
export function guessBlank(rows: readonly (readonly string[])[]): readonly string[] {
  const seen = new Set<string>();
  for (const row of rows)
    for (const cell of row) {
      const text = cell.trim();
      if (NOTHING.has(text)) seen.add(text);
    }
  return [...seen];
}

/** What the columns of some rows seem to hold. */
export function guessColumns(
  names: readonly string[],
  rows: readonly (readonly string[])[],
  blank: readonly string[],
): readonly KnownColumn[] {
  const nothing = new Set(['', ...blank]);
  const columns = names.map((name, i) =>
    guessColumn(
      name,
      rows.map((row) => (row[i] ?? '').trim()),
      nothing,
    ),
  );
  const currency = names.find((_, i) => {
    const values = rows.map((row) => (row[i] ?? '').trim()).filter((value) => !nothing.has(value));
    return values.length > 0 && values.every(isCurrency);
  });
  return currency === undefined ? columns : columns.map((column, i) => inCurrency(column, i, currency, names, rows));
}

function guessColumn(name: string, cells: readonly string[], nothing: ReadonlySet<string>): KnownColumn {
  const values = cells.filter((value) => !nothing.has(value));
  const different = [...new Set(values)];
  const number = NUMBERS.find((format) => isNumeric(different, format));
  return {
    name,
    samples: different.slice(0, SAMPLES).map((value) => value.slice(0, SAMPLE_LENGTH)),
    blank: cells.length - values.length,
    distinct: different.length,
    words: isWords(different, values.length),
    ...kindOf(wordsOf(name), different, number),
    ...(number === undefined ? {} : { number }),
  };
}

function kindOf(
  name: string,
  values: readonly string[],
  number: NumberFormat | undefined,
): Pick<KnownColumn, 'guess' | 'format' | 'orElse'> {
  const most = (fits: (value: string) => boolean): boolean =>
    values.length > 0 && values.filter(fits).length >= values.length * MOST;
  if (most((value) => /@[^@]+\.[^@]+$/.test(value) && normalise('email', value) !== null)) return { guess: 'email' };
  const moments = guessMoments(values, TIME.test(name));
  if (moments !== null) {
    const { format, precision, orElse } = moments;
    return { guess: precision === 'day' ? 'day' : 'time', format, ...(orElse === undefined ? {} : { orElse }) };
  }
  if (most((value) => value.startsWith('+') && normalise('phone', value) !== null)) return { guess: 'phone' };
  if (values.length > 0 && USER.test(name)) return { guess: 'user' };
  if (values.length > 0 && EXTERNAL.test(name)) return { guess: 'external' };
  if (NAME.test(name)) return { guess: 'name' };
  if (most((value) => /^\p{Sc}\s?[\d.,]+$|^-?[\d.,]+\s?\p{Sc}$/u.test(value))) return { guess: 'money' };
  if (number !== undefined) return { guess: MONEY.test(name) ? 'money' : 'number' };
  return { guess: 'text' };
}

/** All of them: a row whose value is none would be refused. What begins with a zero is a code, not a number. */
function isNumeric(values: readonly string[], format: NumberFormat): boolean {
  return (
    values.length > 0 &&
    values.every(
      (value) =>
        !/^[+-]?0\d/.test(value) &&
        !/\s/.test(value) &&
        value.length <= 15 &&
        grouped(value, format) &&
        numberOf(value, format) !== null,
    )
  );
}

/** Whether groups are of three digits: `1,5` is no fifteen. */
function grouped(value: string, { decimal, group }: NumberFormat): boolean {
  if (!value.includes(group)) return true;
  const [whole = '', ...fraction] = value.split(decimal);
  const [first = '', ...groups] = whole.replace(/^[+-]/, '').split(group);
  return (
    /^\d{1,3}$/.test(first) &&
    groups.every((part) => /^\d{3}$/.test(part)) &&
    !fraction.some((part) => part.includes(group))
  );
}

/** Kinds of something: few, short, and often the same. */
function isWords(different: readonly string[], values: number): boolean {
  return (
    different.length > 0 &&
    different.length <= 30 &&
    (different.length * 3 <= values || different.length <= 3) &&
    different.every((value) => /^[\p{L}][\p{L}\p{N} ._/-]{0,59}$/u.test(value))
  );
}

/** Amounts whose currency a column says, if all of them are amounts of it. */
function inCurrency(
  column: KnownColumn,
  i: number,
  currency: string,
  names: readonly string[],
  rows: readonly (readonly string[])[],
): KnownColumn {
  const { number } = column;
  if (column.guess !== 'money' || number === undefined) return column;
  const c = names.indexOf(currency);
  const all = rows.every((row) => {
    const [value, unit] = [(row[i] ?? '').trim(), (row[c] ?? '').trim()];
    return numberOf(value, number) === null || (isCurrency(unit) && moneyOf(value, number, unit) !== null);
  });
  return all ? { ...column, currency } : column;
}
