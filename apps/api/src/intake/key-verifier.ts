/** A source's key that is in force. */
export interface VerifiedKey {
  readonly id: string;
  /** The source's name. */
  readonly source: string;
  readonly scopes: readonly string[];
  /** The webhook it belongs to: it opens that one's address, and nothing else of intake. */
  readonly webhook?: string;
}

/** Tells keys that are in force from others. Answers at once where it knows at once: this is the hot path. */
export interface KeyVerifier {
  verify(rawKey: string): VerifiedKey | null | Promise<VerifiedKey | null>;
}

/** The scope a key needs to record what happened. */
export const INTAKE_SCOPE = 'intake';

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/**
 * The key a request comes with, wherever clients put it: the user of Basic authorization (Segment, RudderStack), a
 * Bearer token, or the header `x-write-key` (Jitsu: whole, or after the colon of `id:secret`). Null where none of them
 * names one.
 */
export function keyOfHeaders(headers: Headers): string | null {
  const own = headers['x-write-key'];
  if (typeof own === 'string' && own !== '') return own.slice(own.indexOf(':') + 1);
  const authorization = headers['authorization'];
  if (typeof authorization !== 'string') return null;
  const [scheme = '', credentials = ''] = authorization.split(/ +/, 2);
  if (/^bearer$/i.test(scheme)) return credentials === '' ? null : credentials;
  if (!/^basic$/i.test(scheme)) return null;
  const [user = ''] = Buffer.from(credentials, 'base64').toString('utf8').split(':', 1);
  return user === '' ? null : user;
}

/** The key that some libraries carry in the body: `writeKey` (Segment's single calls), `api_key` or `token` (PostHog). */
export function keyOfBody(body: unknown): string | null {
  if (typeof body !== 'object' || body === null) return null;
  const { writeKey, api_key: apiKey, token } = body as Readonly<Record<string, unknown>>;
  const key = writeKey ?? apiKey ?? token;
  return typeof key === 'string' && key !== '' ? key : null;
}
