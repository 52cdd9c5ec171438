import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Missing } from '../edge/errors.js';
import { WebFiles } from './web-files.js';

/** What is never a screen: an unknown path below these is a mistake of whoever asked. */
const NOT_SCREENS = /^\/(api|v1|health|metrics)(\/|$)/;

/** Serves the built screens; every path that is no file and no interface is a screen. */
export function serveWeb(fastify: FastifyInstance, folder: string): void {
  const files = new WebFiles(folder);
  fastify.get('/*', { config: { access: 'public' } }, (request, reply) => {
    const path = decodePath(request);
    const file = NOT_SCREENS.test(path) ? undefined : files.find(path);
    if (file === undefined) throw missing(path, files.built);
    reply.type(file.type).header('etag', file.etag).header('vary', 'accept-encoding');
    reply.header('cache-control', file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache');
    if (request.headers['if-none-match'] === file.etag) return reply.code(304).send();
    const encoding = encodingFor(request);
    const body = file.body(encoding);
    return encoded(reply, encoding, body, file.body('identity')).send(body);
  });
}

function decodePath(request: FastifyRequest): string {
  const path = request.url.split('?')[0]!;
  try {
    return path === '/' ? '/index.html' : decodeURIComponent(path);
  } catch {
    return path;
  }
}

function encodingFor(request: FastifyRequest): 'identity' | 'gzip' | 'br' {
  const accepted = request.headers['accept-encoding'] ?? '';
  const text = Array.isArray(accepted) ? accepted.join(',') : accepted;
  if (/\bbr\b/.test(text)) return 'br';
  return /\bgzip\b/.test(text) ? 'gzip' : 'identity';
}

function encoded(reply: FastifyReply, encoding: string, body: Buffer, plain: Buffer): FastifyReply {
  return body === plain ? reply : reply.header('content-encoding', encoding);
}

function missing(path: string, built: boolean): Missing {
  if (built || NOT_SCREENS.test(path)) return new Missing('route.unknown', `there is nothing at ${path}`);
  return new Missing('web.not-built', 'the screens are not built: run  npm run build:web');
}
