/** Everything a route, query or decision may ask for, with what it allows. `system` is for rules alone: nobody holds it. */
export const PERMISSIONS = {
  'contacts.read': 'See contacts, journeys, events and fields',
  'contacts.correct': 'Correct and take back what was recorded about contacts',
  'contacts.link': 'Link contacts, take them apart, say which identifiers are shared',
  'kpis.read': 'See figures',
  'projections.read': 'See how far read models are, and dead letters',
  'projections.manage': 'Rebuild and roll back read models, retry dead letters',
  'quarantine.read': 'See messages that could not become events',
  'quarantine.write': 'Mend, replay and discard messages that could not become events',
  'keys.read': 'See the keys of sources',
  'keys.manage': 'Issue and revoke keys',
  'staff.read': 'See who works here',
  'staff.manage': 'Add and remove people, give roles and sign-in links',
  'intake.write': 'Record what happened',
  'imports.read': 'See imports of files',
  'imports.write': 'Bring in files, and take imports back',
  system: 'Reserved for the rules of this installation',
} as const;

/** The name of something that may be asked for; `PERMISSIONS` says what each allows. */
export type Permission = keyof typeof PERMISSIONS;

/**
 * Who may use a route: holders of a permission, everybody (`public`), people who are signed in (`session`), or whoever
 * is known at all, the route deciding further (`authenticated`).
 */
export type Access = Permission | 'public' | 'session' | 'authenticated';

const WITHOUT_PERMISSION: ReadonlySet<unknown> = new Set(['public', 'session', 'authenticated']);

/** Whether a name is one a route may declare. */
export function isAccess(name: unknown): name is Access {
  return typeof name === 'string' && (WITHOUT_PERMISSION.has(name) || Object.hasOwn(PERMISSIONS, name));
}

const READING: readonly Permission[] = [
  'contacts.read',
  'kpis.read',
  'projections.read',
  'staff.read',
  'keys.read',
  'quarantine.read',
  'imports.read',
];

/** What each role of people may. */
export const ROLE_PERMISSIONS: Readonly<Record<string, readonly Permission[]>> = {
  admin: [
    ...READING,
    'contacts.correct',
    'contacts.link',
    'projections.manage',
    'keys.manage',
    'staff.manage',
    'intake.write',
    'quarantine.write',
    'imports.write',
  ],
  reader: READING,
};

/** What each scope of keys may. */
export const SCOPE_PERMISSIONS: Readonly<Record<string, readonly Permission[]>> = {
  intake: ['intake.write'],
  read: ['contacts.read', 'kpis.read', 'projections.read'],
};

/** The scopes a key may have. */
export const SCOPES: readonly string[] = Object.keys(SCOPE_PERMISSIONS);
