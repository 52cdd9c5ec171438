import { addWorkingMs, workingMs } from '../business-hours/business-hours.js';
import type { ClockName, Promised } from './promises.js';

const MINUTE = 60_000;

/** What happened to a ticket that its clocks hear. */
export type ClockMoment =
  'opened' | 'prioritised' | 'answered' | 'waits-for-customer' | 'goes-on' | 'resolved' | 'closed' | 'merged';

/** A moment of a ticket: when, and what was promised as it was recorded (of `opened` and `prioritised`). */
export interface ClockFact {
  readonly moment: ClockMoment;
  /** Epoch milliseconds; null where it is not told to the instant. */
  readonly at: number | null;
  readonly promised?: Promised;
}

/** How a clock stands. What is not promised is `none`; what never was decided, because the ticket was merged, is `over`. */
export interface ClockState {
  readonly status: 'none' | 'running' | 'paused' | 'met' | 'breached' | 'over';
  /** The target that governs, or governed as it was decided. */
  readonly minutes: number | null;
  readonly priority: string | null;
  /** When it is breached unless it is met before; null unless it runs. Milliseconds, as all instants here. */
  readonly dueAt: number | null;
  /** When it is near its end; null unless it runs. */
  readonly nearAt: number | null;
  /** The earlier of met and breached: of a running clock when it is breached unless it is met before. */
  readonly decidedAt: number | null;
  /** What is left of a paused clock, milliseconds of working time. */
  readonly left: number | null;
}

const NONE: ClockState = {
  status: 'none',
  minutes: null,
  priority: null,
  dueAt: null,
  nearAt: null,
  decidedAt: null,
  left: null,
};

/**
 * A promise of a ticket, heard moment by moment in time order.
 *
 * The target in force is that of the ticket's priority by the policy and calendar known when it was opened, or its
 * priority last changed: what is set later does not move what was promised. After a change of priority the new target
 * counts from the opening, in its own calendar, with the time already used; where more than it allows is used, it is
 * breached at the change. Time in which the ticket waits for the customer is not used. The first answer is staff's first
 * public reply that no machine gave, or the resolution where there was none; resolving, or closing, keeps the promise of
 * a resolution. What happens at the very end is in time. Once decided a clock stays decided: reopening begins no new one.
 * Without an instant of its opening, or of what decides it, nothing is told.
 */
export class TicketClock {
  private promised: Promised | null = null;
  /** Time that ran, as pairs of instants. */
  private readonly ran: [from: number, to: number][] = [];
  /** Since when it runs; null while it does not. */
  private since: number | null = null;
  private decided: ClockState | null = null;

  constructor(private readonly clock: ClockName) {}

  /** Hears the next moment. */
  hear({ moment, at, promised }: ClockFact): void {
    if (this.decided !== null) return;
    if (moment === 'opened') {
      if (this.promised !== null) return;
      if (at === null) this.decided = NONE;
      else {
        this.promised = promised ?? null;
        this.since = at;
      }
      return;
    }
    if (this.promised === null) return;
    if (at !== null) {
      const { dueAt } = this.state();
      if (dueAt !== null && dueAt < at) {
        this.decide('breached', dueAt);
        return;
      }
    }
    this.go(moment, at, promised);
  }

  private go(moment: ClockMoment, at: number | null, promised: Promised | undefined): void {
    const keeps =
      moment === 'resolved' || moment === 'closed' || (moment === 'answered' && this.clock !== 'resolution');
    if (keeps) this.decide(at === null ? 'over' : 'met', at);
    else if (moment === 'merged') this.decide('over', null);
    else if (at === null) return;
    else if (moment === 'waits-for-customer') this.pause(at);
    else if (moment === 'goes-on') this.since ??= at;
    else if (moment === 'prioritised' && promised !== undefined) {
      this.promised = promised;
      const { dueAt } = this.state();
      if (this.left(at) < 0 || (dueAt !== null && dueAt < at)) this.decide('breached', at);
    }
  }

  private pause(at: number): void {
    if (this.since === null) return;
    this.ran.push([this.since, at]);
    this.since = null;
  }

  /** Working time left at an instant, less than nothing where more was used; endless without a target. */
  private left(at: number): number {
    const { minutes, calendar } = this.promised!;
    if (minutes === null) return Infinity;
    const spans = this.since === null ? this.ran : [...this.ran, [this.since, at] as const];
    return minutes * MINUTE - spans.reduce((used, [from, to]) => used + workingMs(calendar, from, to), 0);
  }

  private decide(status: 'met' | 'breached' | 'over', at: number | null): void {
    const { minutes, priority } = this.promised!;
    this.decided = minutes === null ? NONE : { ...NONE, status, minutes, priority, decidedAt: at };
  }

  /** How it stands after what it heard. */
  state(): ClockState {
    if (this.decided !== null) return this.decided;
    if (this.promised === null || this.promised.minutes === null) return NONE;
    const { minutes, priority, calendar, nearBreach } = this.promised;
    if (this.since === null) return { ...NONE, status: 'paused', minutes, priority, left: this.left(0) };
    const left = this.left(this.since);
    const dueAt = addWorkingMs(calendar, this.since, left);
    // What was used before the clock last went on counts, too.
    const untilNear = left - Math.ceil((minutes * MINUTE * (100 - nearBreach)) / 100);
    const nearAt = addWorkingMs(calendar, this.since, untilNear);
    return { status: 'running', minutes, priority, dueAt, nearAt, decidedAt: dueAt, left: null };
  }
}
