import type { Message } from 'kafkajs';
import { touchStream, type EventId, type FeedRecord, type Position, type RecordedEvent } from '#kernel';
import { subjectOf } from '../lane-of-event.js';
import { statedWhen } from './stated-when.js';

/** The type of a record that holds no event: it says up to where its partition is complete. */
export const WATERMARK_TYPE = 'throughline.watermark';

/** What a record states besides its event: true whoever publishes it, and however often. */
export interface EventPlace {
  /** The event's lane, or ALL_LANES. */
  readonly lane: number;
  /** Position of the event before it in its lane. */
  readonly previous: Position;
  /** Position of the event before it in its partition. */
  readonly chain: Position;
  /** The feed's epoch: grows when the log was replaced. */
  readonly epoch: number;
}

/** What is known of a record before its event is decoded. */
export interface RecordPlace {
  readonly kind: 'event' | 'watermark';
  /** The event's position; of a watermark, up to where its partition is complete. */
  readonly position: Position;
  /** The partition holds nothing between this position and `position`. */
  readonly chain: Position;
  readonly epoch: number;
}

/** The parts of a consumed record that are read here: kafkajs hands over such. */
export interface ConsumedRecord {
  readonly value: Buffer | null;
  readonly timestamp: string;
  readonly headers?: Readonly<Record<string, Buffer | string | readonly (Buffer | string)[] | undefined>>;
}

/** A record of the topic that cannot be read; it says which header is wrong. */
export class UnreadableRecord extends Error {
  override readonly name = 'UnreadableRecord';
}

const SPEC_VERSION = Buffer.from('1.0');
const JSON_TYPE = Buffer.from('application/json');
const WATERMARK = Buffer.from(WATERMARK_TYPE);
const LIVE = Buffer.from('live');
const HISTORY = Buffer.from('history');

/** The source of a log's events, as the CloudEvents attribute `source` names it. */
export function sourceOf(logId: string): Buffer {
  return Buffer.from(`/throughline/${logId}`);
}

/** An event as a record in CloudEvents' binary form; the topic, and the partition, are the caller's. */
export function encodeEvent(event: RecordedEvent, place: EventPlace, source: Buffer): Message {
  const subject = subjectOf(event);
  const { time, origin, version } = statedWhen(event.text);
  return {
    key: subject,
    value: event.text,
    timestamp: String(event.recordedAt),
    headers: {
      ce_specversion: SPEC_VERSION,
      ce_id: event.id,
      ce_type: event.type,
      ce_source: source,
      ce_subject: subject,
      ...(time === null ? {} : { ce_time: time }),
      'content-type': JSON_TYPE,
      ce_position: String(event.position),
      ce_lane: String(place.lane),
      ce_previous: String(place.previous),
      ce_chain: String(place.chain),
      ce_epoch: String(place.epoch),
      ce_recordedat: String(event.recordedAt),
      ce_revision: String(event.revision),
      ...(event.stream === touchStream(event.id) ? {} : { ce_stream: event.stream }),
      ce_origin: origin === 'history' ? HISTORY : LIVE,
      ce_schemaversion: String(version),
    },
  };
}

/** A record of an event that says besides that its partition holds nothing more up to a position, where the log has this event. */
export function complete(message: Message, through: { readonly position: Position; readonly event: EventId }): Message {
  const said = { ce_through: String(through.position), ce_seenevent: through.event };
  return { ...message, headers: { ...message.headers, ...said } };
}

/** A watermark: in its partition nothing is between `chain` and `position`. */
export function encodeWatermark(
  mark: {
    readonly position: Position;
    readonly chain: Position;
    readonly epoch: number;
    readonly seen: EventId | null;
  },
  source: Buffer,
  now: number,
): Message {
  return {
    key: null,
    value: null,
    timestamp: String(now),
    headers: {
      ce_specversion: SPEC_VERSION,
      ce_id: `watermark-${mark.epoch}-${mark.chain}-${mark.position}`,
      ce_type: WATERMARK,
      ce_source: source,
      ce_position: String(mark.position),
      ce_chain: String(mark.chain),
      ce_epoch: String(mark.epoch),
      ...(mark.seen === null ? {} : { ce_seenevent: mark.seen }),
    },
  };
}

/** What is needed of every record, repeats included. Null for what no relay wrote. Throws UnreadableRecord. */
export function decodePlace(record: ConsumedRecord): RecordPlace | null {
  if (record.headers?.['ce_position'] === undefined) return null;
  return {
    kind: record.value === null ? 'watermark' : 'event',
    position: integer(record, 'ce_position'),
    chain: integer(record, 'ce_chain'),
    epoch: integer(record, 'ce_epoch'),
  };
}

/** The event of a record whose place says that it holds one. Throws UnreadableRecord. */
export function decodeEvent(record: ConsumedRecord, place: RecordPlace): FeedRecord {
  const id = text(record, 'ce_id') as EventId;
  const stream = optionalText(record, 'ce_stream');
  return {
    lane: integer(record, 'ce_lane'),
    previous: integer(record, 'ce_previous'),
    event: {
      position: place.position,
      recordedAt: integer(record, 'ce_recordedat'),
      revision: integer(record, 'ce_revision'),
      stream: stream ?? touchStream(id),
      id,
      type: text(record, 'ce_type'),
      text: record.value!.toString(),
    },
  };
}

/** The watermark that a record of an event holds; null where it holds none. Throws UnreadableRecord. */
export function completeAfter(record: ConsumedRecord, { position, epoch }: RecordPlace): RecordPlace | null {
  if (record.headers?.['ce_through'] === undefined) return null;
  return { kind: 'watermark', position: integer(record, 'ce_through'), chain: position, epoch };
}

/** The log's event up to which a watermark, or an event that says as much, states all; null where the log was empty. */
export function seenAt(record: ConsumedRecord): EventId | null {
  return (optionalText(record, 'ce_seenevent') as EventId | undefined) ?? null;
}

function optionalText(record: ConsumedRecord, name: string): string | undefined {
  const value = record.headers?.[name];
  if (value === undefined) return undefined;
  if (Buffer.isBuffer(value)) return value.toString();
  return typeof value === 'string' ? value : optionalText({ ...record, headers: { [name]: value[0] } }, name);
}

function text(record: ConsumedRecord, name: string): string {
  const value = optionalText(record, name);
  if (value === undefined) throw new UnreadableRecord(`a record of the topic has no header ${name}`);
  return value;
}

const MINUS = 45;
const ZERO = 48;

/** Digits are read as they stand: most of what is decoded is small integers. */
function integer(record: ConsumedRecord, name: string): number {
  const value = record.headers?.[name];
  const bytes = Buffer.isBuffer(value) ? value : Buffer.from(text(record, name));
  const negative = bytes[0] === MINUS;
  let number = 0;
  for (let i = negative ? 1 : 0; i < bytes.length; i++) {
    const digit = bytes[i]! - ZERO;
    if (digit < 0 || digit > 9)
      throw new UnreadableRecord(`the header ${name} of a record of the topic is no integer: ${bytes.toString()}`);
    number = number * 10 + digit;
  }
  if (bytes.length === (negative ? 1 : 0)) throw new UnreadableRecord(`the header ${name} of a record is empty`);
  return negative ? -number : number;
}
