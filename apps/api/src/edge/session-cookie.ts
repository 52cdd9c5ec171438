import type { FastifyReply, FastifyRequest } from 'fastify';
import { SESSION_MS } from '#access';

const NAME = 'throughline_session';
const PATTERN = new RegExp(`(?:^|;\\s*)${NAME}=([\\w-]{43})(?:;|$)`);

/** The session's token a browser sent; null where it sent none. */
export function sessionCookie(request: FastifyRequest): string | null {
  const { cookie } = request.headers;
  return cookie === undefined ? null : (PATTERN.exec(cookie)?.[1] ?? null);
}

/** Gives the browser its session: out of reach of scripts and of other sites. */
export function setSessionCookie(request: FastifyRequest, reply: FastifyReply, token: string): void {
  reply.header('set-cookie', `${NAME}=${token}; Max-Age=${SESSION_MS / 1_000}; ${attributes(request)}`);
}

/** Takes the session from the browser. */
export function clearSessionCookie(request: FastifyRequest, reply: FastifyReply): void {
  reply.header('set-cookie', `${NAME}=; Max-Age=0; ${attributes(request)}`);
}

function attributes(request: FastifyRequest): string {
  return `Path=/; HttpOnly; SameSite=Strict${request.protocol === 'https' ? '; Secure' : ''}`;
}
