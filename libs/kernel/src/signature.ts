import { createHmac, createPublicKey, timingSafeEqual, verify, type KeyObject } from 'node:crypto';

/** How far the time in a signature may be from its arrival, milliseconds. */
export const SIGNATURE_TOLERANCE = 5 * 60_000;

/** A delivery as its signature sees it. */
export interface SignedRequest {
  readonly method: string;
  /** The whole address that was called, with scheme and host as its source knows them. */
  readonly url: string;
  /** The body's bytes, to the letter. */
  readonly raw: Buffer;
  /** The same, read: some sources sign within the body. */
  readonly body: unknown;
  header(name: string): string | undefined;
  /** When it arrived, epoch milliseconds. */
  readonly arrivedAt: number;
}

/** Whether a delivery is its source's: it is, it brings no signature, one that is wrong, or a right one of another time. */
export type Verdict = 'genuine' | 'unsigned' | 'forged' | 'stale';

/** Tells deliveries of a source from everybody else's. */
export interface Verifier {
  /** What its source calls the secret, and where it shows it: for whoever has to set it. */
  readonly secret: string;
  /** The source signs nothing unless it is told to: without a secret the key in the address is what tells. */
  readonly optional?: true;
  /** Why a text cannot be such a secret; null where it can. */
  unfit(secret: string): string | null;
  check(request: SignedRequest, secret: string): Verdict;
}

/** A part of what is signed: texts stand in UTF-8. */
export type Signed = string | Buffer;

/** How a source signs with a secret that both sides know. */
export interface HmacSays {
  /** See `Verifier.secret`. */
  readonly secret: string;
  /** The header of the signature, or where else it stands; of several one must be right: a source whose secret is being replaced sends both. */
  readonly signature: string | ((request: SignedRequest) => readonly (string | undefined)[]);
  /** What stands before the signature in its header. */
  readonly prefix?: string;
  readonly encoding?: 'hex' | 'base64';
  /** What is signed, part by part. */
  readonly over: (request: SignedRequest) => readonly (Signed | undefined)[];
  /** When it was signed, epoch milliseconds; signatures that do not say are never stale. */
  readonly signedAt?: (request: SignedRequest) => number | undefined;
}

/** HMAC with SHA-256. */
export const hmacSha256 = (says: HmacSays): Verifier => hmac('sha256', says);

/** HMAC with SHA-1, where a source knows nothing newer: forging one still takes the secret. */
export const hmacSha1 = (says: HmacSays): Verifier => hmac('sha1', says);

function hmac(hash: 'sha1' | 'sha256', says: HmacSays): Verifier {
  const { secret, signature, prefix = '', encoding = 'hex', over, signedAt } = says;
  const stated = typeof signature === 'function' ? signature : (request: SignedRequest) => [request.header(signature)];
  return {
    secret,
    unfit: emptiness,
    check(request, key) {
      const signatures = stated(request).filter((one) => one !== undefined && one !== '') as string[];
      const parts = over(request);
      const at = signedAt?.(request);
      if (signatures.length === 0 || parts.includes(undefined)) return 'unsigned';
      if (signedAt !== undefined && (at === undefined || Number.isNaN(at))) return 'unsigned';
      const mac = createHmac(hash, key);
      for (const part of parts) mac.update(part!);
      const right = mac.digest();
      const genuine = signatures.some(
        (one) => one.startsWith(prefix) && same(one.slice(prefix.length), encoding, right),
      );
      if (!genuine) return 'forged';
      return at === undefined || fresh(at, request) ? 'genuine' : 'stale';
    },
  };
}

/** The HMAC with SHA-256 of a text, in hex: what some sources ask for to see that their secret is known. */
export function hmacHex(secret: string, text: string): string {
  return createHmac('sha256', secret).update(text).digest('hex');
}

function same(stated: string, encoding: 'hex' | 'base64', right: Buffer): boolean {
  const bytes = Buffer.from(stated, encoding);
  return bytes.length === right.length && timingSafeEqual(bytes, right);
}

function fresh(at: number, { arrivedAt }: SignedRequest): boolean {
  return Math.abs(arrivedAt - at) <= SIGNATURE_TOLERANCE;
}

/** How a source signs with a key of its own, whose public half it shows. */
export interface EcdsaSays {
  readonly secret: string;
  /** The header of the signature: base64 of its DER form. */
  readonly signature: string;
  readonly over: (request: SignedRequest) => readonly (Signed | undefined)[];
  readonly signedAt: (request: SignedRequest) => number | undefined;
}

/** ECDSA over P-256 with SHA-256; the secret is the public key: base64 of its SPKI form, or PEM. */
export function ecdsaP256({ secret, signature, over, signedAt }: EcdsaSays): Verifier {
  return {
    secret,
    unfit: (key) => (publicKeyOf(key) === null ? 'is no public key over P-256' : null),
    check(request, stated) {
      const key = publicKeyOf(stated);
      const signed = request.header(signature);
      const parts = over(request);
      const at = signedAt(request);
      if (signed === undefined || parts.includes(undefined) || at === undefined || Number.isNaN(at)) return 'unsigned';
      const bytes = Buffer.concat(parts.map((part) => Buffer.from(part as string)));
      if (key === null || !verify('sha256', bytes, key, Buffer.from(signed, 'base64'))) return 'forged';
      return fresh(at, request) ? 'genuine' : 'stale';
    },
  };
}

function publicKeyOf(stated: string): KeyObject | null {
  try {
    const key = stated.includes('-----BEGIN')
      ? createPublicKey(stated)
      : createPublicKey({ key: Buffer.from(stated, 'base64'), format: 'der', type: 'spki' });
    return key.asymmetricKeyDetails?.namedCurve === 'prime256v1' ? key : null;
  } catch {
    return null;
  }
}

/** No signature, but a name and password in the address its source calls: `name:password`. Optional: see `Verifier`. */
export function basicAuthorization({ secret }: { readonly secret: string }): Verifier {
  return {
    secret,
    optional: true,
    unfit: (stated) => emptiness(stated) ?? (stated.includes(':') ? null : 'must be name:password'),
    check(request, stated) {
      const [scheme = '', credentials = ''] = (request.header('authorization') ?? '').split(/ +/, 2);
      if (!/^basic$/i.test(scheme)) return 'unsigned';
      return same(credentials, 'base64', Buffer.from(stated)) ? 'genuine' : 'forged';
    },
  };
}

function emptiness(secret: string): string | null {
  return secret === '' ? 'must not be empty' : null;
}

/** A Unix time as headers state it, in seconds or, beyond the year 5000, in milliseconds; undefined for anything else. */
export function unixTime(stated: string | undefined): number | undefined {
  if (stated === undefined || !/^\d{1,15}$/.test(stated)) return undefined;
  const value = Number(stated);
  return value < 100_000_000_000 ? value * 1_000 : value;
}

/** The members of a header such as `t=1492774577,v1=5257a8…`, by name: a name may come several times. */
export function membersOf(header: string | undefined): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const part of header?.split(',') ?? []) {
    const at = part.indexOf('=');
    if (at <= 0) continue;
    const name = part.slice(0, at).trim();
    const values = found.get(name) ?? [];
    found.set(name, [...values, part.slice(at + 1).trim()]);
  }
  return found;
}
