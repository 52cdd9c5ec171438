import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { allows, csrfToken, sameText, type AccessControl, type Access, type Principal } from '#access';
import { Denied, Unauthenticated } from './errors.js';
import { sessionCookie } from './session-cookie.js';

const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** The text of a source's key: Basic (as user name), Bearer, or `x-write-key`; null where none was sent. */
export function sentKey(request: FastifyRequest): string | null {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    const space = authorization.indexOf(' ');
    const scheme = authorization.slice(0, space).toLowerCase();
    const rest = authorization.slice(space + 1).trim();
    if (scheme === 'bearer') return rest;
    if (scheme === 'basic') {
      const pair = Buffer.from(rest, 'base64').toString();
      const colon = pair.indexOf(':');
      return colon < 0 ? pair : pair.slice(0, colon);
    }
  }
  const header = request.headers['x-write-key'] ?? request.headers['x-api-key'];
  return typeof header === 'string' ? header : null;
}

/** Finds out who asks, and lets nobody in whom the route does not let in. */
export function authenticate(fastify: FastifyInstance, access: AccessControl): void {
  fastify.decorateRequest('principal', null);
  fastify.decorateRequest('sessionToken', null);
  fastify.addHook('onRequest', (request: FastifyRequest, _reply: FastifyReply, done) => {
    const { access: declared, guardsItself } = request.routeOptions.config;
    if (guardsItself !== true && fromAnotherSite(request)) return done(crossSite());
    if (request.is404 || declared === undefined || declared === 'public' || guardsItself === true) return done();
    principalOf(request, access)
      .then((principal) => {
        request.principal = principal;
        check(principal, declared);
        done();
      })
      .catch((error: unknown) => done(error as Error));
  });
}

/** A page of another site makes the browser send something that changes things: nobody asked for it. */
function fromAnotherSite(request: FastifyRequest): boolean {
  return !SAFE.has(request.method) && request.headers['sec-fetch-site'] === 'cross-site';
}

function crossSite(): Denied {
  return new Denied('csrf.cross-site', 'this came from a page of another site');
}

/** Who asks, by the key or the session a request brought; null for a stranger. Throws Denied where its token is missing. */
export async function principalOf(request: FastifyRequest, access: AccessControl): Promise<Principal | null> {
  const key = sentKey(request);
  if (key !== null) return access.key(key);
  const token = sessionCookie(request);
  if (token === null) return null;
  const person = await access.session(token);
  if (person === null) return null;
  request.sessionToken = token;
  if (!SAFE.has(request.method)) checkCsrf(request, token);
  return person;
}

/** A browser sends the cookie by itself; only our own screens know the token that must go with it. */
function checkCsrf(request: FastifyRequest, token: string): void {
  const sent = request.headers['x-csrf-token'];
  if (typeof sent !== 'string' || !sameText(sent, csrfToken(token)))
    throw new Denied('csrf.missing', 'the header x-csrf-token does not belong to this session: reload and try again');
}

function check(principal: Principal | null, declared: Access): void {
  if (allows(principal, declared)) return;
  if (principal === null) throw new Unauthenticated();
  throw new Denied('access.denied', `this needs the permission ${declared}`);
}
