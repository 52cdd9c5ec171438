import { isErased, type Column, type ColumnType } from '#kernel';

const SPECIAL = /[\\\n\r\t]/;

function escape(text: string): string {
  return SPECIAL.test(text)
    ? text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t')
    : text;
}

const writers: Readonly<Record<ColumnType, (value: unknown) => string>> = {
  text: (value) => escape(typeof value === 'string' ? value : JSON.stringify(value)),
  timestamptz: (value) => new Date(value as number).toISOString(),
  json: (value) => escape(JSON.stringify(value)),
  'uuid[]': (value) => `{${(value as readonly string[]).join(',')}}`,
  boolean: (value) => (value === true ? 't' : 'f'),
  integer: wholeNumber,
  bigint: wholeNumber,
  uuid: (value) => escape(value as string),
  date: (value) => escape(value as string),
  'double precision': (value) => String(value),
};

function wholeNumber(value: unknown): string {
  if (!Number.isSafeInteger(value)) throw new TypeError(`${String(value)} is not a whole number`);
  return String(value);
}

/** Writes a column's values as PostgreSQL's COPY text format does; erased and missing ones are null. Throws a TypeError for a value the column cannot hold. */
export function columnWriter({ type }: Column<unknown>): (value: unknown) => string {
  const write = writers[type];
  return (value) => (value === null || value === undefined || isErased(value) ? '\\N' : write(value));
}

/** One value, as `columnWriter` writes it. */
export function copyValue(value: unknown, column: Column<unknown>): string {
  return columnWriter(column)(value);
}
