import { Body, Controller, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { dismissDuplicate, linkContacts, markOwn, markShared, pairId, unlinkContacts } from '#journey';
import { broken, id, optional, sameKind, text, type AnyDecision, type Position } from '#kernel';
import { identities, linkPreview, unlinkPreview } from '#queries';
import { RUNTIME, type Runtime } from '../composition/runtime.js';
import { checkedBody, checkedId } from '../edge/body.js';
import { commandingBySaying, commandingOf } from '../edge/commanding.js';
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
    return this.once(
      commandingBySaying(request, this.runtime.store.ids, linkContacts.name, contact, says),
      async () => {
        const { answer } = await this.runtime.queries.ask(linkPreview, { contact, other: says.with });
        if (answer === null) throw unknown();
        if (answer.same) throw broken('identity.same-contact');
        if (answer.conflicts.some(({ code }) => code === 'shared')) throw broken('identity.shared');
        const main = pairId(answer.left.contact, answer.right.contact);
        const also = answer.keptApart.filter(({ a, b }) => pairId(a, b) !== main);
        const params = { ...(also.length === 0 ? {} : { also }), ...reasonOf(says) };
        return { decision: linkContacts, about: main, params };
      },
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
    const says = checkedBody({ node: id, from: optional(id), reason: optional(text) }, body);
    return this.once(
      commandingBySaying(request, this.runtime.store.ids, unlinkContacts.name, contact, says),
      async () => {
        const { reason: _, ...pair } = says;
        const { answer } = await this.runtime.queries.ask(unlinkPreview, { contact, ...pair });
        if (answer === null) throw broken('identity.not-together');
        const params = { still: true, ...reasonOf(says) };
        return { decision: unlinkContacts, about: pairId(answer.node, answer.from), params };
      },
    );
  }

  /** Says that two contacts are not one, though they look like it. */
  @Post('duplicates/dismiss')
  @HttpCode(200)
  @RouteAccess('contacts.link')
  async dismiss(@Body() body: unknown, @Req() request: FastifyRequest): Promise<JudgementAnswer> {
    const { contact, other, ...says } = checkedBody({ contact: id, other: id, reason: optional(text) }, body);
    const both = await Promise.all([contact, other].map((one) => this.isThere(one)));
    if (both.includes(false)) throw unknown();
    return this.decide(dismissDuplicate, pairId(contact, other), reasonOf(says), request);
  }

  /** Says that an identifier is used by several people: it joins nobody any more. */
  @Post('identifiers/:node/shared')
  @HttpCode(200)
  @RouteAccess('contacts.link')
  shared(@Param('node') node: string, @Body() body: unknown, @Req() request: FastifyRequest): Promise<JudgementAnswer> {
    return this.mark(markShared, node, body, request);
  }

  /** Says that an identifier is somebody's own: it joins again whom it was seen with. */
  @Post('identifiers/:node/own')
  @HttpCode(200)
  @RouteAccess('contacts.link')
  own(@Param('node') node: string, @Body() body: unknown, @Req() request: FastifyRequest): Promise<JudgementAnswer> {
    return this.mark(markOwn, node, body, request);
  }

  private async mark(
    decision: typeof markShared | typeof markOwn,
    given: string,
    body: unknown,
    request: FastifyRequest,
  ): Promise<JudgementAnswer> {
    const node = checkedId(given);
    const says = checkedBody({ reason: optional(text) }, body ?? {});
    if (!(await this.isThere(node))) throw new Missing('identifier.unknown', 'no contact has such an identifier');
    return this.decide(decision, node, reasonOf(says), request);
  }

  /** Whether an id is an identifier of a contact, or a contact's. */
  private async isThere(node: string): Promise<boolean> {
    return (await this.runtime.queries.ask(identities, { contact: node })).answer !== null;
  }

  /** Decides what is made of what is believed now; a repeat is answered as the first time, whatever it changed. */
  private async once(
    commanding: ReturnType<typeof commandingBySaying>,
    make: () => Promise<{ decision: AnyDecision; about: string; params: Readonly<Record<string, unknown>> }>,
  ): Promise<JudgementAnswer> {
    const { decisions } = this.runtime;
    const repeated = await decisions.repeat(commanding);
    if (repeated !== null) return { position: repeated.position, events: repeated.events };
    const { decision, about, params } = await make();
    const { position, events } = await decisions.ask(decision, about, params, commanding);
    return { position, events };
  }

  private async decide(
    decision: AnyDecision,
    about: string,
    params: Readonly<Record<string, unknown>>,
    request: FastifyRequest,
  ): Promise<JudgementAnswer> {
    const commanding = commandingOf(request, this.runtime.store.ids);
    const { position, events } = await this.runtime.decisions.ask(decision, about, params, commanding);
    return { position, events };
  }
}

function unknown(): Missing {
  return new Missing('contact.unknown', 'there is no such contact');
}

function reasonOf({ reason }: { readonly reason?: string }): { readonly reason?: string } {
  return reason === undefined ? {} : { reason };
}
