import type { RecordField } from '../api/types.js';

/** What one looks for first in a record; everything else follows by name. */
const first = ['name', 'firstName', 'lastName', 'email', 'phone', 'company', 'title'];

/** The fields of a record in the order they are read. */
export function inReadingOrder(fields: readonly RecordField[]): RecordField[] {
  const place = ({ field }: RecordField): number => {
    const at = first.indexOf(field);
    return at < 0 ? first.length : at;
  };
  return [...fields].sort((a, b) => place(a) - place(b) || a.field.localeCompare(b.field));
}
