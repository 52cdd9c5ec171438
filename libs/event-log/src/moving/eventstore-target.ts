import type { BinaryEventData } from '@eventstore/db-client';
import { LogBusy, type EventId, type Position } from '#kernel';
import { StartFailure } from '#platform';
import { carriedRows, sameEvent, UnfitEvent, type CarriedRow } from '../carrying/carried-events.js';
import { passes, WrongVersion, wordsOf } from '../eventstoredb/answers.js';
import { eventStoreAddress } from '../eventstoredb/address.js';
import { Connection, type Stored } from '../eventstoredb/connection.js';
import { EVENT_STORE_DEFAULTS, type EventStoreLogOptions } from '../eventstoredb/eventstore-event-log.js';
import { beginLog, IDENTITY_STREAM, type BegunLog } from '../eventstoredb/identity.js';
import { LogReader, type Places } from '../eventstoredb/log-reader.js';
import { lastMoved, movedNote, noteMovedHere, type MovedHere } from '../eventstoredb/moved-stream.js';
import { eventData, sizeOf, storedAs, type Read } from '../eventstoredb/recorded.js';
import { retrying, type Patience } from '../eventstoredb/retrying.js';
import { pagesOf, type MovedEvent } from './log-source.js';
import { MoveRefused, type LogTarget, type Moved } from './log-target.js';

/** How a log in EventStoreDB is opened to be moved to. */
export type EventStoreTargetOptions = Pick<
  EventStoreLogOptions,
  'eventStoreUrl' | 'deadline' | 'patience' | 'maxAppendBytes' | 'caFile' | 'identityStream'
> & { readonly onTrouble: (error: Error) => void };

/** Appends on their way at the same time; the next ones wait for all of them. */
const TOGETHER = 250;

/** A move waits longer for a server than whoever is waited for: milliseconds. */
const PATIENCE = 120_000;

/** Events looked at behind where the last run noted that it was: more than one batch holds. */
const UNNOTED = 5_000;

/** There is no index beside a log that is moved to. */
const AS_THEY_ARE: Places = { of: (events) => Promise.resolve(events), before: () => Promise.resolve(0) };

/**
 * A log in EventStoreDB that is moved to. Every event is an append of its own, sent in the log's order over the one
 * stream of appends, which the server works through in that order; that it did is seen by the positions it answers.
 * Events come first, then how far it is. The server's ids are made of ours and of the log they come from: what was cut
 * off in between is told as a repeat. Receipts, index and keys are not touched.
 */
export class EventStoreTarget implements LogTarget {
  /** What stands behind the last note, of a run that was cut off. */
  private unnoted: ReadonlyMap<EventId, Read> = new Map();
  private revision = -1;
  private last: Pick<MovedHere, 'here' | 'at'> = { here: 0, at: 0 };
  /** Up to here nobody else has recorded since the move began. */
  private checked: Position = 0;

  private constructor(
    private readonly connection: Connection,
    private readonly begun: BegunLog,
    private readonly reader: LogReader,
    private readonly patience: Patience,
    private readonly maxAppendBytes: number,
    private readonly identityStream: string,
  ) {}

  /** Opens the log of a server, and begins one where there is none. Throws StartFailure as the engine does. */
  static async open(options: EventStoreTargetOptions): Promise<EventStoreTarget> {
    const { deadline, patience, maxAppendBytes } = { ...EVENT_STORE_DEFAULTS, patience: PATIENCE, ...options };
    const { eventStoreUrl, caFile, onTrouble, identityStream = IDENTITY_STREAM } = options;
    const connection = Connection.to(eventStoreAddress(eventStoreUrl, { deadline, caFile }), deadline);
    try {
      const begun = await beginLog(connection, identityStream);
      const { moved } = await lastMoved(connection, identityStream);
      const patient = { milliseconds: patience, onTrouble };
      const reader = new LogReader(connection, begun.origin, patient, AS_THEY_ARE, moved);
      return new EventStoreTarget(connection, begun, reader, patient, maxAppendBytes, identityStream);
    } catch (error) {
      await connection.release();
      throw error;
    }
  }

  /** The id of a server's log, without opening it; null where there is none. Throws StartFailure as the engine does. */
  static async idAt(options: EventStoreTargetOptions): Promise<string | null> {
    const { deadline } = { ...EVENT_STORE_DEFAULTS, ...options };
    const { eventStoreUrl, caFile, identityStream = IDENTITY_STREAM } = options;
    const connection = Connection.to(eventStoreAddress(eventStoreUrl, { deadline, caFile }), deadline);
    try {
      return (await beginLog(connection, identityStream, true)).identity.id;
    } catch (error) {
      if (error instanceof StartFailure && error.code === 'log.none') return null;
      throw error;
    } finally {
      await connection.release();
    }
  }

  /** The log's id. */
  get id(): string {
    return this.begun.identity.id;
  }

  /** Null also where the log has gone on by itself since it was whole: it is compared from its beginning then. */
  async moved(): Promise<Moved | null> {
    const { moved, revision } = await this.retry(() => lastMoved(this.connection, this.identityStream));
    const { position } = await this.reader.head();
    this.revision = revision;
    this.checked = moved === null || moved.done ? position : moved.here;
    if (moved !== null && position > moved.here && !moved.done) return this.cutOff(moved);
    if (moved !== null && position === moved.here) {
      this.last = moved;
      return moved;
    }
    const [end] = await this.reader.at([position]);
    this.last = { here: position, at: end?.recordedAt ?? 0 };
    return null;
  }

