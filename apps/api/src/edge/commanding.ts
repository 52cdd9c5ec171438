import type { FastifyRequest } from 'fastify';
import { randomUUID } from 'node:crypto';
import { actorOf, authorityOf } from '#access';
import type { Commanding } from '#automation';
import { InvalidInput, type Ids } from '#kernel';
import { correlationId } from '#platform';
import { Unauthenticated } from './errors.js';

/**
 * On whose behalf a request commands. Its Idempotency-Key makes repeats harmless, per asker; without one every request
 * is a command of its own. Its If-Match names the revision the command was made of (`"3"`, or `*` for any there is).
 * Throws InvalidInput (`command.idempotency-key`, `command.if-match`).
 */
export function commandingOf(request: FastifyRequest, ids: Ids): Commanding {
  const { principal } = request;
  if (principal === null) throw new Unauthenticated();
  const sent = request.headers['idempotency-key'];
  if (sent !== undefined && (typeof sent !== 'string' || sent.length === 0 || sent.length > 200))
    throw new InvalidInput('command.idempotency-key', [
      { where: 'Idempotency-Key', what: 'must have 1 to 200 characters' },
    ]);
  const expected = expectedBy(request);
  const correlation = correlationId();
  return {
    by: actorOf(principal),
    authority: authorityOf(principal),
    commandId: sent === undefined ? randomUUID() : ids.derived('command', principal.id, sent),
    ...(expected === undefined ? {} : { expected }),
    ...(correlation === undefined ? {} : { correlation }),
  };
}

/** The revision a request wants what it is about to be at. */
function expectedBy(request: FastifyRequest): Commanding['expected'] {
  const sent = request.headers['if-match'];
  if (sent === undefined) return undefined;
  if (sent === '*') return 'exists';
  if (/^"\d{1,15}"$/.test(sent)) return Number(sent.slice(1, -1));
  throw new InvalidInput('command.if-match', [
    { where: 'If-Match', what: 'is no revision', remedy: 'give the ETag of an earlier answer, such as "3", or *' },
  ]);
}

/** How answers name a revision, so that the next command can. */
export function entityTag(revision: number): string {
  return `"${revision}"`;
}

/** As `commandingOf`, for a command that is made of what is believed now: a repeat is told by what the request says. */
export function commandingBySaying(
  request: FastifyRequest,
  ids: Ids,
  ...says: readonly unknown[]
): Commanding & { readonly stated: string } {
  return { ...commandingOf(request, ids), stated: JSON.stringify(says) };
}
