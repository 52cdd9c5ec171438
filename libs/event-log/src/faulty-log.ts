import { appendingThrough, LogBusy, type AppendOutcome, type EventLog } from '#kernel';

/**
 * What can go wrong with any engine.
 * - `between-streams`: of the next call's requests only the first `after` are appended, then it fails.
 * - `lost-acknowledgement`: the next append is stored, and then times out.
 * - `full`: the next append is turned away, nothing is stored.
 * - `forgotten`: from here on repeats are answered as by an engine that has forgotten them: `unknown`.
 */
export type Fault =
  | { readonly kind: 'between-streams'; readonly after: number }
  | { readonly kind: 'lost-acknowledgement' }
  | { readonly kind: 'full' }
  | { readonly kind: 'forgotten' };

/** An event log that goes wrong when it is told to: for tests of whoever appends. */
export interface FaultyLog extends EventLog {
  /** Adds a fault; faults of single appends come in the order they were added. */
  goWrong(fault: Fault): void;
}

/** Puts faults before a log. Reading is left alone. */
export function faultyLog(log: EventLog): FaultyLog {
  const faulty = new Faulty(log);
  return { ...appendingThrough(log, faulty), goWrong: (fault) => faulty.goWrong(fault) };
}

class Faulty {
  private readonly faults: Fault[] = [];
  private forgotten = false;

  constructor(private readonly log: EventLog) {}

  goWrong(fault: Fault): void {
    if (fault.kind === 'forgotten') this.forgotten = true;
    else this.faults.push(fault);
  }

  readonly append: EventLog['append'] = async (stream, events, expected) => {
    const [outcome] = await this.appendAll([{ stream, events, expected }]);
    return outcome!;
  };

  readonly appendAll: EventLog['appendAll'] = async (requests) => {
    const fault = this.faults.shift();
    if (fault?.kind === 'full') throw new LogBusy('the queue is full', 1);
    if (fault?.kind === 'between-streams') {
      await this.log.appendAll(requests.slice(0, fault.after));
      throw new LogBusy(`the log failed after ${fault.after} of ${requests.length} streams`, 1);
    }
    const outcomes = await this.log.appendAll(requests);
    if (fault?.kind === 'lost-acknowledgement') throw new LogBusy('the log did not answer in time', 1);
    return this.forgotten ? outcomes.map(forget) : outcomes;
  };
}

function forget(outcome: AppendOutcome): AppendOutcome {
  return outcome.kind === 'appended' && outcome.duplicate === 'yes'
    ? { ...outcome, duplicate: 'unknown', differs: false }
    : outcome;
}
