/** Everything a route, query or decision may ask for, with what it allows. `system` is for rules alone: nobody holds it. */
export const PERMISSIONS = {
  'contacts.read': 'See contacts, journeys, events and fields',
  'contacts.correct': 'Correct and take back what was recorded about contacts',
  'contacts.link': 'Link contacts, take them apart, say which identifiers are shared',
  'kpis.read': 'See figures',
  'kpis.define': 'Define figures of this workspace',
  'deals.read': 'See deals and the pipeline',
  'deals.write': 'Open, change, win and lose deals',
  'tickets.read': 'See tickets',
  'tickets.write': 'Open, answer, resolve and close tickets',
  'billing.read': 'See subscriptions and orders',
  'billing.write': 'Record and change subscriptions and orders',
  'activities.write': 'Log calls, meetings, notes and other activities',
  'handoffs.read': 'See handoffs and owners',
  'handoffs.write': 'Offer, accept, refuse and return contacts',
  'owners.assign': 'Say whose contacts are, one by one and in bulk, and settle conflicts',
  'funnel.read': 'See stages of the funnel',
  'funnel.move': 'Move contacts and companies between stages',
  'settings.read': 'See teams, calendars, pipelines, stages and promises',
  'settings.manage': 'Change teams, calendars, pipelines, stages and promises',
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
  'deals.read',
  'tickets.read',
  'billing.read',
  'handoffs.read',
  'funnel.read',
  'settings.read',
  'projections.read',
  'staff.read',
  'keys.read',
  'quarantine.read',
  'imports.read',
];

/** What everybody may who works with customers. */
const CUSTOMERS: readonly Permission[] = [...READING, 'handoffs.write', 'activities.write', 'funnel.move'];

/** What each role of people may. */
export const ROLE_PERMISSIONS: Readonly<Record<string, readonly Permission[]>> = {
  admin: [
    ...READING,
    'contacts.correct',
    'contacts.link',
    'kpis.define',
    'deals.write',
    'tickets.write',
    'billing.write',
    'activities.write',
    'handoffs.write',
    'owners.assign',
    'funnel.move',
    'settings.manage',
    'projections.manage',
    'keys.manage',
    'staff.manage',
    'intake.write',
    'quarantine.write',
    'imports.write',
  ],
  marketing: CUSTOMERS,
  sales: [...CUSTOMERS, 'deals.write'],
  service: [...CUSTOMERS, 'tickets.write'],
  leadership: READING,
  analyst: READING,
  reader: READING,
};

/** What each scope of keys may. */
export const SCOPE_PERMISSIONS: Readonly<Record<string, readonly Permission[]>> = {
  intake: ['intake.write'],
  read: [
    'contacts.read',
    'kpis.read',
    'deals.read',
    'tickets.read',
    'billing.read',
    'handoffs.read',
    'funnel.read',
    'settings.read',
    'projections.read',
  ],
};

/** The scopes a key may have. */
export const SCOPES: readonly string[] = Object.keys(SCOPE_PERMISSIONS);
