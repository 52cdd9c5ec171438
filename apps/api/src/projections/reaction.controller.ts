import { Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import {
  Following,
  reactions,
  ReactionDeadLetters,
  reactionStatus,
  type ReactionDeadLetter,
  type ReactionStatus,
} from '#automation';
import { DECISIONS } from '#journey';
import { RUNTIME, type Runtime } from '../composition/runtime.js';
import { isNumbered } from '../edge/body.js';
import { Missing } from '../edge/errors.js';
import { RouteAccess } from '../edge/route-access.js';

/** Reactions: how far they are, what they parked, and another attempt at it. */
@Controller('api')
export class ReactionController {
  private readonly parked: ReactionDeadLetters;

  constructor(@Inject(RUNTIME) private readonly runtime: Runtime) {
    const { store, logger } = runtime;
    const forbidden = (reaction: string, event: string): void =>
      logger.info({ reaction, event }, 'A rule forbade a reaction');
    const following = new Following({ ...store, decisions: DECISIONS, forbidden });
    this.parked = new ReactionDeadLetters(store.pool, store.log, reactions, following);
  }

  @Get('reactions')
  @RouteAccess('projections.read')
  async list(): Promise<{ readonly items: readonly ReactionStatus[] }> {
    return { items: await reactionStatus(this.runtime.store.pool) };
  }

  @Get('reactions/:name/dead-letters')
  @RouteAccess('projections.read')
  async deadLetters(@Param('name') name: string): Promise<{ readonly items: readonly ReactionDeadLetter[] }> {
    if (!reactions.some((reaction) => reaction.name === name))
      throw new Missing('reaction.unknown', `there is no reaction ${name}`);
    return { items: await this.parked.list(name) };
  }

  /** Carries out now what could not be; the problem that is still there is the answer. */
  @Post('reaction-dead-letters/:id/retry')
  @HttpCode(200)
  @RouteAccess('projections.manage')
  async retry(@Param('id') id: string): Promise<{ readonly id: string }> {
    if (!isNumbered(id) || !(await this.parked.retry(id)))
      throw new Missing('dead-letter.unknown', `there is no dead letter ${id}`);
    return { id };
  }
}
