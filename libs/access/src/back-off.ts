/** Too many wrong attempts: not before `retryAfterSeconds`. */
export class TooManyAttempts extends Error {
  override readonly name = 'TooManyAttempts';
  constructor(readonly retryAfterSeconds: number) {
    super(`too many wrong attempts: try again in ${retryAfterSeconds} s`);
  }
}

/** An attempt that is being looked at: counted as a wrong one unless it is said that it was none. */
export interface Attempt {
  /** It was right: the wrong ones of this account at this address are forgotten. */
  succeeded(): void;
  /** It could not be looked at: it counts as nothing. */
  takeBack(): void;
}

interface Failures {
  count: number;
  /** Epoch milliseconds. */
  until: number;
  last: number;
}

interface Limit {
  /** What is counted. */
  readonly name: string;
  /** Wrong attempts that cost nothing. */
  readonly free: number;
  readonly longestMs: number;
}

const MINUTE_MS = 60_000;
const FORGOTTEN_AFTER_MS = 60 * MINUTE_MS;
const GOOD_FOR_MS = 30 * 24 * 60 * MINUTE_MS;
const MOST_KEPT = 10_000;

/**
 * Slows down guessing. Every further wrong attempt doubles the wait
 * - of one account from one address after five, up to 15 minutes;
 * - of one address, whatever the accounts, after 50, up to 15 minutes: accounts that signed in within 30 days pass, for
 *   behind a proxy one address may be everybody;
 * - of one account, whatever the addresses, after 100, up to one minute: whoever signed in at this address within 30
 *   days passes, so that guessing from elsewhere locks nobody out.
 *
 * An hour of quiet forgets. An attempt counts from its beginning, so that many at once are no way round. In memory,
 * bounded.
 */
export class BackOff {
  private readonly failures = new Map<string, Failures>();
  /** When whom signed in last: accounts, and accounts at addresses. */
  private readonly good = new Map<string, number>();

  constructor(private readonly clock: () => number = Date.now) {}

  /**
   * Begins an attempt; `account` is null where none is named, as by a link. Throws TooManyAttempts while this account
   * must wait at this address.
   */
  attempt(account: string | null, address: string): Attempt {
    const now = this.clock();
    const limits = this.limitsOf(account, address, now);
    const until = Math.max(...limits.map(({ name }) => this.failures.get(name)?.until ?? 0));
    if (until > now) throw new TooManyAttempts(Math.ceil((until - now) / 1_000));
    const counted = limits.map((limit) => this.count(limit, now));
    const takeBack = (): void => {
      for (const back of counted.splice(0)) back();
    };
    return {
      takeBack,
      succeeded: () => {
        takeBack();
        this.failures.delete(pairOf(account, address));
        if (account === null) return;
        for (const name of [account, pairOf(account, address)]) remember(this.good, name, this.clock());
      },
    };
  }

  private limitsOf(account: string | null, address: string, now: number): readonly Limit[] {
    const pair = pairOf(account, address);
    const limits: Limit[] = [{ name: pair, free: 5, longestMs: 15 * MINUTE_MS }];
    if (account === null || !this.wasGood(account, now))
      limits.push({ name: `\u0000${address}`, free: 50, longestMs: 15 * MINUTE_MS });
    if (account !== null && !this.wasGood(pair, now)) limits.push({ name: account, free: 100, longestMs: MINUTE_MS });
    return limits;
  }

  private wasGood(name: string, now: number): boolean {
    return now - (this.good.get(name) ?? Number.NEGATIVE_INFINITY) < GOOD_FOR_MS;
  }

  /** Counts a wrong attempt; answers how to take it back. */
  private count({ name, free, longestMs }: Limit, now: number): () => void {
    const before = this.failures.get(name);
    const failed: Failures =
      before === undefined || now - before.last > FORGOTTEN_AFTER_MS ? { count: 0, until: 0, last: now } : before;
    const { until } = failed;
    failed.count++;
    failed.last = now;
    const wait = failed.count <= free ? 0 : Math.min(1_000 * 2 ** Math.min(failed.count - free - 1, 20), longestMs);
    const mine = now + wait;
    failed.until = mine;
    remember(this.failures, name, failed);
    return () => {
      failed.count--;
      if (failed.until === mine) failed.until = until;
      if (failed.count === 0 && this.failures.get(name) === failed) this.failures.delete(name);
    };
  }
}

function pairOf(account: string | null, address: string): string {
  return `${account ?? 'link'}\u0000${address}`;
}

/** Keeps what was used last, within bounds. */
function remember<V>(kept: Map<string, V>, name: string, value: V): void {
  kept.delete(name);
  kept.set(name, value);
  for (const oldest of kept.keys()) {
    if (kept.size <= MOST_KEPT) break;
    kept.delete(oldest);
  }
}
