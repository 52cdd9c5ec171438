import {
  LogBusy,
  type AppendOutcome,
  type AppendRequest,
  type EventId,
  type EventLog,
  type Expected,
  type Head,
  type LogIdentity,
  type LogPage,
  type NewEvent,
  type Position,
  type RecordedEvent,
} from '#kernel';

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
  return new Faulty(log);
}

class Faulty implements FaultyLog {
  private readonly faults: Fault[] = [];
  private forgotten = false;

  constructor(private readonly log: EventLog) {}

  get spacing(): number {
    return this.log.spacing;
  }

  goWrong(fault: Fault): void {
    if (fault.kind === 'forgotten') this.forgotten = true;
    else this.faults.push(fault);
  }

  async append(stream: string, events: readonly NewEvent[], expected: Expected): Promise<AppendOutcome> {
    const [outcome] = await this.appendAll([{ stream, events, expected }]);
    return outcome!;
  }

  async appendAll(requests: readonly AppendRequest[]): Promise<readonly AppendOutcome[]> {
    const fault = this.faults.shift();
    if (fault?.kind === 'full') throw new LogBusy('the queue is full', 1);
    if (fault?.kind === 'between-streams') {
      await this.log.appendAll(requests.slice(0, fault.after));
      throw new LogBusy(`the log failed after ${fault.after} of ${requests.length} streams`, 1);
    }
    const outcomes = await this.log.appendAll(requests);
    if (fault?.kind === 'lost-acknowledgement') throw new LogBusy('the log did not answer in time', 1);
    return this.forgotten ? outcomes.map(forget) : outcomes;
  }

  identity(): Promise<LogIdentity> {
    return this.log.identity();
  }
  readStream(stream: string, from?: number): Promise<readonly RecordedEvent[]> {
    return this.log.readStream(stream, from);
  }
  takenBack(stream: string): Promise<ReadonlySet<EventId>> {
    return this.log.takenBack(stream);
  }
  readAll(options: Parameters<EventLog['readAll']>[0]): Promise<LogPage> {
    return this.log.readAll(options);
  }
  readAt(positions: readonly Position[]): Promise<readonly RecordedEvent[]> {
    return this.log.readAt(positions);
  }
  locate(ids: readonly EventId[]): Promise<ReadonlyMap<EventId, Position>> {
    return this.log.locate(ids);
  }
  head(): Promise<Head> {
    return this.log.head();
  }
  watch(wake: () => void): () => void {
    return this.log.watch(wake);
  }
  close(): Promise<void> {
    return this.log.close();
  }
}

function forget(outcome: AppendOutcome): AppendOutcome {
  return outcome.kind === 'appended' && outcome.duplicate === 'yes'
    ? { ...outcome, duplicate: 'unknown', differs: false }
    : outcome;
}
