export { AccessControl, FIRST_ADMIN, ShownOnce, SignInRefused, type AccessOptions, type IssuedLink } from './access.js';
export { TooManyAttempts } from './back-off.js';
export { Directory, type StaffMember } from './directory.js';
export {
  isAccess,
  PERMISSIONS,
  ROLE_PERMISSIONS,
  SCOPE_PERMISSIONS,
  SCOPES,
  type Access,
  type Permission,
} from './permissions.js';
export {
  actorOf,
  allows,
  authorityOf,
  keyPrincipal,
  personPrincipal,
  type KeyPrincipal,
  type PersonPrincipal,
  type Principal,
} from './principal.js';
export { csrfToken, sameText } from './secrets.js';
export { SESSION_MS } from './sessions.js';
