/** The API's stable codes of what can go wrong that people meet, with the key of the words for each. */
export const problemCodes = {
  'access.unauthenticated': 'signedOut',
  'csrf.missing': 'signedOut',
  'sign-in.refused': 'credentials',
  'sign-in-link.unknown': 'linkSpent',
  'sign-in-link.used': 'linkSpent',
  'sign-in-link.replaced': 'linkSpent',
  'sign-in-link.expired': 'linkSpent',
  'person.already-here': 'alreadyHere',
  'person.not-here': 'notHere',
  'person.own-role': 'ownRole',
  'person.own-removal': 'ownRemoval',
  'person.email': 'email',
  'password.weak': 'password',
  'read-model.not-built': 'notBuilt',
  'identity.same-contact': 'sameContact',
  'identity.not-together': 'notTogether',
  'identity.shared': 'sharedIdentifier',
  'import.too-large': 'importTooLarge',
  'import.file-unknown': 'importFile',
  'import.running': 'importRunning',
  'company.parent-circle': 'parentCircle',
  'import.too-many': 'busy',
  'log.busy': 'busy',
  'decision.contested': 'busy',
} as const;

/** The key of the words for a code; undefined for one that has none of its own. */
export function problemKey(code: string | undefined): (typeof problemCodes)[keyof typeof problemCodes] | undefined {
  return code !== undefined && Object.hasOwn(problemCodes, code)
    ? problemCodes[code as keyof typeof problemCodes]
    : undefined;
}
