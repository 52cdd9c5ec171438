import { Body, Controller, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { correctCompany, linkContacts, nameParent, pairId, unlinkContacts } from '#journey';
import { broken, id, open, optional, properties, sameKind, text, type AnyDecision, type Position } from '#kernel';
import { companyAncestry, companyLinkPreview, companyUnlinkPreview } from '#queries';
import { RUNTIME, type Runtime } from '../composition/runtime.js';
import { checkedBody, checkedId } from '../edge/body.js';
import { commandingBySaying, commandingOf } from '../edge/commanding.js';
import { Missing } from '../edge/errors.js';
import { RouteAccess } from '../edge/route-access.js';

/** What became of a decision about a company. */
export interface CompanyDecided {
  /** Reads that name it as `minPosition` see the effect; 0 where nothing had to happen. */
  readonly position: Position;
  readonly events: readonly string[];
}

/** What people say about companies: what they belong to, their fields, and which are one. */
@Controller('api/companies')
export class CompanyController {
  /** One parent is named after the other, each knowing of the one before: two at once could make a circle. */
  private naming: Promise<unknown> = Promise.resolve();

  constructor(@Inject(RUNTIME) private readonly runtime: Runtime) {}

  /** Says which company it belongs to, or that it belongs to none. */
  @Post(':company/parent')
  @HttpCode(200)
  @RouteAccess('contacts.correct')
  async parent(
    @Param('company') given: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<CompanyDecided> {
    const stated = body as { readonly parent?: unknown } | null;
    const none = typeof stated === 'object' && stated !== null && stated.parent === null;
    const says = checkedBody(
      { parent: optional(id), reason: optional(open(text)) },
      none ? { ...stated, parent: undefined } : body,
    );
    if (says.parent === undefined && !none) checkedBody({ parent: id }, {});
    const naming = this.naming.then(() => this.nameParent(given, says, request));
    this.naming = naming.catch(() => undefined);
    return naming;
  }

  private async nameParent(
    given: string,
    says: { readonly parent?: string; readonly reason?: string },
    request: FastifyRequest,
  ): Promise<CompanyDecided> {
    const company = await this.companyOf(given);
    if (says.parent === undefined) return this.decide(nameParent, company, reasonOf(says), request);
    const { answer: above } = await this.runtime.queries.ask(
      companyAncestry,
      { company: says.parent },
      { minPosition: (await this.runtime.store.log.head()).position },
    );
    if (above === null) throw new Missing('company.parent-unknown', 'there is no such company to belong to');
    if (above.company === company || above.items.some((one) => one.company === company))
      throw broken('company.parent-circle');
    return this.decide(nameParent, company, { parent: above.company, ...reasonOf(says) }, request);
  }

  /** Corrects fields; null says that there is none. Those that are not named stay. */
  @Post(':company/fields')
  @HttpCode(200)
  @RouteAccess('contacts.correct')
  async fields(
    @Param('company') given: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<CompanyDecided> {
    const says = checkedBody({ fields: open(properties), reason: optional(open(text)) }, body);
    return this.decide(correctCompany, await this.companyOf(given), says, request);
  }

  /** Says that two companies are one, whatever was kept apart between them. */
  @Post(':company/link')
  @HttpCode(200)
  @RouteAccess('contacts.link')
  async link(
    @Param('company') given: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<CompanyDecided> {
    const company = checkedId(given);
    const says = checkedBody({ with: id, reason: optional(text) }, body);
    if (!sameKind(company, says.with)) throw broken('identity.kinds-differ');
    const commanding = commandingBySaying(request, this.runtime.store.ids, linkContacts.name, company, says);
    const repeated = await this.runtime.decisions.repeat(commanding);
    if (repeated !== null) return { position: repeated.position, events: repeated.events };
    const { answer } = await this.runtime.queries.ask(companyLinkPreview, { company, other: says.with });
    if (answer === null) throw unknown();
    if (answer.same) throw broken('identity.same-contact');
    const main = pairId(answer.left.company, answer.right.company);
    const also = answer.keptApart.filter(({ a, b }) => pairId(a, b) !== main);
    const params = { ...(also.length === 0 ? {} : { also }), ...reasonOf(says) };
    return this.decide(linkContacts, main, params, request, commanding);
  }

  /** Takes an identifier of a company apart from another one: a link of them is taken back, and they stay apart. */
  @Post(':company/unlink')
  @HttpCode(200)
  @RouteAccess('contacts.link')
  async unlink(
    @Param('company') given: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<CompanyDecided> {
    const company = checkedId(given);
    const says = checkedBody({ node: id, from: optional(id), reason: optional(text) }, body);
    const commanding = commandingBySaying(request, this.runtime.store.ids, unlinkContacts.name, company, says);
    const repeated = await this.runtime.decisions.repeat(commanding);
    if (repeated !== null) return { position: repeated.position, events: repeated.events };
    const { reason: _, ...apart } = says;
    const { answer } = await this.runtime.queries.ask(companyUnlinkPreview, { company, ...apart });
    if (answer === null) throw broken('identity.not-together');
    const params = { still: true, ...reasonOf(says) };
    return this.decide(unlinkContacts, pairId(answer.node, answer.from), params, request, commanding);
  }

  /** The company an id stands for now. */
  private async companyOf(given: string): Promise<string> {
    const { answer } = await this.runtime.queries.ask(companyAncestry, { company: checkedId(given) });
    if (answer === null) throw unknown();
    return answer.company;
  }

  private async decide(
    decision: AnyDecision,
    about: string,
    params: Readonly<Record<string, unknown>>,
    request: FastifyRequest,
    commanding = commandingOf(request, this.runtime.store.ids),
  ): Promise<CompanyDecided> {
    const { position, events } = await this.runtime.decisions.ask(decision, about, params, commanding);
    return { position, events };
  }
}

function unknown(): Missing {
  return new Missing('company.unknown', 'there is no such company');
}

function reasonOf({ reason }: { readonly reason?: string }): { readonly reason?: string } {
  return reason === undefined ? {} : { reason };
}
