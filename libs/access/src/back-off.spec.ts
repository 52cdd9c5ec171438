import { BackOff, TooManyAttempts } from './back-off.js';

describe('backing off', () => {
  let now = 0;
  let backOff: BackOff;
  const waitOf = (account: string | null, address: string): number => {
    try {
      backOff.attempt(account, address).takeBack();
      return 0;
    } catch (error) {
      if (error instanceof TooManyAttempts) return error.retryAfterSeconds;
      throw error;
    }
  };
  /** Wrong attempts, each as soon as it is let through. */
  const fail = (times: number, account: string | null = 'a', address = '1.1.1.1'): void => {
    for (let i = 0; i < times; i++) {
      now += waitOf(account, address) * 1_000;
      backOff.attempt(account, address);
    }
  };

  beforeEach(() => {
    now = 1_000_000;
    backOff = new BackOff(() => now);
  });

  it('lets five wrong attempts pass, then doubles the wait up to a quarter of an hour', () => {
    fail(5);
    expect(waitOf('a', '1.1.1.1')).toBe(0);
    fail(1);
    expect(waitOf('a', '1.1.1.1')).toBe(1);
    fail(3);
    expect(waitOf('a', '1.1.1.1')).toBe(8);
    fail(20);
    expect(waitOf('a', '1.1.1.1')).toBe(900);
  });

  it('counts attempts from their beginning, so that no more get through by being made at once', () => {
    const made = Array.from({ length: 30 }, () => {
      try {
        return backOff.attempt('a', '1.1.1.1');
      } catch {
        return null;
      }
    });
    expect(made.filter((attempt) => attempt !== null)).toHaveLength(6);
  });

  it('takes back what was right, or could not be looked at', () => {
    for (let i = 0; i < 100; i++) backOff.attempt('a', '1.1.1.1').takeBack();
    expect(waitOf('a', '1.1.1.1')).toBe(0);
    for (let i = 0; i < 100; i++) backOff.attempt('a', '1.1.1.1').succeeded();
    expect(waitOf('another', '1.1.1.1')).toBe(0);
    fail(8);
    const wait = waitOf('a', '1.1.1.1');
    now += wait * 1_000;
    backOff.attempt('a', '1.1.1.1').takeBack();
    expect(waitOf('a', '1.1.1.1')).toBe(0);
  });

  it('does not let a stranger lock somebody out at another address', () => {
    fail(20, 'a', '6.6.6.6');
    expect(waitOf('a', '1.1.1.1')).toBe(0);
  });

  it('slows an address down that tries many accounts', () => {
    for (let i = 0; i < 51; i++) backOff.attempt(`account ${i}`, '6.6.6.6');
    expect(waitOf('another', '6.6.6.6')).toBe(1);
  });

  it('lets accounts pass at such an address that signed in lately, and only those', () => {
    backOff.attempt('a', '1.1.1.1').succeeded();
    for (let i = 0; i < 51; i++) backOff.attempt(`account ${i}`, '6.6.6.6');
    expect([waitOf('a', '6.6.6.6'), waitOf('b', '6.6.6.6')]).toEqual([0, 1]);
  });

  it('slows an account down that is tried from many addresses, but not where its owner signs in', () => {
    backOff.attempt('a', '1.1.1.1').succeeded();
    for (let i = 0; i < 101; i++) backOff.attempt('a', `6.6.6.${i}`);
    expect(waitOf('a', '7.7.7.7')).toBe(1);
    expect(waitOf('a', '1.1.1.1')).toBe(0);
    now += 1_001;
    for (let i = 0; i < 20; i++) {
      now += waitOf('a', `8.8.8.${i}`) * 1_000;
      backOff.attempt('a', `8.8.8.${i}`);
    }
    expect(waitOf('a', '7.7.7.7')).toBe(60);
  });

  it('counts links, which name no account, by address alone', () => {
    for (let i = 0; i < 200; i++) backOff.attempt(null, `6.6.6.${i}`);
    expect(waitOf(null, '7.7.7.7')).toBe(0);
    fail(6, null, '7.7.7.7');
    expect(waitOf(null, '7.7.7.7')).toBe(1);
  });

  it('forgets after a right attempt, after the wait, and after an hour of quiet', () => {
    fail(6);
    now += 1_001;
    expect(waitOf('a', '1.1.1.1')).toBe(0);
    backOff.attempt('a', '1.1.1.1').succeeded();
    fail(5);
    expect(waitOf('a', '1.1.1.1')).toBe(0);
    now += 3_600_001;
    fail(5);
    expect(waitOf('a', '1.1.1.1')).toBe(0);
  });
});
