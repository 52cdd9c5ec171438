import type { RecordField } from './record-fields.js';

/** A field of two contacts, or companies, and what it would be of the one they make. */
export interface PreviewedField {
  readonly field: string;
  readonly left: string | null;
  readonly right: string | null;
  readonly result: string | null;
  /** Both say something, and not the same. */
  readonly differs: boolean;
}

/** Fields of two, and of the one they make. */
export function sideBySide(
  left: readonly RecordField[],
  right: readonly RecordField[],
  both: readonly RecordField[],
): PreviewedField[] {
  const valueIn = (fields: readonly RecordField[], field: string): string | null =>
    fields.find((one) => one.field === field)?.value ?? null;
  return both.map(({ field, value }) => {
    const [of, or] = [valueIn(left, field), valueIn(right, field)];
    return { field, left: of, right: or, result: value, differs: of !== null && or !== null && of !== or };
  });
}
