import { setTimeout as sleep } from 'node:timers/promises';

const TIMEOUT_MS = 8_000;
const PATIENCE_MS = 180_000;

/** What was answered to somebody who is signed in. */
export interface Answered<T> {
  readonly status: number;
  readonly body: T;
}

/** Somebody who is signed in, and asks again until they are answered. */
export class Staff {
  private constructor(
    private readonly addresses: () => readonly string[],
    private readonly headers: Readonly<Record<string, string>>,
  ) {}

  /** Signs in by a one-time link. */
  static async signIn(addresses: () => readonly string[], token: string): Promise<Staff> {
    const response = await fetch(`${addresses()[0]!}/api/session/link`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token, password: 'a long enough password', name: 'Ada' }),
    });
    const { csrf } = (await response.json()) as { csrf: string };
    const cookie = response.headers.getSetCookie()[0]?.split(';')[0];
    if (response.status !== 200 || cookie === undefined)
      throw new Error(`the first sign-in was answered with ${response.status}`);
    return new Staff(addresses, { cookie, 'x-csrf-token': csrf });
  }

  get<T>(path: string, at?: string): Promise<Answered<T>> {
    return this.until(path, { method: 'GET' }, at);
  }

  /** `once`: the same asked again with it is the same command. */
  post<T>(path: string, body: unknown, once: string, at?: string): Promise<Answered<T>> {
    const headers = { 'content-type': 'application/json', 'idempotency-key': once };
    return this.until(path, { method: 'POST', headers, body: JSON.stringify(body) }, at);
  }

  upload<T>(path: string, content: string, at: string): Promise<Answered<T>> {
    return this.until(path, { method: 'POST', headers: { 'content-type': 'text/csv' }, body: content }, at);
  }

  /** Asks one program, or any, until one answers with something that asking again does not change. */
  private async until<T>(path: string, how: RequestInit, at?: string): Promise<Answered<T>> {
    const until = performance.now() + PATIENCE_MS;
    for (let tries = 0; ; tries++) {
      const addresses = at === undefined ? this.addresses() : [at];
      try {
        const response = await fetch(`${addresses[tries % addresses.length]!}${path}`, {
          ...how,
          headers: { ...this.headers, ...(how.headers as Record<string, string> | undefined) },
          signal: AbortSignal.timeout(TIMEOUT_MS),
        });
        const text = await response.text();
        if (response.status < 500 && response.status !== 429)
          return { status: response.status, body: (text === '' ? null : JSON.parse(text)) as T };
        if (performance.now() > until) throw new Error(`${path} was answered with ${response.status}: ${text}`);
      } catch (error) {
        if (performance.now() > until) throw error;
      }
      await sleep(Math.min(100 * 2 ** Math.min(tries, 4), 1_000));
    }
  }
}
