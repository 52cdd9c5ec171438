import type { FastifyInstance } from 'fastify';
import { InvalidInput } from '#kernel';
import {
  correlationIdFrom,
  readTraceContext,
  statedCorrelation,
  withCorrelation,
  writeTraceContext,
  type Metrics,
  type TracedSpan,
  type Tracing,
} from '#platform';

const CONTENT_SECURITY = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** What every answer says to browsers. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': CONTENT_SECURITY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=()',
};

declare module 'fastify' {
  interface FastifyRequest {
    /** The request's span, where it is traced. */
    span?: TracedSpan;
  }
}

/** What watches over the process asks all the time: no trace begins with it. */
const WATCHING = /^\/(health\/|metrics$)/;

/**
 * Every request carries a correlation id, in the log and in its answer. That of a traced one is its place in the trace,
 * unless it was sent with another: it is recorded with what the request brings, and so whoever reads that from the log
 * knows which trace it belongs to.
 */
export function correlate(fastify: FastifyInstance, tracing: Tracing): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    const from = readTraceContext(request.headers.traceparent);
    const span =
      tracing.on && !WATCHING.test(request.url)
        ? tracing.begin(request.method, { kind: 'server', parent: from })
        : null;
    if (span !== null) request.span = span;
    const id =
      statedCorrelation(request.headers['x-correlation-id']) ??
      (span === null ? correlationIdFrom(undefined) : writeTraceContext(span.context));
    reply.header('x-correlation-id', id);
    withCorrelation(id, done, span?.context ?? from);
  });
  if (!tracing.on) return;
  fastify.addHook('onResponse', (request, reply, done) => {
    if (request.span !== undefined) {
      const route = request.routeOptions.url ?? '(none)';
      const { statusCode: status } = reply;
      request.span.set({
        'http.request.method': request.method,
        'http.route': route,
        'http.response.status_code': status,
      });
      request.span.end({ name: `${request.method} ${route}`, ...(status >= 500 ? { failed: String(status) } : {}) });
    }
    done();
  });
}

/** Headers that keep browsers from doing what nobody asked for; answers of the API are never stored. */
export function secure(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.headers(SECURITY_HEADERS);
    if (request.protocol === 'https') reply.header('strict-transport-security', 'max-age=31536000');
    if (!request.url.startsWith('/assets/')) reply.header('cache-control', 'no-store');
    done();
  });
}

/** Refuses addresses with a U+0000 in them, which no text that is stored can hold. */
export function refuseUnstorable(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    if (!request.url.includes('%00')) return done();
    done(
      new InvalidInput('request.malformed', [
        { where: 'address', what: 'holds U+0000 (%00), which cannot be stored', remedy: 'leave it out' },
      ]),
    );
  });
}

/** Counts and times requests by route, so that no address of a person becomes a label. */
export function meter(fastify: FastifyInstance, metrics: Metrics): void {
  const seconds = metrics.histogram('http_request_seconds', 'Time from a request to the end of its answer.', [
    'method',
    'route',
    'status',
  ]);
  fastify.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? '(none)';
    seconds.observe({ method: request.method, route, status: String(reply.statusCode) }, reply.elapsedTime / 1_000);
    done();
  });
}
