import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyInstance, RouteOptions } from 'fastify';
import { isAccess, type Access, type Principal } from '#access';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may use the route: a permission, `session` for anybody signed in, `public` for everybody. */
    access?: Access;
  }
  interface FastifyRequest {
    /** Who asks; null on public routes and for strangers. */
    principal: Principal | null;
    /** The session's token, where a cookie brought one that is good. */
    sessionToken: string | null;
  }
}

/** Declares who may use a route. Every route needs one: without it the program does not start. */
export function RouteAccess(access: Access): MethodDecorator {
  return RouteConfig({ access });
}

/** The documentation's own routes are added by a package that knows nothing of access: they are public. */
const DOCUMENTATION = /^\/api\/docs(-json|-yaml)?(\/|$)/;

/** Makes the instance refuse to become ready while a route does not declare who may use it. */
export function closedByDefault(fastify: FastifyInstance): void {
  const routes: RouteOptions[] = [];
  fastify.addHook('onRoute', (route) => {
    if (DOCUMENTATION.test(route.url)) route.config = { ...route.config, access: 'public' };
    routes.push(route);
  });
  fastify.addHook('onReady', (done) => {
    const open = routes.filter((route) => !isAccess(route.config?.access));
    const names = open.map(
      (route) => `${[route.method].flat().join(',')} ${route.url} (${String(route.config?.access)})`,
    );
    done(open.length === 0 ? undefined : new Error(`routes without a declared permission: ${names.join('; ')}`));
  });
}
