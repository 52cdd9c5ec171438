import type { Actor, Authority } from '#kernel';
import { ROLE_PERMISSIONS, SCOPE_PERMISSIONS, type Access, type Permission } from './permissions.js';

/** Who asks: a person who signed in, or a source with a key. */
export type Principal = PersonPrincipal | KeyPrincipal;

/** A person who signed in, with what their role allows as of now. */
export interface PersonPrincipal {
  readonly kind: 'person';
  readonly id: string;
  readonly role: string;
  readonly permissions: ReadonlySet<Permission>;
}

/** A source that sent its key, with what the key's scopes allow. */
export interface KeyPrincipal {
  readonly kind: 'key';
  readonly id: string;
  /** The source's name: what it records is recorded under it. */
  readonly name: string;
  readonly scopes: readonly string[];
  /** The webhook it belongs to: it records nothing but that one's deliveries. */
  readonly webhook?: string;
  readonly permissions: ReadonlySet<Permission>;
}

/** A person with a role; an unknown role may nothing. */
export function personPrincipal(id: string, role: string): PersonPrincipal {
  return { kind: 'person', id, role, permissions: new Set(ROLE_PERMISSIONS[role] ?? []) };
}

/**
 * A key with scopes; unknown scopes add nothing. One that stands in the address of a webhook is read by whoever sees the
 * address: it may record, whatever its scopes say.
 */
export function keyPrincipal(id: string, name: string, scopes: readonly string[], webhook?: string): KeyPrincipal {
  const held = webhook === undefined ? scopes : scopes.filter((scope) => scope === 'intake');
  const permissions = new Set(held.flatMap((scope) => SCOPE_PERMISSIONS[scope] ?? []));
  return { kind: 'key', id, name, scopes, permissions, ...(webhook === undefined ? {} : { webhook }) };
}

/** Whether a principal may use what declares this access; nobody signed in is null. */
export function allows(principal: Principal | null, access: Access): boolean {
  if (access === 'public') return true;
  if (principal === null) return false;
  if (access === 'authenticated') return true;
  return access === 'session' ? principal.kind === 'person' : principal.permissions.has(access);
}

/** The principal as it stands in an event. */
export function actorOf(principal: Principal): Actor {
  return { kind: principal.kind, id: principal.id };
}

/** By which right a principal acts, as it stands in an event. */
export function authorityOf(principal: Principal): Authority {
  return principal.kind === 'person'
    ? { kind: 'role', name: principal.role }
    : { kind: 'scope', name: principal.scopes.join(' ') };
}
