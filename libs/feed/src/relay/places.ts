import type { Message } from 'kafkajs';
import { ALL_LANES, type EventId, type Position, type RecordedEvent } from '#kernel';
import { complete, encodeEvent, encodeWatermark } from '../kafka/kafka-record.js';
import { laneOfEvent } from '../lane-of-event.js';
import type { RelayRow } from './relay-row.js';

/**
 * Where each event goes and what stands before it there. Computed from the log alone: whoever publishes an event states
 * the same; only how far its partition is said to be complete depends on the batch.
 */
export class Places {
  private readonly lanes: Position[];
  /** Per partition the position of its last event. */
  private readonly chains: Position[];
  private everyLane: Position;
  private position: Position;
  private event: EventId | null;
  /** Per partition up to where its readers know that it is complete. */
  private readonly known: Position[];

  constructor(
    private readonly row: RelayRow,
    private readonly partitions: number,
    private readonly source: Buffer,
  ) {
    this.lanes = [...row.lanes];
    this.everyLane = row.everyLane;
    this.position = row.position;
    this.event = row.event;
    this.chains = Array.from({ length: partitions }, (_, partition) =>
      Math.max(row.everyLane, ...row.lanes.filter((_, lane) => lane % partitions === partition)),
    );
    this.known = Array.from({ length: partitions }, () => 0);
  }

  /**
   * The records of a batch of the log, which goes on where the one before ended. The last one of a partition tells its
   * readers that nothing more of the batch is theirs.
   */
  place(events: readonly RecordedEvent[]): Message[] {
    const messages: Message[] = [];
    for (const event of events) {
      const lane = laneOfEvent(event);
      if (lane === ALL_LANES) {
        for (let partition = 0; partition < this.partitions; partition++)
          messages.push(this.record(event, lane, this.everyLane, partition));
        this.everyLane = event.position;
      } else {
        messages.push(this.record(event, lane, this.lanes[lane]!, lane % this.partitions));
        this.lanes[lane] = event.position;
      }
    }
    const end = events.at(-1);
    if (end === undefined) return messages;
    const { position, id: event } = end;
    for (const [partition, last] of new Map(messages.map((one, i) => [one.partition!, i]))) {
      if (this.chains[partition]! < position) messages[last] = complete(messages[last]!, { position, event });
      this.known[partition] = position;
    }
    this.position = position;
    this.event = event;
    return messages;
  }

  /** Watermarks of the partitions whose readers do not know yet that nothing is left out, or of all of them. */
  watermarks(which: 'all' | 'behind', now: number): Message[] {
    const messages: Message[] = [];
    for (let partition = 0; partition < this.partitions; partition++) {
      if (which === 'behind' && this.known[partition]! >= this.position) continue;
      const chain = this.chains[partition]!;
      const mark = { position: this.position, chain, epoch: this.row.feedEpoch, seen: this.event };
      messages.push({ ...encodeWatermark(mark, this.source, now), partition });
      this.known[partition] = this.position;
    }
    return messages;
  }

  /** Of how many partitions readers do not know yet that they are complete. */
  get behind(): number {
    return this.known.filter((position) => position < this.position).length;
  }

  /** What the row says once all of that is acknowledged. */
  reached(): RelayRow {
    const { position, event, everyLane, partitions } = this;
    return { ...this.row, position, event, everyLane, partitions, lanes: [...this.lanes] };
  }

  private record(event: RecordedEvent, lane: number, previous: Position, partition: number): Message {
    const chain = this.chains[partition]!;
    this.chains[partition] = event.position;
    return {
      ...encodeEvent(event, { lane, previous, chain, epoch: this.row.feedEpoch }, this.source),
      partition,
    };
  }
}
