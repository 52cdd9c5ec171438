import { Controller, Get, Inject, Req, Res, type Type } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { allows, type Access } from '#access';
import { alsoNeeded, fromTexts, questions, type AnyQuery } from '#queries';
import { RUNTIME, type Runtime } from '../composition/runtime.js';
import { Denied, Missing } from '../edge/errors.js';
import { RouteAccess } from '../edge/route-access.js';
import { askedHow } from './asked-how.js';

/** A controller for each question of the catalogue: a new question needs none of its own. */
export const queryControllers: readonly Type[] = questions.map(controllerOf);

function controllerOf(query: AnyQuery): Type {
  @Controller('api')
  class QueryController {
    constructor(@Inject(RUNTIME) private readonly runtime: Runtime) {}

    @Get(query.path)
    @RouteAccess(query.permission as Access)
    async ask(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<unknown> {
      const { params, how } = askedHow(request.query as Record<string, unknown>);
      const given = { ...fromTexts(query.params, params), ...(request.params as Record<string, string>) };
      const { answer, position } = await this.runtime.queries.ask(query, given, how);
      reply.header('x-position', String(position));
      if (answer === null) throw new Missing(`${query.name}.unknown`, `there is no such ${query.name}`);
      const needed = alsoNeeded(query, answer);
      if (needed !== null && !allows(request.principal, needed as Access))
        throw new Denied('access.denied', `this needs the permission ${needed}`);
      return { ...(answer as object), asOfPosition: position };
    }
  }
  return QueryController;
}
