import { courseAt, courseOf, monthlyAmount, statusOf, type SubscriptionSaid } from './subscription-course.js';

const at = (text: string): number => Date.parse(`${text}T00:00:00.000Z`);
const on = (text: string) => ({ at: at(text), precision: 'instant' }) as const;
const started: SubscriptionSaid = {
  says: 'started',
  ...on('2026-01-10'),
  plan: 'pro',
  amount: 1_000,
  currency: 'EUR',
};
const cancelled: SubscriptionSaid = { says: 'cancelled', ...on('2026-02-10'), effectiveAt: at('2026-04-01') };

/** Each step’s day and status. */
function told(...said: readonly SubscriptionSaid[]) {
  return courseOf(said).map((step) => [
    step.at === null ? null : new Date(step.at).toISOString().slice(0, 10),
    statusOf(step.course),
  ]);
}

describe('the course of a subscription', () => {
  it('is at risk from the announcement of its end, and over when it takes effect', () => {
    expect(told(started, cancelled)).toEqual([
      ['2026-01-10', 'active'],
      ['2026-02-10', 'at-risk'],
      ['2026-04-01', 'ended'],
    ]);
    expect(courseAt([started, cancelled], at('2026-04-01')).ended).toEqual({ at: at('2026-04-01'), by: cancelled });
  });

  it('ends when a cancellation that was told late took effect', () => {
    const late = { ...cancelled, effectiveAt: at('2026-02-01') };
    expect(courseAt([started, late], at('2026-01-31')).phase).toBe('paid');
    expect(courseAt([started, late], at('2026-02-01')).ended?.at).toBe(at('2026-02-01'));
  });

  it('goes on where the cancellation was taken back, moved, or the end said sooner', () => {
    const resumed: SubscriptionSaid = { says: 'resumed', ...on('2026-03-01') };
    expect(told(started, cancelled, resumed).at(-1)).toEqual(['2026-04-01', 'active']);
    const moved = { ...cancelled, ...on('2026-03-01'), effectiveAt: at('2026-05-01') };
    expect(told(started, cancelled, moved).slice(-2)).toEqual([
      ['2026-04-01', 'at-risk'],
      ['2026-05-01', 'ended'],
    ]);
    const ended: SubscriptionSaid = { says: 'ended', ...on('2026-03-01') };
    expect(courseAt([started, cancelled, ended], at('2026-06-01')).ended).toEqual({ at: at('2026-03-01'), by: ended });
  });

  it('keeps its first start, and says what it was resumed by', () => {
    const ended: SubscriptionSaid = { says: 'ended', ...on('2026-03-01') };
    const again: SubscriptionSaid = { says: 'started', ...on('2026-05-01'), plan: 'max' };
    const course = courseAt([started, ended, again], at('2026-06-01'));
    expect(course).toMatchObject({ phase: 'paid', plan: 'max', amount: 1_000, started, resumed: again, ended: null });
  });

  it('is the same in whatever order it was told, where no two things happened at once', () => {
    const paused: SubscriptionSaid = { says: 'paused', ...on('2026-01-20') };
    const said = [started, paused, cancelled];
    for (const order of [
      [2, 1, 0],
      [1, 2, 0],
      [2, 0, 1],
    ] as const)
      expect(courseOf(order.map((i) => said[i]!))).toEqual(courseOf(said));
  });

  it('has a day after what was known of it, and what has no time before all else', () => {
    const morning: SubscriptionSaid = {
      says: 'started',
      at: at('2026-03-01') + 34_200_000,
      precision: 'instant',
      plan: 'pro',
    };
    const that: SubscriptionSaid = { says: 'paused', at: at('2026-03-01'), precision: 'day' };
    expect(courseAt([morning, that], at('2026-03-02')).phase).toBe('paused');
    expect(courseAt([that, morning], at('2026-03-02')).phase).toBe('paid');
    const undated: SubscriptionSaid = { says: 'ended', at: null, precision: 'none' };
    expect(told(started, undated)).toEqual([
      [null, 'ended'],
      ['2026-01-10', 'active'],
    ]);
  });

  it('keeps a cancelled trial a trial until it is over', () => {
    expect(told({ says: 'trial-started', ...on('2026-01-01'), plan: 'pro' }, cancelled)).toEqual([
      ['2026-01-01', 'trial'],
      ['2026-02-10', 'trial'],
      ['2026-04-01', 'ended'],
    ]);
  });
});

describe('the amount of a month', () => {
  const of = (
    amount: number | null,
    interval: 'month' | 'quarter' | 'year',
    says: 'started' | 'trial-started' = 'started',
  ) => monthlyAmount(courseAt([{ says, at: null, precision: 'none', amount, currency: 'EUR', interval }], 0));
  it('is a year’s by twelve, a quarter’s by three, halves away from zero', () => {
    expect([of(1_000, 'month'), of(1_000, 'quarter'), of(1_000, 'year')]).toEqual([1_000, 333, 83]);
    expect([of(6, 'year'), of(18, 'year'), of(5, 'year'), of(-6, 'year'), of(2, 'quarter')]).toEqual([1, 2, 0, -1, 1]);
  });
  it('is nothing in a trial and after the end, stays in a pause, and is unknown without a price', () => {
    expect([of(1_000, 'month', 'trial-started'), of(null, 'month')]).toEqual([0, null]);
    const paused = courseAt([started, { says: 'paused', ...on('2026-02-01') }], at('2026-02-02'));
    expect([monthlyAmount(paused), statusOf(paused)]).toEqual([1_000, 'paused']);
    expect(monthlyAmount(courseAt([started, { says: 'ended', ...on('2026-02-01') }], at('2026-02-02')))).toBe(0);
  });
});
