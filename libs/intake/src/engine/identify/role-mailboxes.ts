/**
 * Local parts of addresses that stand for a role, not for somebody: those of RFC 2142 and those companies commonly
 * have. Frozen: the ids of nodes depend on it, and a name more would make another node of an address that is known.
 * Others are marked as shared by people.
 */
const ROLES: ReadonlySet<string> = new Set([
  'abuse',
  'accounting',
  'accounts',
  'admin',
  'administrator',
  'billing',
  'bookings',
  'careers',
  'contact',
  'customercare',
  'customerservice',
  'do-not-reply',
  'donotreply',
  'enquiries',
  'enquiry',
  'feedback',
  'finance',
  'helpdesk',
  'hostmaster',
  'hr',
  'info',
  'inquiries',
  'inquiry',
  'invoices',
  'jobs',
  'kontakt',
  'legal',
  'mailer-daemon',
  'marketing',
  'media',
  'newsletter',
  'no-reply',
  'noreply',
  'notifications',
  'office',
  'orders',
  'postmaster',
  'press',
  'privacy',
  'purchasing',
  'reception',
  'recruiting',
  'recruitment',
  'reservations',
  'root',
  'sales',
  'security',
  'service',
  'services',
  'shop',
  'support',
  'webmaster',
]);

/** Whether a normalised address stands for a role. A tag does not matter: `sales+eu@` is as shared as `sales@`. */
export function isRoleMailbox(email: string): boolean {
  const local = email.slice(0, email.lastIndexOf('@'));
  const tag = local.indexOf('+');
  return ROLES.has(tag < 0 ? local : local.slice(0, tag));
}
