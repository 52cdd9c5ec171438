import { Body, Controller, Delete, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { csrfToken, type PersonPrincipal } from '#access';
import { identity, open, optional, text } from '#kernel';
import { RUNTIME, type Runtime } from '../composition/runtime.js';
import { checkedBody } from '../edge/body.js';
import { Unauthenticated } from '../edge/errors.js';
import { RouteAccess } from '../edge/route-access.js';
import { clearSessionCookie, sessionCookie, setSessionCookie } from '../edge/session-cookie.js';

/** Who is signed in, and what screens need to know first. */
export interface SessionAnswer {
  readonly person: {
    readonly id: string;
    readonly email: string | null;
    readonly name: string | null;
    readonly role: string;
  };
  readonly permissions: readonly string[];
  /** Goes with every command of this session as `x-csrf-token`. */
  readonly csrf: string;
  readonly zone: string;
  readonly version: string;
}

/** Signing in, out, and asking who one is. */
@Controller('api/session')
export class SessionController {
  constructor(@Inject(RUNTIME) private readonly runtime: Runtime) {}

  @Get()
  @RouteAccess('public')
  async who(@Req() request: FastifyRequest): Promise<SessionAnswer> {
    const token = sessionCookie(request);
    const principal = token === null ? null : await this.runtime.access.session(token);
    if (token === null || principal === null) throw new Unauthenticated();
    return this.answer(principal, token);
  }

  @Post()
  @HttpCode(200)
  @RouteAccess('public')
  async signIn(
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionAnswer> {
    const { email, password } = checkedBody({ email: identity, password: open(text) }, body);
    return this.begin(await this.runtime.access.signIn(email, password, request.ip), request, reply);
  }

  /** The first sign-in: by one-time link, choosing the password. */
  @Post('link')
  @HttpCode(200)
  @RouteAccess('public')
  async useLink(
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionAnswer> {
    const { token, ...says } = checkedBody({ token: open(text), password: open(text), name: optional(identity) }, body);
    return this.begin(await this.runtime.access.useLink(token, says, request.ip), request, reply);
  }

  @Delete()
  @HttpCode(204)
  @RouteAccess('session')
  async signOut(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    if (request.sessionToken !== null) await this.runtime.access.signOut(request.sessionToken);
    clearSessionCookie(request, reply);
  }

  private async begin(token: string, request: FastifyRequest, reply: FastifyReply): Promise<SessionAnswer> {
    const principal = await this.runtime.access.session(token);
    if (principal === null) throw new Unauthenticated();
    setSessionCookie(request, reply, token);
    return this.answer(principal, token);
  }

  private async answer(principal: PersonPrincipal, token: string): Promise<SessionAnswer> {
    const { access, configuration, version } = this.runtime;
    const member = await access.directory.member(principal.id);
    return {
      person: {
        id: principal.id,
        email: member?.email ?? null,
        name: member?.name ?? null,
        role: principal.role,
      },
      permissions: [...principal.permissions],
      csrf: csrfToken(token),
      zone: configuration.zone,
      version,
    };
  }
}
