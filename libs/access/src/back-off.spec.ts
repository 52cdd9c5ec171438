import { BackOff, TooManyAttempts } from './back-off.js';

describe('backing off', () => {
  let now = 0;
  const waitOf = (backOff: BackOff, account: string, address: string): number => {
    try {
      backOff.check(account, address);
      return 0;
    } catch (error) {
      if (error instanceof TooManyAttempts) return error.retryAfterSeconds;
      throw error;
    }
  };
  const fail = (backOff: BackOff, times: number, account = 'a', address = '1.1.1.1'): void => {
    for (let i = 0; i < times; i++) backOff.failed(account, address);
  };

  beforeEach(() => {
    now = 1_000_000;
  });

  it('lets five wrong attempts pass, then doubles the wait up to a quarter of an hour', () => {
    const backOff = new BackOff(() => now);
    fail(backOff, 5);
    expect(waitOf(backOff, 'a', '1.1.1.1')).toBe(0);
    fail(backOff, 1);
    expect(waitOf(backOff, 'a', '1.1.1.1')).toBe(1);
    fail(backOff, 3);
    expect(waitOf(backOff, 'a', '1.1.1.1')).toBe(8);
    fail(backOff, 20);
    expect(waitOf(backOff, 'a', '1.1.1.1')).toBe(900);
  });

  it('does not let a stranger lock somebody out at another address', () => {
    const backOff = new BackOff(() => now);
    fail(backOff, 20, 'a', '6.6.6.6');
    expect(waitOf(backOff, 'a', '1.1.1.1')).toBe(0);
  });

  it('slows an address down that tries many accounts', () => {
    const backOff = new BackOff(() => now);
    for (let i = 0; i < 51; i++) backOff.failed(`account ${i}`, '6.6.6.6');
    expect(waitOf(backOff, 'another', '6.6.6.6')).toBe(1);
  });

  it('forgets after a right attempt, after the wait, and after an hour of quiet', () => {
    const backOff = new BackOff(() => now);
    fail(backOff, 6);
    now += 1_001;
    expect(waitOf(backOff, 'a', '1.1.1.1')).toBe(0);
    backOff.succeeded('a', '1.1.1.1');
    fail(backOff, 5);
    expect(waitOf(backOff, 'a', '1.1.1.1')).toBe(0);
    now += 3_600_001;
    fail(backOff, 5);
    expect(waitOf(backOff, 'a', '1.1.1.1')).toBe(0);
  });
});
