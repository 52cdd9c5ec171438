import { hash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 random bits in base64url. */
export function randomSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** SHA-256 of a random secret in hex: what is stored of it. Secrets of 256 random bits need no slow hash. */
export function secretHash(secret: string): string {
  return hash('sha256', secret, 'hex');
}

/** Whether two texts are the same, in constant time. */
export function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

/** The one token that a session's cookie answers to: derived, so that it need not be stored. */
export function csrfToken(sessionToken: string): string {
  return hash('sha256', `csrf ${sessionToken}`, 'base64url' as 'base64');
}

const KEY_PREFIX = 'tl_';

/** A new key of a source: shown once. */
export function newKey(): string {
  return `${KEY_PREFIX}${randomSecret()}`;
}

/** A one-time link's token: whom it is for and the secret. */
export function linkToken(person: string, secret: string): string {
  return `${person}.${secret}`;
}

/** Takes a one-time link's token apart; null for a text that is none. */
export function readLinkToken(token: string): { readonly person: string; readonly secret: string } | null {
  const match = /^([0-9a-f-]{36})\.([\w-]{43})$/.exec(token);
  return match === null ? null : { person: match[1]!, secret: match[2]! };
}
