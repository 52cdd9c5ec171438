import type { Identifier, Millis, When } from '#kernel';
import type { MessageType } from './acts.js';
import { ByArrival, type Underway } from './by-arrival.js';
import { Calendar, dateOf, DAY } from './calendar.js';
import { JourneyPlan, SLOT, type Step } from './journey.js';
import { People, type Person } from './people.js';
import { Random } from './random.js';

/** What to simulate. The same options give the same messages, byte for byte. */
export interface SimulationOptions {
  /** A whole number from 0 to 2^53 - 1. */
  readonly seed: number;
  /** How many different touches: 100 to 10,000,000. Profiles, repeats and identifies come on top. */
  readonly touches: number;
  /** Where the history ends, epoch milliseconds. */
  readonly until: Millis;
  /** How long the history is, in days; 730 unless told otherwise. */
  readonly days?: number;
}

export const FEWEST_TOUCHES = 100;
export const MOST_TOUCHES = 10_000_000;

/** A message as a source would send it, and beside it the truth that only the simulator knows. */
export interface Simulated {
  readonly type: MessageType;
  readonly messageId: string;
  readonly identifiers: readonly Identifier[];
  readonly payload: Readonly<Record<string, unknown>>;
  /** As the sender's clock said it, which may be wrong by `clockAhead`. */
  readonly when: When;
  /** How far ahead of the truth the sender's clock is: its `sentAt` shows it. */
  readonly clockAhead: number;
  /** When it reaches the company: messages come in this order. */
  readonly arrivesAt: Millis;
  readonly truth: Truth;
}

/** What really happened, for the expected figures. */
export interface Truth {
  readonly person: Person;
  /** Which of the person's identifiers the message names: bits of `SLOT`. */
  readonly slots: number;
  /** The instant, 00:00 UTC of a day; null where the message does not say. */
  readonly occurredAt: Millis | null;
  readonly late: boolean;
  readonly repeat: boolean;
}

interface Journey extends Underway<Step> {
  readonly person: Person;
}

const PLAN = 10;
const MESSAGE = 11;

/**
 * A company's history, message by message in order of arrival. Lazy, and bounded in memory: what it holds are the
 * journeys under way, not the ones over or to come. Throws a RangeError on options out of range.
 */
export function* simulate(options: SimulationOptions): Generator<Simulated, void, undefined> {
  const { seed, touches, until } = options;
  const { from, span } = simulatedTime(options);
  const people = new People(seed);
  const calendar = new Calendar();
  const planning = new Random(seed);
  const writer = new MessageWriter(options);
  const active = new ByArrival<Journey>();
  let planned = 0;
  let born = 0;
  while (planned < touches || active.size > 0) {
    const start = planned < touches ? Math.floor(from + span * growth(planned / touches)) : Infinity;
    if (start <= active.soonest) {
      const person = people.person(born++);
      const plan = new JourneyPlan(person, planning.restart(seed, person.index, PLAN), calendar);
      const steps = plan.write(start, until, touches - planned);
      for (const step of steps) if (step.act.type === 'touch' && !step.repeat) planned++;
      if (steps.length > 0)
        active.push({ person, rank: person.index, ahead: steps.reverse(), soonest: steps.at(-1)!.arrivesAt });
      continue;
    }
    const journey = active.top;
    yield writer.write(journey.person, journey.ahead.pop()!);
    active.settle();
  }
}

/** When the history that these options give begins, and in how long all of its journeys do. Throws a RangeError on options out of range. */
export function simulatedTime(options: SimulationOptions): { readonly from: Millis; readonly span: Millis } {
  const { seed, touches, until } = options;
  const days = options.days ?? 730;
  if (!Number.isSafeInteger(seed) || seed < 0) throw new RangeError(`seed must be a whole number from 0, not ${seed}`);
  if (!Number.isSafeInteger(touches) || touches < FEWEST_TOUCHES || touches > MOST_TOUCHES)
    throw new RangeError(`touches must be from ${FEWEST_TOUCHES} to ${MOST_TOUCHES}, not ${touches}`);
  if (!Number.isSafeInteger(until)) throw new RangeError('until must be an instant in epoch milliseconds');
  if (!(days >= 2 && days <= 10_000)) throw new RangeError(`days must be from 2 to 10,000, not ${days}`);
  return { from: until - days * DAY, span: (days - 1) * DAY };
}

/** The share of the time that has passed when this share of the touches is planned: the company grows. */
export function growth(share: number): number {
  return (Math.sqrt(0.16 + 2.4 * share) - 0.4) / 1.2;
}

/** Names the history that these options give: message ids of different histories never meet. */
export function historyName({ seed, touches, until, days = 730 }: SimulationOptions): string {
  return `sim.${seed.toString(36)}.${touches.toString(36)}.${until.toString(36)}.${days.toString(36)}`;
}

class MessageWriter {
  private readonly random = new Random(0);
  private readonly seed: number;
  private readonly name: string;

  constructor(options: SimulationOptions) {
    this.seed = options.seed;
    this.name = historyName(options);
  }

  write(person: Person, step: Step): Simulated {
    const { act, occurredAt } = step;
    const random = this.random.restart(this.seed, person.index, MESSAGE + step.n);
    const clockAhead = act.onDevice && !step.undated ? person.clockAhead : 0;
    const when: When = step.undated
      ? { precision: 'none' }
      : act.dayOnly
        ? { precision: 'day', at: dateOf(occurredAt) }
        : { precision: 'instant', at: new Date(occurredAt + clockAhead).toISOString() };
    return {
      type: act.type,
      messageId: `${this.name}.${person.index.toString(36)}.${step.n}`,
      identifiers: identifiersOf(person, step.slots, random),
      payload: act.says({ person, random, campaign: step.campaign, thing: step.thing }),
      when,
      clockAhead,
      arrivesAt: step.arrivesAt,
      truth: {
        person,
        slots: step.slots,
        occurredAt: step.undated ? null : occurredAt,
        late: step.late,
        repeat: step.repeat,
      },
    };
  }
}

/** The identifiers a message names. Addresses come now and then in capitals or with a space, as people type them. */
function identifiersOf(person: Person, slots: number, random: Random): Identifier[] {
  const named: Identifier[] = [];
  if (slots & SLOT.user) named.push({ kind: 'user', value: person.user });
  if (slots & SLOT.email) {
    const typed = random.below(50);
    const value = typed === 0 ? person.email.toUpperCase() : typed === 1 ? ` ${person.email}` : person.email;
    named.push({ kind: 'email', value });
  }
  if (slots & SLOT.mailbox) named.push({ kind: 'email', value: person.company!.mailbox });
  if (slots & SLOT.mistyped) named.push({ kind: 'email', value: person.mistypedEmail });
  if (slots & SLOT.phone) named.push({ kind: 'phone', value: person.phone });
  if (slots & SLOT.helpdesk) named.push({ kind: 'external', namespace: 'helpdesk', value: person.helpdeskId });
  if (slots & SLOT.device) named.push({ kind: 'anonymous', value: person.device });
  if (slots & SLOT.secondDevice) named.push({ kind: 'anonymous', value: person.secondDevice });
  return named;
}
