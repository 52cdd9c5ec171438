import type { Problem } from './types.js';

/** An answer that was not the one asked for: the API's problem details, or a failure to reach it (status 0). */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  constructor(readonly problem: Problem) {
    super(problem.detail ?? problem.title);
  }
  get status(): number {
    return this.problem.status;
  }
  get unreachable(): boolean {
    return this.problem.status === 0;
  }
}

type Method = 'GET' | 'POST' | 'DELETE';

interface Call {
  readonly method?: Method;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
  readonly params?: Readonly<Record<string, string | number | null | undefined>>;
  /** Said of what is no question to the read models: it has no position to wait for. */
  readonly asIs?: boolean;
  /** Makes a command that is sent twice count once. */
  readonly idempotencyKey?: string;
}

/** How long after a write reads still ask to see it; by then every read model has it, or says that it is behind. */
const OWN_WRITE_MS = 15_000;

let csrf: string | null = null;
let written: { position: number; until: number } | null = null;
let signedOut: () => void = () => undefined;

/** The token that goes with every command of this session. */
export function setCsrf(token: string | null): void {
  csrf = token;
}

/** The token that goes with every command; null before anybody signed in. */
export function csrfToken(): string | null {
  return csrf;
}

/** What happens when the API says that nobody is signed in. */
export function onSignedOut(listener: () => void): void {
  signedOut = listener;
}

/** Reads from now on wait for this position: a screen sees its own writes. */
export function noteWrite(position: number | undefined): void {
  if (position === undefined) return;
  written = { position: Math.max(position, written?.position ?? 0), until: Date.now() + OWN_WRITE_MS };
}

/** The position that reads should not stay behind, while one was written a moment ago. */
export function ownPosition(): number | undefined {
  if (written !== null && written.until < Date.now()) written = null;
  return written?.position;
}

/** Asks the API; what is asked several times by one name stands in the path. Throws ApiProblem. */
export async function call<T>(path: string, options: Call = {}): Promise<T> {
  const method = options.method ?? 'GET';
  const response = await send(method, address(path, method, options), options);
  if (!response.ok) throw new ApiProblem(await problemOf(response));
  if (response.status === 204) return undefined as T;
  const answer = (await response.json()) as T;
  if (method !== 'GET') noteWrite((answer as { position?: number } | null)?.position);
  return answer;
}

function address(path: string, method: Method, { params, asIs = false }: Call): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(params ?? {}))
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value));
  const own = method === 'GET' && !asIs ? ownPosition() : undefined;
  if (own !== undefined) search.set('minPosition', String(own));
  const query = search.toString();
  return query === '' ? path : `${path}${path.includes('?') ? '&' : '?'}${query}`;
}

async function send(method: Method, url: string, options: Call): Promise<Response> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (options.body !== undefined) headers['content-type'] = 'application/json';
  if (method !== 'GET' && csrf !== null) headers['x-csrf-token'] = csrf;
  if (options.idempotencyKey !== undefined) headers['idempotency-key'] = options.idempotencyKey;
  try {
    return await fetch(url, {
      method,
      headers,
      credentials: 'same-origin',
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiProblem({ status: 0, title: 'unreachable', code: 'network.unreachable' });
  }
}

async function problemOf(response: Response): Promise<Problem> {
  const { status, statusText, headers } = response;
  return readProblem({ status, statusText, retryAfter: headers.get('retry-after') }, await response.text());
}

/** What an answer that is a failure says. */
export function readProblem(
  answer: { readonly status: number; readonly statusText: string; readonly retryAfter: string | null },
  text: string,
): Problem {
  const { status, statusText: title } = answer;
  if (status === 401) signedOut();
  const wait = Number(answer.retryAfter ?? Number.NaN);
  const seconds = Number.isFinite(wait) ? { retryAfter: wait } : {};
  try {
    return { title, ...(JSON.parse(text) as Partial<Problem>), ...seconds, status };
  } catch {
    return { title, detail: text.slice(0, 200), ...seconds, status };
  }
}
