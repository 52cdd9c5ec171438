import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import type { FastifyInstance } from 'fastify';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CONNECTORS } from '#intake';
import { kpis, questions } from '#queries';
import { nestLogger } from '#platform';
import { AppModule } from './app.module.js';
import { offeredDecisions } from './commands/command.controller.js';
import { packageRoot } from './composition/package-root.js';
import type { Runtime } from './composition/runtime.js';
import { createServer, ServerAdapter } from './create-server.js';
import { apiDocument } from './docs/api-document.js';
import { authenticate } from './edge/authenticate.js';
import { serveWeb } from './web/serve-web.js';

/** What else a test adds to the server before Nest's routes. */
export type RoutePlugin = (server: FastifyInstance, runtime: Runtime) => void | Promise<void>;

/**
 * The HTTP server, ready to listen: intake, commands, queries, live updates, documentation and screens.
 * Rejects where a route does not declare who may use it.
 */
export async function createApi(
  runtime: Runtime,
  plugins: readonly RoutePlugin[] = [],
): Promise<NestFastifyApplication> {
  const { server, filter } = createServer(runtime);
  authenticate(server, runtime.access);
  for (const plugin of plugins) await plugin(server, runtime);
  serveWeb(server, join(packageRoot(fileURLToPath(new URL('.', import.meta.url))), 'dist', 'web'));
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.over(runtime), new ServerAdapter(server), {
    logger: nestLogger(runtime.logger),
    abortOnError: false,
  });
  app.useGlobalFilters(filter);
  const { version } = runtime;
  SwaggerModule.setup('api/docs', app, () =>
    apiDocument({ version, questions, decisions: offeredDecisions(), kpis, connectors: CONNECTORS }),
  );
  await app.init();
  await server.ready();
  return app;
}
