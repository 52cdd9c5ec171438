import { Body, Controller, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { dismissDuplicate, linkContacts, pairId, unlinkContacts } from '#journey';
import { broken, id, optional, sameKind, text, type Position } from '#kernel';
import { linkPreview, unlinkPreview } from '#queries';
import { RUNTIME, type Runtime } from '../composition/runtime.js';
import { checkedBody, checkedId } from '../edge/body.js';
import { commandingOf } from '../edge/commanding.js';
import { Missing } from '../edge/errors.js';
import { RouteAccess } from '../edge/route-access.js';

/** What became of a judgement about identity. */
export interface JudgementAnswer {
  /** Reads that name it as `minPosition` see the effect; 0 where nothing had to happen. */
  readonly position: Position;
  readonly events: readonly string[];
}

/** Who is who, as people judge it. What is decided is about identifiers: contacts that move meanwhile change nothing of it. */
@Controller('api')
export class IdentityController {
  constructor(@Inject(RUNTIME) private readonly runtime: Runtime) {}

  /** Links a contact with another one, whatever was kept apart between them. */
  @Post('contacts/:contact/link')
  @HttpCode(200)
  @RouteAccess('contacts.link')
  async link(
    @Param('contact') given: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<JudgementAnswer> {
    const contact = checkedId(given);
    const says = checkedBody({ with: id, reason: optional(text) }, body);
    if (!sameKind(contact, says.with)) throw broken('identity.kinds-differ');
    const { answer } = await this.runtime.queries.ask(linkPreview, { contact, other: says.with });
    if (answer === null) throw new Missing('contact.unknown', 'there is no such contact');
    if (answer.same) throw broken('identity.same-contact');
    if (answer.conflicts.some(({ code }) => code === 'shared')) throw broken('identity.shared');
    const [one, other] = [answer.left.contact, answer.right.contact];
    const main = pairId(one, other);
    const lifted = answer.keptApart.filter(({ a, b }) => pairId(a, b) !== main);
    return this.decide(
      linkContacts,
      main,
      { ...(lifted.length === 0 ? {} : { also: lifted }), ...reasonOf(says) },
      request,
    );
  }

  /** Takes an identifier of a contact apart from another one: a link of them is taken back, and they stay apart. */
  @Post('contacts/:contact/unlink')
  @HttpCode(200)
  @RouteAccess('contacts.link')
  async unlink(
    @Param('contact') given: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<JudgementAnswer> {
    const contact = checkedId(given);
    const { node, from, ...says } = checkedBody({ node: id, from: optional(id), reason: optional(text) }, body);
    const { answer } = await this.runtime.queries.ask(unlinkPreview, {
      contact,
      node,
      ...(from === undefined ? {} : { from }),
    });
    if (answer === null) throw broken('identity.not-together');
    return this.decide(unlinkContacts, pairId(answer.node, answer.from), { still: true, ...reasonOf(says) }, request);
  }

  /** Says that two contacts are not one, though they look like it. */
  @Post('duplicates/dismiss')
  @HttpCode(200)
  @RouteAccess('contacts.link')
  async dismiss(@Body() body: unknown, @Req() request: FastifyRequest): Promise<JudgementAnswer> {
    const { contact, other, ...says } = checkedBody({ contact: id, other: id, reason: optional(text) }, body);
    return this.decide(dismissDuplicate, pairId(contact, other), reasonOf(says), request);
  }

  private async decide(
    decision: typeof linkContacts | typeof unlinkContacts | typeof dismissDuplicate,
    about: string,
    params: Readonly<Record<string, unknown>>,
    request: FastifyRequest,
  ): Promise<JudgementAnswer> {
    const commanding = commandingOf(request, this.runtime.store.ids);
    const { position, events } = await this.runtime.decisions.ask(decision, about, params, commanding);
    return { position, events };
  }
}

function reasonOf({ reason }: { readonly reason?: string }): { readonly reason?: string } {
  return reason === undefined ? {} : { reason };
}
