import fastify, { type FastifyInstance } from 'fastify';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { answerTo } from '../edge/problem.js';
import { serveWeb } from './serve-web.js';

function serving(folder: string): FastifyInstance {
  const server = fastify();
  server.setErrorHandler((error, request, reply) => {
    const { problem } = answerTo(error, request);
    return reply.code(problem.status).send(problem);
  });
  serveWeb(server, folder);
  return server;
}

describe('the screens', () => {
  let folder: string;
  let server: FastifyInstance;
  const script = `export const words = ${JSON.stringify('word '.repeat(1_000))};`;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'throughline-web-'));
    await mkdir(join(folder, 'assets'));
    await writeFile(join(folder, 'index.html'), '<!doctype html><title>Throughline</title>');
    await writeFile(join(folder, 'assets', 'main-abc.js'), script);
    server = serving(folder);
    await server.ready();
  });
  afterAll(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });

  it('are one page under every path that is no file and no interface', async () => {
    for (const url of ['/', '/contacts', '/contacts/a.b', '/settings/keys?tab=1']) {
      const { statusCode, headers, body } = await server.inject(url);
      expect([url, statusCode, headers['content-type'], headers['cache-control'], body]).toEqual([
        url,
        200,
        'text/html; charset=utf-8',
        'no-cache',
        '<!doctype html><title>Throughline</title>',
      ]);
    }
    for (const url of [
      '/api/nothing',
      '/v1/nothing',
      '/assets/gone.js',
      '/favicon.ico',
      '/../package.json',
      '/%2e%2e/package.json',
    ])
      expect([url, (await server.inject(url)).statusCode]).toEqual([url, 404]);
  });

  it('are kept for ever where their name says what they hold, and never sent twice', async () => {
    const first = await server.inject('/assets/main-abc.js');
    expect(first.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    const again = await server.inject({
      url: '/assets/main-abc.js',
      headers: { 'if-none-match': String(first.headers.etag) },
    });
    expect([again.statusCode, again.body]).toEqual([304, '']);
  });

  it('travel compressed to whoever can open them', async () => {
    const sent = async (accepted: string) =>
      server.inject({ url: '/assets/main-abc.js', headers: { 'accept-encoding': accepted } });
    const [br, gzip, plain] = [await sent('gzip, deflate, br'), await sent('gzip'), await sent('identity')];
    expect([
      br.headers['content-encoding'],
      gzip.headers['content-encoding'],
      plain.headers['content-encoding'],
    ]).toEqual(['br', 'gzip', undefined]);
    expect(brotliDecompressSync(br.rawPayload).toString()).toBe(script);
    expect(gunzipSync(gzip.rawPayload).toString()).toBe(script);
    expect(plain.body).toBe(script);
    expect(br.rawPayload.length).toBeLessThan(script.length / 10);
  });
});

it('say how to build them where they are not', async () => {
  const server = serving(join(tmpdir(), 'throughline-not-there'));
  expect((await server.inject('/')).body).toContain('npm run build:web');
  await server.close();
});
