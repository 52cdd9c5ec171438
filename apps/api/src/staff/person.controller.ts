import { Body, Controller, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { identity, open, optional, text, word, type Position } from '#kernel';
import { publicAddress } from '../composition/public-address.js';
import { RUNTIME, type Runtime } from '../composition/runtime.js';
import { checkedBody, checkedId } from '../edge/body.js';
import { commandingOf } from '../edge/commanding.js';
import { RouteAccess } from '../edge/route-access.js';

/** A one-time link to sign in with: shown once. */
export interface LinkAnswer {
  readonly id: string;
  readonly link: string;
  readonly expiresAt: string;
  readonly position: Position;
}

/** People who work here. */
@Controller('api/people')
export class PersonController {
  constructor(@Inject(RUNTIME) private readonly runtime: Runtime) {}

  @Post()
  @HttpCode(201)
  @RouteAccess('staff.manage')
  async add(@Body() body: unknown, @Req() request: FastifyRequest): Promise<LinkAnswer> {
    const says = checkedBody({ email: identity, role: word, name: optional(identity) }, body);
    const { access, store } = this.runtime;
    return this.answer(await access.addPerson(says, commandingOf(request, store.ids)), request);
  }

  /** A new link for somebody who lost theirs, or their password. */
  @Post(':id/link')
  @HttpCode(200)
  @RouteAccess('staff.manage')
  async link(@Param('id') given: string, @Req() request: FastifyRequest): Promise<LinkAnswer> {
    const id = checkedId(given);
    const { access, store } = this.runtime;
    return this.answer({ id, ...(await access.issueLink(id, commandingOf(request, store.ids))) }, request);
  }

  @Post(':id/remove')
  @HttpCode(200)
  @RouteAccess('staff.manage')
  async remove(
    @Param('id') given: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<{ readonly id: string; readonly position: Position }> {
    const id = checkedId(given);
    const { reason } = checkedBody({ reason: optional(open(text)) }, body);
    const { access, store } = this.runtime;
    const { position } = await access.removePerson(id, reason, commandingOf(request, store.ids));
    return { id, position };
  }

  private answer(
    issued: { readonly id: string; readonly token: string; readonly expiresAt: string; readonly position: Position },
    request: FastifyRequest,
  ): LinkAnswer {
    const { id, token, expiresAt, position } = issued;
    const address = publicAddress(this.runtime.configuration, `${request.protocol}://${request.host}`);
    return { id, link: `${address}/sign-in?token=${token}`, expiresAt, position };
  }
}
