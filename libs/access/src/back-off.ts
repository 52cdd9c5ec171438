/** Too many wrong attempts: not before `retryAfterSeconds`. */
export class TooManyAttempts extends Error {
  override readonly name = 'TooManyAttempts';
  constructor(readonly retryAfterSeconds: number) {
    super(`too many wrong attempts: try again in ${retryAfterSeconds} s`);
  }
}

interface Failures {
  count: number;
  /** Epoch milliseconds. */
  until: number;
  last: number;
}

const FREE = 5;
const LONGEST_MS = 15 * 60_000;
const FORGOTTEN_AFTER_MS = 60 * 60_000;
const MOST_KEPT = 10_000;

/**
 * Slows down guessing: after five wrong attempts of one account from one address every further one doubles the wait,
 * up to 15 minutes; an hour of quiet forgets. An address that tries many accounts is slowed down the same way, ten
 * times later. In memory, bounded.
 */
export class BackOff {
  private readonly failures = new Map<string, Failures>();

  constructor(private readonly clock: () => number = Date.now) {}

  /** Throws TooManyAttempts while this account must wait at this address. */
  check(account: string, address: string): void {
    const now = this.clock();
    for (const key of keysOf(account, address)) {
      const failed = this.failures.get(key.name);
      if (failed !== undefined && failed.until > now)
        throw new TooManyAttempts(Math.ceil((failed.until - now) / 1_000));
    }
  }

  /** Remembers a wrong attempt. */
  failed(account: string, address: string): void {
    const now = this.clock();
    for (const { name, free } of keysOf(account, address)) {
      const before = this.failures.get(name);
      const count = before === undefined || now - before.last > FORGOTTEN_AFTER_MS ? 1 : before.count + 1;
      const wait = count <= free ? 0 : Math.min(1_000 * 2 ** Math.min(count - free - 1, 20), LONGEST_MS);
      this.failures.delete(name);
      this.failures.set(name, { count, until: now + wait, last: now });
    }
    for (const oldest of this.failures.keys()) {
      if (this.failures.size <= MOST_KEPT) break;
      this.failures.delete(oldest);
    }
  }

  /** A right attempt forgets the wrong ones of this account at this address. */
  succeeded(account: string, address: string): void {
    this.failures.delete(keysOf(account, address)[0].name);
  }
}

function keysOf(account: string, address: string): readonly [Guarded, Guarded] {
  return [
    { name: `${account}\u0000${address}`, free: FREE },
    { name: `\u0000${address}`, free: FREE * 10 },
  ];
}

interface Guarded {
  readonly name: string;
  readonly free: number;
}
