import type { Millis } from '#kernel';
import {
  DEFAULT_PIPELINE,
  dealAmountChanged,
  dealCloseDateChanged,
  dealContactAdded,
  dealCorrected,
  dealLinesSet,
  dealLost,
  dealNextStepSet,
  dealOpened,
  dealOwnerChanged,
  dealReopened,
  dealStageChanged,
  dealWon,
} from '#journey';
import { dateOf, DAY } from '../calendar.js';
import type { Random } from '../random.js';
import type { Course } from './course.js';
import type { Dealing } from './dealing.js';
import { PARTNER_PIPELINE } from './settings.js';
import type { Staff } from './staff.js';

/** What the company sells, by piece, in minor units of either currency, and what that costs it. */
export const PRODUCTS = [
  { product: 'sensor', price: 12_900, cost: 7_100 },
  { product: 'gateway', price: 49_000, cost: 31_500 },
  { product: 'installation', price: 180_000, cost: 121_000 },
  { product: 'training', price: 95_000, cost: 40_000 },
] as const;
const REASONS = ['price', 'timing', 'competitor', 'no-budget', 'no-answer'];

/** Lines of a deal or an order. */
export function linesOf(random: Random, currency: string) {
  return Array.from({ length: random.between(1, 3) }, () => {
    const { product, price, cost } = random.pick(PRODUCTS);
    const quantity = random.between(1, 12);
    const costs = random.chance(0.8) ? { cost: { amount: cost * quantity, currency } } : {};
    return { product, quantity, amount: { amount: price * quantity, currency }, ...costs };
  });
}

/** Writes what happens with a deal from its opening on. */
export function writeDeal(course: Course, staff: Staff, start: Millis): void {
  new Sale(course, staff, start).write();
}

class Sale {
  private readonly currency: string;
  private readonly random: Random;
  private at: Millis;
  private owner: string;

  constructor(
    private readonly course: Course,
    private readonly staff: Staff,
    start: Millis,
  ) {
    this.random = course.random;
    this.at = start;
    this.currency = this.random.chance(0.3) ? 'USD' : 'EUR';
    this.owner = this.random.pick(staff.at('sales', start)).id;
  }

  private get byOwner() {
    return { about: { owner: this.owner } };
  }

  private amount(): { readonly amount: number; readonly currency: string } {
    return { amount: (20 + this.random.low(900)) * 1_000, currency: this.currency };
  }

  private later(days: number): Millis {
    return (this.at += this.random.wait(days * DAY));
  }

  write(): void {
    const { random, course } = this;
    const lot = random.below(100);
    if (lot < 8) course.precision = 'day';
    this.open(lot >= 96);
    if (course.person !== null && random.chance(0.15))
      course.say(dealContactAdded, this.later(2), { role: 'decider' }, this.byOwner);
    const stages = course.precision === 'day' ? [] : this.stages;
    for (const stage of stages.slice(1, random.between(1, stages.length + 1))) {
      course.say(dealStageChanged, this.later(7), stage, this.byOwner);
      this.happenings();
    }
    const fate = random.below(100);
    if (fate < 76) this.close(fate < 34);
  }

  private get stages(): { readonly pipeline?: string; readonly stage: string }[] {
    return this.random.chance(0.25)
      ? PARTNER_PIPELINE.stages.map(({ name }) => ({ pipeline: PARTNER_PIPELINE.id, stage: name }))
      : DEFAULT_PIPELINE.stages.map(({ name }) => ({ stage: name }));
  }

  private open(undated: boolean): void {
    const { random, course, at } = this;
    const lines = random.chance(0.4) ? { lines: linesOf(random, this.currency) } : {};
    const worth = random.chance(0.9) ? { amount: this.amount() } : {};
    const closes = random.chance(0.8) ? { closeOn: dateOf(at + random.wait(60 * DAY)) } : {};
    const { company, person } = course;
    course.say(
      dealOpened,
      at,
      { name: `${company?.name ?? person?.name ?? 'Walk-in'} ${dateOf(at)}`, ...worth, ...closes, ...lines },
      { ...this.byOwner, ...(undated ? { precision: 'none' } : {}) },
    );
  }

  /** What comes in between. */
  private happenings(): void {
    const { random, course } = this;
    if (random.chance(0.2)) course.say(dealAmountChanged, this.later(1), { amount: this.amount() }, this.byOwner);
    if (random.chance(0.15))
      course.say(dealCloseDateChanged, this.later(1), { closeOn: dateOf(this.at + 30 * DAY) }, this.byOwner);
    if (random.chance(0.15)) {
      const dueOn = dateOf(this.at + 5 * DAY);
      course.say(dealNextStepSet, this.later(1), { step: 'call back', dueOn }, this.byOwner);
    }
    if (random.chance(0.1))
      course.say(dealLinesSet, this.later(1), { lines: linesOf(random, this.currency) }, this.byOwner);
    if (random.chance(0.1)) {
      const at = this.later(1);
      this.owner = random.pick(this.staff.at('sales', at)).id;
      course.say(dealOwnerChanged, at, { reason: 'territory' }, this.byOwner);
    }
  }

  /** Is won or lost; a few are reopened, corrected, or what was said is taken back. */
  private close(won: boolean): void {
    const { random, course } = this;
    const closing = this.outcome(won, 12);
    const after = random.below(100);
    if (after < 6) {
      course.say(dealReopened, this.later(8), {}, this.byOwner);
      if (random.chance(0.7)) this.outcome(random.chance(0.5), 10);
    } else if (after < 16) this.correct(closing);
    else if (after < 20) course.takeBack(closing, this.later(5));
  }

  private outcome(won: boolean, days: number): Dealing {
    const { random, course } = this;
    if (!won) return course.say(dealLost, this.later(days), { reason: random.pick(REASONS) }, this.byOwner);
    const agreed = random.chance(0.3) ? { amount: this.amount() } : {};
    return course.say(dealWon, this.later(days), { ...agreed, reason: 'fit' }, this.byOwner);
  }

  /** It was always so: another amount, another day or another outcome of the closing. Known once the closing is. */
  private correct(closing: Dealing): void {
    const { random, course } = this;
    const closed = this.at;
    const payload = random.pick([
      { amount: this.amount() },
      { closedOn: dateOf(closed - 3 * DAY) },
      { outcome: closing.definition === dealWon ? 'lost' : 'won' },
    ]);
    const at = this.later(6);
    const late = Math.max(1_000, closing.arrivesAt - at + 1_000);
    course.say(dealCorrected, at, { ...payload, reason: 'typed wrong' }, { ...this.byOwner, late });
  }
}
