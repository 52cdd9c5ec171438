import type { Millis } from '#kernel';
import {
  subscriptionCancelled,
  subscriptionChanged,
  subscriptionEnded,
  subscriptionPaused,
  subscriptionPaymentFailed,
  subscriptionPaymentRecovered,
  subscriptionResumed,
  subscriptionStarted,
  subscriptionTrialStarted,
} from '#journey';
import { dateOf, DAY } from '../calendar.js';
import type { Random } from '../random.js';
import type { Course } from './course.js';

const PLANS = ['starter', 'team', 'plant'] as const;
const PRICES = { starter: 4_900, team: 19_900, plant: 74_950 } as const;
const REASONS = ['price', 'not-needed', 'competitor', 'service'];

/** How long after it was announced a cancellation is recorded where somebody forgot to. */
const FORGOTTEN = 31 * DAY;

/** Writes what happens with a subscription from its trial or its start on. */
export function writeSubscription(course: Course, start: Millis): void {
  new Contract(course, start).write();
}

class Contract {
  private readonly random: Random;
  private readonly currency: string;
  private readonly interval: 'month' | 'quarter' | 'year';
  private at: Millis;
  private plan: (typeof PLANS)[number];

  constructor(
    private readonly course: Course,
    start: Millis,
  ) {
    this.random = course.random;
    this.at = start;
    this.currency = this.random.chance(0.3) ? 'USD' : 'EUR';
    this.interval = this.random.pick(['month', 'month', 'quarter', 'year']);
    this.plan = this.random.pick(PLANS);
  }

  private later(days: number): Millis {
    return (this.at += this.random.wait(days * DAY));
  }

  private terms(): Readonly<Record<string, unknown>> {
    const quantity = this.random.between(1, 20);
    const months = { month: 1, quarter: 3, year: 11 }[this.interval];
    const price = { amount: PRICES[this.plan] * quantity * months, currency: this.currency };
    return { plan: this.plan, quantity, price, interval: this.interval };
  }

  write(): void {
    const { random, course } = this;
    if (random.chance(0.05)) course.precision = 'day';
    if (random.chance(0.4)) {
      course.say(subscriptionTrialStarted, this.at, { plan: this.plan, endsOn: dateOf(this.at + 30 * DAY) });
      if (random.chance(0.4)) {
        course.say(subscriptionEnded, this.later(30), { reason: 'trial-over', voluntary: true });
        return;
      }
      this.later(20);
    }
    course.say(subscriptionStarted, this.at, this.terms());
    for (let turns = random.between(0, 3); turns > 0; turns--) this.turn();
    const fate = random.below(100);
    if (fate < 45) this.cancel();
    else if (fate < 50) course.say(subscriptionEnded, this.later(120), { reason: 'unpaid', voluntary: false });
  }

  /** Other terms, a pause, a payment that failed. */
  private turn(): void {
    const { random, course } = this;
    const lot = random.below(100);
    if (lot < 60) {
      this.plan = random.pick(PLANS);
      course.say(subscriptionChanged, this.later(70), this.terms());
    } else if (lot < 78) {
      course.say(subscriptionPaused, this.later(60), {});
      if (random.chance(0.8)) course.say(subscriptionResumed, this.later(25), {});
    } else {
      course.say(subscriptionPaymentFailed, this.later(40), { reason: 'card-expired' });
      if (random.chance(0.7)) course.say(subscriptionPaymentRecovered, this.later(4), {});
    }
  }

  /** Is called off for later: some think better of it, some come back, and some of it is reported a month late. */
  private cancel(): void {
    const { random, course } = this;
    const effective = Math.floor(this.later(90) + random.between(10, 60) * DAY);
    const payload = { effectiveAt: new Date(effective).toISOString(), reason: random.pick(REASONS), voluntary: true };
    const forgotten = random.chance(0.08) ? { late: FORGOTTEN } : {};
    const cancelled = course.say(subscriptionCancelled, this.at, payload, forgotten);
    const after = random.below(100);
    if (after < 12) {
      this.at += Math.floor((effective - this.at) / 2);
      course.say(subscriptionResumed, this.at, {});
      return;
    }
    if (after < 16) return course.takeBack(cancelled, this.at + 3 * DAY);
    this.at = effective;
    if (after < 70) course.say(subscriptionEnded, effective, { voluntary: true });
    if (after >= 85) course.say(subscriptionResumed, this.later(60), this.terms());
  }
}
