import { isErased, type Column, type ColumnType } from '#kernel';

const SPECIAL = /[\\\n\r\t]/;

function escape(text: string): string {
  return SPECIAL.test(text)
    ? text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t')
    : text;
}

const writers: Readonly<Record<ColumnType, (value: unknown) => string>> = {
  text: (value) => escape(typeof value === 'string' ? value : JSON.stringify(value)),
  timestamptz: (value) => instantText(value as number),
  json: (value) => escape(JSON.stringify(value)),
  'uuid[]': (value) => `{${(value as readonly string[]).join(',')}}`,
  boolean: (value) => (value === true ? 't' : 'f'),
  integer: wholeNumber,
  bigint: wholeNumber,
  uuid: (value) => escape(value as string),
  date: (value) => escape(value as string),
  'double precision': (value) => String(value),
};

const DAY_MS = 86_400_000;
const LAST = 8_640_000_000_000_000;
const MOST_DAYS = 10_000;
const TWO_DIGITS = Array.from({ length: 100 }, (_, n) => String(n).padStart(2, '0'));
const THREE_DIGITS = Array.from({ length: 1_000 }, (_, n) => String(n).padStart(3, '0'));
/** Days as they are written, by how many there were before them since 1970: most instants are of the same few thousand. */
const days = new Map<number, string>();

function dayText(day: number): string {
  let text = days.get(day);
  if (text === undefined) {
    text = new Date(day * DAY_MS).toISOString().slice(0, -'00:00:00.000Z'.length);
    if (days.size >= MOST_DAYS) days.clear();
    days.set(day, text);
  }
  return text;
}

/** Epoch milliseconds as `Date.toISOString` writes them, in a third of the time: every row has several. Throws a RangeError for what is no instant. */
export function instantText(at: number): string {
  // as far as dates go, to the millisecond
  if (!(Math.abs(at) <= LAST)) throw new RangeError(`${at} is no instant`);
  const whole = Math.trunc(at);
  const day = Math.floor(whole / DAY_MS);
  const ms = whole - day * DAY_MS;
  const seconds = Math.floor(ms / 1_000);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  return `${dayText(day)}${TWO_DIGITS[hours]}:${TWO_DIGITS[minutes % 60]}:${TWO_DIGITS[seconds % 60]}.${THREE_DIGITS[ms % 1_000]}Z`;
}

function wholeNumber(value: unknown): string {
  if (!Number.isSafeInteger(value)) throw new TypeError(`${String(value)} is not a whole number`);
  return String(value);
}

/** Writes a column's values as PostgreSQL's COPY text format does; erased and missing ones are null. Throws a TypeError for a value the column cannot hold. */
export function columnWriter({ type }: Column<unknown>): (value: unknown) => string {
  const write = writers[type];
  return (value) => (value === null || value === undefined || isErased(value) ? '\\N' : write(value));
}
