import type { Millis } from '#kernel';
import { orderCancelled, orderPlaced, orderRefunded } from '#journey';
import { DAY } from '../calendar.js';
import type { Course } from './course.js';
import { linesOf } from './deals.js';

/** Writes what happens with an order: a few are called off, some are given back in part. */
export function writeOrder(course: Course, start: Millis): void {
  const { random } = course;
  if (random.chance(0.1)) course.precision = 'day';
  const currency = random.chance(0.3) ? 'USD' : 'EUR';
  const lines = linesOf(random, currency);
  const amount = lines.reduce((sum, line) => sum + line.amount.amount, 0);
  const said = random.chance(0.8) ? { lines } : {};
  course.say(orderPlaced, start, {
    number: `O-${random.between(10_000, 99_999)}`,
    amount: { amount, currency },
    ...said,
  });
  const fate = random.below(100);
  if (fate < 4) course.say(orderCancelled, start + random.wait(2 * DAY), { reason: 'delivery' });
  else if (fate < 14) {
    const back = Math.floor((amount * random.between(10, 90)) / 100);
    course.say(orderRefunded, start + random.wait(12 * DAY), { amount: { amount: back, currency }, reason: 'broken' });
  }
}
