/**
 * What programs and forms write where they know nobody: taken for somebody's id, it would make one contact of everybody.
 * In lower case; capitals do not matter. Frozen like the normalisers: a value more would leave those known by it without
 * what follows. Others that turn out to be nobody's are marked as shared by people.
 */
const NOBODY: ReadonlySet<string> = new Set([
  '""',
  "''",
  '-',
  '--',
  '-1',
  '0',
  '00000000-0000-0000-0000-000000000000',
  '00000000000000000000000000000000',
  '?',
  '[object object]',
  '[object undefined]',
  '[object null]',
  '{}',
  '[]',
  '#n/a',
  '(none)',
  '(not set)',
  '(null)',
  '<null>',
  'anon',
  'anonymous',
  'distinct_id',
  'distinctid',
  'false',
  'guest',
  'n/a',
  'na',
  'nan',
  'nil',
  'none',
  'not set',
  'not_authenticated',
  'null',
  'test',
  'true',
  'undefined',
  'unknown',
]);

const LONGEST = Math.max(...[...NOBODY].map(({ length }) => length));

/** Words that stand on both sides of the @ where a form insisted on an address: `none@none.com`. */
const NO_ADDRESS: ReadonlySet<string> = new Set([
  'na',
  'nil',
  'no-email',
  'noemail',
  'nomail',
  'none',
  'null',
  'undefined',
  'unknown',
]);

/** Whether a tidied user, external or anonymous id, or a group's, is nobody's. */
export function isNobodysId(id: string): boolean {
  return id.length <= LONGEST && NOBODY.has(id.toLowerCase());
}

/** Whether a normalised address is nobody's: such a word before the @, and one as the domain, whatever it ends in. */
export function isNobodysAddress(email: string): boolean {
  const at = email.lastIndexOf('@');
  const [name] = email.slice(at + 1).split('.', 1);
  return NO_ADDRESS.has(email.slice(0, at)) && NO_ADDRESS.has(name!);
}
