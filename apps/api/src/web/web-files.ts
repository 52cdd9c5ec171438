import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

/** A file of the built screens, held in memory with what it takes to send it. */
export interface WebFile {
  readonly type: string;
  readonly etag: string;
  /** Names under `assets/` carry a hash of what they hold: they never change. */
  readonly immutable: boolean;
  body(encoding: 'identity' | 'gzip' | 'br'): Buffer;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
};

const COMPRESSIBLE = /^(text\/|application\/(json|manifest)|image\/svg)/;
const WORTH_COMPRESSING = 1_024;

/** The built screens by path (`/index.html`); empty where they were not built. */
export class WebFiles {
  private readonly files = new Map<string, WebFile>();

  constructor(folder: string) {
    for (const path of walk(folder)) {
      const name = `/${relative(folder, path).split(sep).join('/')}`;
      this.files.set(name, webFile(readFileSync(path), name));
    }
  }

  get built(): boolean {
    return this.files.has('/index.html');
  }

  /** The file of a path; for the path of a screen, which the browser resolves, the page itself. */
  find(path: string): WebFile | undefined {
    const found = this.files.get(path);
    if (found !== undefined) return found;
    return extname(path) === '' || path.startsWith('/contacts/') ? this.files.get('/index.html') : undefined;
  }
}

function walk(folder: string): string[] {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? walk(join(folder, entry.name)) : [join(folder, entry.name)],
  );
}

function webFile(content: Buffer, name: string): WebFile {
  const type = TYPES[extname(name)] ?? 'application/octet-stream';
  const compressible = COMPRESSIBLE.test(type) && content.length >= WORTH_COMPRESSING;
  const compressed = new Map<string, Buffer>();
  return {
    type,
    etag: `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`,
    immutable: name.startsWith('/assets/'),
    body(encoding) {
      if (encoding === 'identity' || !compressible) return content;
      let body = compressed.get(encoding);
      if (body === undefined) {
        body = encoding === 'gzip' ? gzipSync(content) : brotli(content);
        compressed.set(encoding, body);
      }
      return body;
    },
  };
}

function brotli(content: Buffer): Buffer {
  return brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } });
}
