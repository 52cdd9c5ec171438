/** The API's stable codes of what can go wrong on any screen, with the key of the words for each. */
export const problemCodes = {
  'access.unauthenticated': 'signedOut',
  'csrf.missing': 'signedOut',
  'sign-in.refused': 'credentials',
  'sign-in-link.unknown': 'linkSpent',
  'sign-in-link.used': 'linkSpent',
  'sign-in-link.replaced': 'linkSpent',
  'sign-in-link.expired': 'linkSpent',
  'person.email': 'email',
  'password.weak': 'password',
  'read-model.not-built': 'notBuilt',
  'import.too-many': 'busy',
  'log.busy': 'busy',
  'decision.contested': 'busy',
} as const;

/** The key of the words for a code among `codes`; undefined for one that has none of its own there. */
export function keyOf<Codes extends object>(codes: Codes, code: string | undefined): Codes[keyof Codes] | undefined {
  return code !== undefined && Object.hasOwn(codes, code) ? codes[code as keyof Codes] : undefined;
}
