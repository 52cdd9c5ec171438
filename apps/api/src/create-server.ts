import { FastifyAdapter } from '@nestjs/platform-fastify';
import fastify, { type FastifyInstance } from 'fastify';
import { NO_TRACING, type Configuration, type Logger, type Metrics, type Tracing } from '#platform';
import { ProblemFilter } from './edge/problem.filter.js';
import { closedByDefault } from './edge/route-access.js';
import { answerBroken } from './edge/broken-request.js';
import { isLetArrive } from './edge/long-body.js';
import { correlate, meter, refuseUnstorable, secure, SECURITY_HEADERS } from './edge/surroundings.js';

/** Nest over a server whose error handler is set already: for routes and hooks that Nest knows nothing of. */
export class ServerAdapter extends FastifyAdapter {
  constructor(server: FastifyInstance) {
    super(server as never);
  }

  override setErrorHandler(): ReturnType<FastifyAdapter['setErrorHandler']> {
    return this.getInstance();
  }
}

/** A request must have arrived whole by then: whoever sends it slower holds a connection that others need. */
const REQUEST_MS = 30_000;
const LOOK_FOR_STALLED_MS = 5_000;

/** What files are sent as. */
const FILES = ['text/csv', 'application/octet-stream', 'application/gzip', 'application/x-gzip'];

/** A server that is closed by default, traceable, measured, and answers errors as problem details. */
export function createServer(program: {
  readonly configuration: Configuration;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly tracing?: Tracing;
}): { readonly server: FastifyInstance; readonly filter: ProblemFilter } {
  const { configuration, logger, metrics, tracing = NO_TRACING } = program;
  const filter = new ProblemFilter(logger);
  const server = fastify({
    bodyLimit: configuration.maxBodyBytes,
    trustProxy: configuration.trustedProxies.length === 0 ? false : [...configuration.trustedProxies],
    forceCloseConnections: 'idle',
    keepAliveTimeout: 10_000,
    requestTimeout: REQUEST_MS,
    http: { headersTimeout: REQUEST_MS, connectionsCheckingInterval: LOOK_FOR_STALLED_MS },
    routerOptions: { ignoreTrailingSlash: true },
    // Addresses that cannot be read, and parameters that are too long, come here before any hook.
    frameworkErrors: (error, request, reply) => {
      reply.headers(SECURITY_HEADERS);
      filter.answer(error, request, reply);
    },
    clientErrorHandler: (error, socket) => {
      if (!isLetArrive(error, socket)) answerBroken(error, socket);
    },
  });
  // A file's body is a stream: whoever takes it writes it to the disk.
  server.addContentTypeParser(FILES, (_request, payload, done) => done(null, payload));
  closedByDefault(server);
  correlate(server, tracing);
  secure(server);
  refuseUnstorable(server);
  meter(server, metrics);
  server.setErrorHandler((error, request, reply) => filter.answer(error, request, reply));
  return { server, filter };
}
