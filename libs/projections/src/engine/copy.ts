import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import type { ClientBase } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { isErased, type Column } from '#kernel';

const SPECIAL = /[\\\n\r\t]/;

function escape(text: string): string {
  return SPECIAL.test(text)
    ? text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t')
    : text;
}

/** A value as PostgreSQL's COPY text format writes it; erased and missing ones are null. Throws a TypeError for a value its column cannot hold. */
export function copyValue(value: unknown, column: Column<unknown>): string {
  if (value === null || value === undefined || isErased(value)) return '\\N';
  switch (column.type) {
    case 'text':
      if (typeof value !== 'string')
        return escape(typeof value === 'object' ? JSON.stringify(value) : String(value as number));
      return escape(value);
    case 'timestamptz':
      return new Date(value as number).toISOString();
    case 'json':
      return escape(JSON.stringify(value));
    case 'uuid[]':
      return `{${(value as readonly string[]).join(',')}}`;
    case 'boolean':
      return value === true ? 't' : 'f';
    case 'integer':
    case 'bigint':
      if (!Number.isSafeInteger(value)) throw new TypeError(`${String(value)} is not a whole number`);
      return String(value as number);
    default:
      return escape(String(value as string));
  }
}

/** Copies prepared COPY text lines into a table. */
export async function copyInto(
  client: ClientBase,
  table: string,
  columns: readonly string[],
  text: string,
): Promise<void> {
  if (text === '') return;
  const target = client.query(copyFrom(`copy ${table} (${columns.join(', ')}) from stdin`));
  await pipeline(Readable.from([Buffer.from(text)], { objectMode: false }), target);
}
