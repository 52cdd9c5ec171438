import type {
  AppendOutcome,
  AppendRequest,
  EventId,
  EventLog,
  Expected,
  Head,
  LogIdentity,
  LogPage,
  NewEvent,
  Position,
  RecordedEvent,
} from '#kernel';

/** How far apart positions are: about a byte offset of small events. */
const SPACING = 937;
const FIRST = 13;

/** A log whose positions have gaps, as those of a log that counts bytes: another one, with its positions spread out. */
export class SparseLog implements EventLog {
  readonly spacing = SPACING;

  constructor(private readonly dense: EventLog) {
    if (dense.spacing !== 1) throw new Error('a log is spread out that has no gaps');
  }

  identity(): Promise<LogIdentity> {
    return this.dense.identity();
  }

  async append(stream: string, events: readonly NewEvent[], expected: Expected): Promise<AppendOutcome> {
    return spreadOutcome(await this.dense.append(stream, events, expected));
  }

  async appendAll(requests: readonly AppendRequest[]): Promise<readonly AppendOutcome[]> {
    return (await this.dense.appendAll(requests)).map(spreadOutcome);
  }

  async readStream(stream: string, from?: number): Promise<readonly RecordedEvent[]> {
    return (await this.dense.readStream(stream, from)).map(spreadEvent);
  }

  takenBack(stream: string): Promise<ReadonlySet<EventId>> {
    return this.dense.takenBack(stream);
  }

  async readAll(options: Parameters<EventLog['readAll']>[0]): Promise<LogPage> {
    const { after, until, ...rest } = options;
    const page = await this.dense.readAll({
      ...rest,
      after: atOrBefore(after),
      ...(until === undefined ? {} : { until: atOrBefore(until) }),
    });
    return {
      ...page,
      events: page.events.map(spreadEvent),
      scannedTo: Math.max(after, spread(page.scannedTo)),
    };
  }

  async readAt(positions: readonly Position[]): Promise<readonly RecordedEvent[]> {
    const held = positions.filter((position) => spread(atOrBefore(position)) === position);
    return (await this.dense.readAt(held.map(atOrBefore))).map(spreadEvent);
  }

  async locate(ids: readonly EventId[]): Promise<ReadonlyMap<EventId, Position>> {
    return new Map([...(await this.dense.locate(ids))].map(([id, position]) => [id, spread(position)]));
  }

  async head(): Promise<Head> {
    const { position, event } = await this.dense.head();
    return { position: spread(position), event };
  }

  watch(wake: () => void): () => void {
    return this.dense.watch(wake);
  }

  close(): Promise<void> {
    return this.dense.close();
  }
}

/** Before the first event stays before it. */
function spread(position: Position): Position {
  return position === 0 ? 0 : position * SPACING + FIRST;
}

/** The dense position of the last event that may stand at or before a position. */
function atOrBefore(position: Position): Position {
  return Math.max(0, Math.floor((position - FIRST) / SPACING));
}

function spreadEvent(event: RecordedEvent): RecordedEvent {
  return { ...event, position: spread(event.position) };
}

function spreadOutcome(outcome: AppendOutcome): AppendOutcome {
  return outcome.kind === 'appended' ? { ...outcome, position: spread(outcome.position) } : outcome;
}
