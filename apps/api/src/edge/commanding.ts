import type { FastifyRequest } from 'fastify';
import { randomUUID } from 'node:crypto';
import { actorOf, authorityOf } from '#access';
import type { Commanding } from '#automation';
import { InvalidInput, type Ids } from '#kernel';
import { correlationId } from '#platform';
import { Unauthenticated } from './errors.js';

/**
 * On whose behalf a request commands. Its Idempotency-Key makes repeats harmless, per asker; without one every request
 * is a command of its own. Throws InvalidInput (`command.idempotency-key`).
 */
export function commandingOf(request: FastifyRequest, ids: Ids): Commanding {
  const { principal } = request;
  if (principal === null) throw new Unauthenticated();
  const sent = request.headers['idempotency-key'];
  if (sent !== undefined && (typeof sent !== 'string' || sent.length === 0 || sent.length > 200))
    throw new InvalidInput('command.idempotency-key', [
      { where: 'Idempotency-Key', what: 'must have 1 to 200 characters' },
    ]);
  const correlation = correlationId();
  return {
    by: actorOf(principal),
    authority: authorityOf(principal),
    commandId: sent === undefined ? randomUUID() : ids.derived('command', principal.id, sent),
    ...(correlation === undefined ? {} : { correlation }),
  };
}

/** As `commandingOf`, for a command that is made of what is believed now: a repeat is told by what the request says. */
export function commandingBySaying(
  request: FastifyRequest,
  ids: Ids,
  ...says: readonly unknown[]
): Commanding & { readonly stated: string } {
  return { ...commandingOf(request, ids), stated: JSON.stringify(says) };
}
