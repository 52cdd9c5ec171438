import { id, open, optional, properties, text, InvalidInput, type Problem } from '#kernel';
import type { AskedFile } from './import-desk.js';

/** What every request that names an uploaded file and its mapping may say. */
export const ASKED = { file: id, mapping: open(text), lookups: optional(properties) } as const;

/** The uploaded files that a mapping looks up in, by the names it gives them. Throws InvalidInput (`request.invalid`). */
export function checkedLookups(given: Readonly<Record<string, unknown>> = {}): NonNullable<AskedFile['lookups']> {
  const problems: Problem[] = [];
  for (const [name, file] of Object.entries(given)) id.check(file, `lookups.${name}`, problems);
  if (problems.length > 0) throw new InvalidInput('request.invalid', problems);
  return given as Record<string, string>;
}
