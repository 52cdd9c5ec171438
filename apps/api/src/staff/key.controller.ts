import { Body, Controller, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { list, open, optional, text, word, type Position } from '#kernel';
import { RUNTIME, type Runtime } from '../composition/runtime.js';
import { checkedBody, checkedId } from '../edge/body.js';
import { commandingOf } from '../edge/commanding.js';
import { RouteAccess } from '../edge/route-access.js';

/** Keys of sources. */
@Controller('api/keys')
export class KeyController {
  constructor(@Inject(RUNTIME) private readonly runtime: Runtime) {}

  /** The key's text is in this answer and nowhere else. */
  @Post()
  @HttpCode(201)
  @RouteAccess('keys.manage')
  issue(
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<{ readonly id: string; readonly key: string; readonly position: Position }> {
    const says = checkedBody({ name: word, scopes: list(word) }, body);
    return this.runtime.access.issueKey(says, commandingOf(request, this.runtime.store.ids));
  }

  @Post(':id/revoke')
  @HttpCode(200)
  @RouteAccess('keys.manage')
  async revoke(
    @Param('id') given: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<{ readonly id: string; readonly position: Position }> {
    const id = checkedId(given);
    const { reason } = checkedBody({ reason: optional(open(text)) }, body);
    const { position } = await this.runtime.access.revokeKey(id, reason, commandingOf(request, this.runtime.store.ids));
    return { id, position };
  }
}
