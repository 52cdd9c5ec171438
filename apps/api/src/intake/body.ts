import { isUtf8 } from 'node:buffer';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';
import { errorCode } from '#platform';
import { IntakeProblem } from './problems.js';

/** How large and deep a body may be. */
export interface BodyLimits {
  /** Bytes as they come over the wire. */
  readonly received: number;
  /** Bytes after decompression. */
  readonly decompressed: number;
  /** Levels of lists and objects. */
  readonly depth: number;
  /** Bytes, received and decompressed, of a body that is read before anybody knows whose it is: its key is in it. */
  readonly keyless: number;
}

/** What bodies are held to unless told otherwise. */
export const BODY_LIMITS: BodyLimits = {
  received: 5 * 1024 * 1024,
  decompressed: 20 * 1024 * 1024,
  depth: 64,
  keyless: 512 * 1024,
};

/** The limits of a body whose key, if any, is in it: much smaller, since anybody can send one. */
export function keylessLimits(limits: BodyLimits): BodyLimits {
  const { keyless } = limits;
  return {
    ...limits,
    received: Math.min(limits.received, keyless),
    decompressed: Math.min(limits.decompressed, keyless),
  };
}

const decompressors = {
  gzip: promisify(gunzip),
  deflate: promisify(inflate),
  deflateRaw: promisify(inflateRaw),
  br: promisify(brotliDecompress),
} as const;

/**
 * The body as it was before compression, whatever the content type says: RudderStack sends gzip labelled as a form.
 * Compression is told by `content-encoding`, and gzip also by its first bytes. Throws IntakeProblem.
 */
export async function decompressed(body: Buffer, encoding: string | undefined, limits: BodyLimits): Promise<Buffer> {
  const how = compressionOf(body, encoding);
  if (how === null) return body;
  try {
    return await decompressors[how](body, { maxOutputLength: limits.decompressed });
  } catch (error) {
    if (errorCode(error) === 'ERR_BUFFER_TOO_LARGE')
      throw new IntakeProblem(
        413,
        'delivery.too-large',
        `Decompressed, the body has more than ${limits.decompressed} bytes: send it in parts.`,
      );
    throw new IntakeProblem(
      400,
      'delivery.not-decompressed',
      `The body does not decompress as ${encoding ?? 'gzip'} (${(error as Error).message}).`,
    );
  }
}

function compressionOf(body: Buffer, encoding: string | undefined): keyof typeof decompressors | null {
  switch (encoding?.trim().toLowerCase() ?? '') {
    case '':
    case 'identity':
      return body[0] === 0x1f && body[1] === 0x8b ? 'gzip' : null;
    case 'gzip':
    case 'x-gzip':
      return 'gzip';
    case 'deflate':
      // RFC 9110 means zlib's format; some clients send the bare one. Zlib's begins with 8 in the lower half.
      return (body[0]! & 0x0f) === 8 ? 'deflate' : 'deflateRaw';
    case 'br':
      return 'br';
    default:
      throw new IntakeProblem(
        415,
        'delivery.encoding-unknown',
        `The content encoding ${encoding ?? ''} is not known: use gzip, deflate, br or none.`,
      );
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Whether a JSON text nests deeper than `most` levels. Looked at before it is parsed. */
export function nestsDeeper(text: Buffer, most: number): boolean {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const byte = text[i]!;
    if (byte === QUOTE) {
      for (i++; i < text.length; i++) {
        const inside = text[i]!;
        if (inside === QUOTE) break;
        if (inside === BACKSLASH) i++;
      }
    } else if (byte === 0x7b || byte === 0x5b) {
      if (++depth > most) return true;
    } else if (byte === 0x7d || byte === 0x5d) depth--;
  }
  return false;
}

/** Parses a body as JSON, whatever its content type. Throws IntakeProblem. */
export function parsed(body: Buffer, limits: BodyLimits): unknown {
  if (nestsDeeper(body, limits.depth))
    throw new IntakeProblem(400, 'delivery.too-deep', `The body nests deeper than ${limits.depth} levels.`);
  if (!isUtf8(body)) throw new IntakeProblem(400, 'delivery.not-utf8', 'The body is not UTF-8: JSON is.');
  const begin = body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? 3 : 0;
  try {
    return JSON.parse(body.toString('utf8', begin));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new IntakeProblem(400, 'delivery.not-json', `The body is not JSON: ${error.message.slice(0, 200)}`);
  }
}

/** Whether a content type says that the body is JSON. */
export function isJson(contentType: string | undefined): boolean {
  return /[/+]json\s*(;|$)/i.test(contentType ?? '');
}

/** The members of a form; one that comes several times is a list. Throws IntakeProblem. */
export function formOf(body: Buffer): Readonly<Record<string, string | readonly string[]>> {
  if (!isUtf8(body)) throw new IntakeProblem(400, 'delivery.not-utf8', 'The body is not UTF-8: a form is.');
  const members = new URLSearchParams(body.toString());
  return Object.fromEntries(
    [...new Set(members.keys())].map((name) => {
      const values = members.getAll(name);
      return [name, values.length === 1 ? values[0]! : values];
    }),
  );
}
