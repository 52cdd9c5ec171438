import { Body, Controller, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { StaffGround } from '#journey';
import { broken, id, optional, word } from '#kernel';
import { askerOf, bookOf, reassignmentPreview } from '#queries';
import { RUNTIME, type Runtime } from '../composition/runtime.js';
import { checkedBody, checkedId } from '../edge/body.js';
import { commandingOf } from '../edge/commanding.js';
import { RouteAccess } from '../edge/route-access.js';
import { Reassignments, type Progress } from './reassignments.js';

/** How far a reassignment, or taking one back, has come when it is answered; it goes on by itself. */
export interface ReassignmentAnswer extends Progress {
  readonly reassignment: string;
}

/** Gives the book of somebody who leaves to others, all at once, and takes that back as a whole. */
@Controller('api/reassignments')
export class ReassignmentController {
  private readonly reassignments: Reassignments;

  constructor(@Inject(RUNTIME) private readonly runtime: Runtime) {
    const { decisions, store, logger } = runtime;
    this.reassignments = new Reassignments(decisions, store, (reassignment, error) =>
      logger.error({ err: error, reassignment }, 'A reassignment stopped; asking for it again goes on with it'),
    );
  }

  /** Gives what a person owns (for a team, or at all) to another, or to nobody. */
  @Post()
  @HttpCode(200)
  @RouteAccess('owners.assign')
  async reassign(@Body() body: unknown, @Req() request: FastifyRequest): Promise<ReassignmentAnswer> {
    const says = checkedBody({ from: id, to: optional(id), team: optional(id), reason: optional(word) }, body);
    const { queries, store } = this.runtime;
    if (says.to === says.from) throw broken('ownership.to-oneself');
    const minPosition = (await store.log.head()).position;
    if (says.to !== undefined) {
      const asked = { question: 'staff-ground', params: { person: says.to } };
      const person = (await askerOf(queries)(asked, minPosition)) as StaffGround | null;
      if (person?.here !== true) throw broken('ownership.person-gone');
    }
    await queries.fresh(reassignmentPreview.reads, minPosition);
    const book = await bookOf(await queries.asking({}), says.from, says.team);
    const commanding = commandingOf(request, store.ids);
    const reassignment = store.ids.derived('reassignment', commanding.commandId);
    const to = {
      ...(says.to === undefined ? {} : { person: says.to }),
      ...(says.reason === undefined ? {} : { reason: says.reason }),
    };
    return { reassignment, ...(await this.reassignments.carryOut(reassignment, book, to, commanding)) };
  }

  /** Takes a reassignment back: it is as if it had never been. What was said since stays said. */
  @Post(':reassignment/undo')
  @HttpCode(200)
  @RouteAccess('owners.assign')
  async undo(
    @Param('reassignment') given: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<ReassignmentAnswer> {
    const reassignment = checkedId(given);
    const { reason } = checkedBody({ reason: optional(word) }, body ?? {});
    const { queries, store } = this.runtime;
    await queries.fresh(['ownership'], (await store.log.head()).position);
    const commanding = commandingOf(request, store.ids);
    return { reassignment, ...(await this.reassignments.takeBack(reassignment, reason, commanding)) };
  }
}
