import { Body, Controller, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isAccess } from '#access';
import { DECISIONS } from '#journey';
import { open, optional, properties, text, type AnyDecision, type Position } from '#kernel';
import { RUNTIME, type Runtime } from '../composition/runtime.js';
import { checkedBody } from '../edge/body.js';
import { commandingOf, entityTag } from '../edge/commanding.js';
import { Denied, Missing } from '../edge/errors.js';
import { RouteAccess } from '../edge/route-access.js';

/** What became of a command. */
export interface CommandAnswer {
  readonly id: string;
  /** Reads that name it as `minPosition` see the effect; 0 where nothing had to happen. */
  readonly position: Position;
  readonly events: readonly string[];
}

/**
 * Decisions people and keys may ask for by name. Left out are those with a route of their own, where something has to
 * be made or checked first that never reaches the log (keys, one-time links, files, circles of companies), and the
 * rules' own.
 */
const OWN_ROUTE: ReadonlySet<string> = new Set([
  'key.issue',
  'person.add',
  'person.issue-sign-in-link',
  'person.remove',
  'key.revoke',
  'import.start',
  'import.finish',
  'import.undo',
  'import-mapping.save',
  'kpi.set',
  'company.name-parent',
  'company.correct',
  'ownership.reassign',
  'ownership.take-back',
]);

const commands: ReadonlyMap<string, AnyDecision> = new Map(
  DECISIONS.filter(
    ({ name, permission }) => permission !== 'public' && permission !== 'system' && !OWN_ROUTE.has(name),
  ).map((decision) => [decision.name, decision]),
);

/** The decisions that may be asked for by name. */
export function offeredDecisions(): readonly AnyDecision[] {
  return [...commands.values()];
}

/** One endpoint for every decision of the catalogue: a new decision needs no controller. */
@Controller('api/commands')
export class CommandController {
  constructor(@Inject(RUNTIME) private readonly runtime: Runtime) {
    for (const { name, permission } of commands.values())
      if (!isAccess(permission)) throw new Error(`decision ${name} asks for ${permission}, which is no permission`);
  }

  /** Who may ask depends on the decision: whoever is signed in, or has a key, gets as far as it. */
  @Post(':decision')
  @HttpCode(200)
  @RouteAccess('authenticated')
  async decide(
    @Param('decision') name: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandAnswer> {
    const decision = commands.get(name);
    if (decision === undefined) throw new Missing('command.unknown', `there is no command ${name}`);
    if (request.principal?.permissions.has(decision.permission as never) !== true)
      throw new Denied('access.denied', `this needs the permission ${decision.permission}`);
    const says = checkedBody({ id: optional(open(text)), params: optional(open(properties)) }, body);
    const { ids } = this.runtime.store;
    const commanding = commandingOf(request, ids);
    // A new thing's id follows from the command's, so that asking again is about the same thing.
    const id = says.id ?? ids.derived('thing', commanding.commandId);
    const decided = await this.runtime.decisions.ask(decision, id, says.params ?? {}, commanding);
    if (decided.revision >= 0) reply.header('etag', entityTag(decided.revision));
    return { id: decided.id, position: decided.position, events: decided.events };
  }
}