  pages(): AsyncIterable<readonly MovedEvent[]> {
    return pagesOf((options) => this.reader.page(options), 0);
  }

  async take(events: readonly MovedEvent[], moved: Moved): Promise<void> {
    const rows = carriedRows(events, this.last.at);
    const data = rows.map((row) => this.dataOf(row, events[row.index]!, moved));
    for (const row of rows) this.refuseOther(row);
    await this.store(rows, data);
    await this.refuseOthers(moved);
    const { position } = await this.note(moved);
    this.unnoted = new Map();
    if (moved.done) await this.refuseLate(moved, position);
  }

  async close(): Promise<void> {
    await this.connection.release();
  }

  /** What stands behind the note must be what a run that was cut off has left: nobody else opens half a log. */
  private async cutOff(moved: MovedHere): Promise<Moved> {
    const { events, atEnd } = await this.reader.read({ after: moved.here, limit: UNNOTED });
    if (!atEnd || events.some((event) => !isOf(moved, event)))
      throw new MoveRefused('went-on', 'others have recorded there since it was begun');
    this.unnoted = new Map(events.map((event) => [event.id, event]));
    this.last = moved;
    return moved;
  }

  private dataOf(row: CarriedRow, { position }: MovedEvent, { from }: Moved): BinaryEventData {
    const { prepared, recordedAt } = row;
    const data = eventData(prepared, markOf(from), recordedAt, { recordedAt, order: position });
    const size = sizeOf(data);
    if (size > this.maxAppendBytes)
      throw new UnfitEvent(row.index, `${size} bytes are more than the ${this.maxAppendBytes} that the server takes`);
    return data;
  }

  private refuseOther(row: CarriedRow): void {
    const there = this.unnoted.get(row.prepared.id);
    if (there !== undefined && !sameEvent(there, row))
      throw new MoveRefused('other-events', `its event ${row.prepared.id} says something else`);
  }

  /**
   * Whoever had the log open before the move began may have gone on appending: everything up to the note is the source's,
   * and at the end nothing stands behind it. What was noted need not be looked at again.
   */
  private async refuseOthers(moved: Moved): Promise<void> {
    while (this.checked < this.last.here) {
      const { events, scannedTo } = await this.reader.read({
        after: this.checked,
        until: this.last.here,
        limit: UNNOTED,
      });
      if (events.some((event) => !isOf(moved, event))) throw wentOn();
      if (scannedTo <= this.checked) throw new Error(`nothing can be read after position ${this.checked}`);
      this.checked = scannedTo;
    }
    if (moved.done && (await this.reader.head()).position > this.last.here) throw wentOn();
  }

  /** What came between that look and the note that all is done: then it is not. After the note the log may be used. */
  private async refuseLate(moved: Moved, noted: Position): Promise<void> {
    const { events } = await this.reader.read({ after: this.last.here, until: noted, limit: 1 });
    if (events.length === 0) return;
    await this.note({ ...moved, done: false });
    throw wentOn();
  }

  private async store(rows: readonly CarriedRow[], data: readonly BinaryEventData[]): Promise<void> {
    for (let from = 0; from < rows.length; from += TOGETHER) {
      const together = rows.slice(from, from + TOGETHER);
      const sent = data.slice(from, from + TOGETHER);
      const positions = await this.retry((left) => this.send(together, sent, left)).catch((error: unknown) => {
        throw error instanceof WrongVersion ? new MoveRefused('other-events', `its ${error.message}`) : error;
      });
      for (const [i, here] of positions.entries()) {
        const { recordedAt, prepared } = together[i]!;
        if (here <= this.last.here)
          throw new MoveRefused(
            'other-order',
            `the server has not stored event ${prepared.id} after the one before it`,
          );
        this.last = { here, at: recordedAt };
      }
    }
  }

  /** Sends all of them in order and waits for all answers, so that nothing is on its way when they are sent again. */
  private async send(rows: readonly CarriedRow[], data: readonly BinaryEventData[], left: number): Promise<number[]> {
    const within = Math.min(left, this.connection.deadline);
    const answers = await Promise.allSettled(
      rows.map(({ stream, revision }, i) => this.connection.append(stream, [data[i]!], revision - 1, within)),
    );
    return answers.map((answer) => {
      if (answer.status === 'rejected') throw answer.reason;
      return answer.value.position;
    });
  }

  private async note(moved: Moved): Promise<Stored> {
    const note = movedNote({ ...moved, ...this.last });
    try {
      const stored = await this.retry((left) =>
        noteMovedHere(
          this.connection,
          this.identityStream,
          note,
          this.revision,
          Math.min(left, this.connection.deadline),
        ),
      );
      this.revision = stored.revision;
      return stored;
    } catch (error) {
      if (error instanceof WrongVersion) throw new MoveRefused('in-use', 'somebody else moves a log there');
      throw error;
    }
  }

  private async retry<T>(work: (left: number) => Promise<T>): Promise<T> {
    try {
      return await retrying(this.patience, work);
    } catch (error) {
      if (!passes(error)) throw error;
      throw new LogBusy(`EventStoreDB at ${this.connection.shown} did not answer (${wordsOf(error)})`, 2);
    }
  }
}

/** By which append events of a log are stored that is moved: the same in every run. */
function markOf(from: string): string {
  return `moved from ${from}`;
}

/** Whether a move from that log has stored the event. */
function isOf({ from }: Moved, event: Read): boolean {
  return event.storedAs === storedAs(event.id, markOf(from));
}

function wentOn(): MoveRefused {
  return new MoveRefused('went-on', 'others record there, it is in use');
}
