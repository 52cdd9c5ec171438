import { Body, Controller, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { checkedSigning, checkWebhookScopes, secretNeeded, webhookPath } from '#intake';
import { key as keys } from '#journey';
import { broken, identity, list, open, optional, text, word, type Position } from '#kernel';
import { publicAddress } from '../composition/public-address.js';
import { RUNTIME, type Runtime } from '../composition/runtime.js';
import { checkedBody, checkedId } from '../edge/body.js';
import { commandingOf } from '../edge/commanding.js';
import { RouteAccess } from '../edge/route-access.js';

/** A key that was issued. */
interface IssuedAnswer {
  readonly id: string;
  readonly key: string;
  readonly position: Position;
  /** What a webhook's source calls: below the server's address, and whole. */
  readonly path?: string;
  readonly address?: string;
  /** Its deliveries are refused until it is said what they are signed with. */
  readonly awaitsSecret?: boolean;
}

/** Keys of sources. */
@Controller('api/keys')
export class KeyController {
  constructor(@Inject(RUNTIME) private readonly runtime: Runtime) {}

  /** The key's text is in this answer and nowhere else; with a webhook, the address its source calls is too. */
  @Post()
  @HttpCode(201)
  @RouteAccess('keys.manage')
  async issue(@Body() body: unknown, @Req() request: FastifyRequest): Promise<IssuedAnswer> {
    const { access, webhookSecrets, store } = this.runtime;
    const { webhook, signingSecret, ...says } = checkedBody(
      { name: word, scopes: list(word), webhook: optional(word), signingSecret: optional(identity) },
      body,
    );
    if (webhook === undefined) return access.issueKey(says, commandingOf(request, store.ids));
    const signing = checkedSigning(webhook, signingSecret);
    checkWebhookScopes(says.scopes);
    const issued = await access.issueKey(says, commandingOf(request, store.ids));
    await webhookSecrets.set(issued.id, signing);
    await access.directory.refresh();
    const path = webhookPath(webhook, issued.key);
    const address = publicAddress(this.runtime.configuration, `${request.protocol}://${request.host}`);
    const awaitsSecret = signing.secret === null && !secretNeeded(webhook).optional;
    return { ...issued, path, address: address + path, awaitsSecret };
  }

  /** What the source of a key's webhook signs with, from here on. */
  @Post(':id/webhook')
  @HttpCode(200)
  @RouteAccess('keys.manage')
  async sign(@Param('id') given: string, @Body() body: unknown): Promise<{ readonly id: string }> {
    const { access, webhookSecrets, decisions } = this.runtime;
    const id = checkedId(given);
    const { webhook, signingSecret } = checkedBody({ webhook: word, signingSecret: optional(identity) }, body);
    const signing = checkedSigning(webhook, signingSecret);
    const key = await decisions.state(keys, id);
    if (key.status !== 'in-use') throw broken('key.unknown');
    checkWebhookScopes(key.scopes);
    await webhookSecrets.set(id, signing);
    await access.directory.refresh();
    return { id };
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
