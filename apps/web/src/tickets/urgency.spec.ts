import { urgencyAt } from './urgency.js';

describe('a clock', () => {
  const due = '2026-03-02T10:00:00.000Z';
  const near = '2026-03-02T09:00:00.000Z';

  it.each([
    ['2026-03-02T08:59:59.999Z', 'in-time'],
    ['2026-03-02T09:00:00.000Z', 'near'],
    ['2026-03-02T10:00:00.000Z', 'near'],
    ['2026-03-02T10:00:00.001Z', 'late'],
  ])('at %s is %s', (now, urgency) => {
    expect(urgencyAt(due, near, Date.parse(now))).toBe(urgency);
  });
});
