import { CloudEvent, Kafka as Binding } from 'cloudevents';
import type { IHeaders } from 'kafkajs';
import { ALL_LANES, touchStream, type RecordedEvent } from '#kernel';
import { decided, touch, undoing } from '#kernel/contracts';
import {
  complete,
  completeAfter,
  decodeEvent,
  decodePlace,
  encodeEvent,
  encodeWatermark,
  seenAt,
  sourceOf,
  UnreadableRecord,
  type ConsumedRecord,
} from './kafka-record.js';

const source = sourceOf('a-log');
const place = { lane: 7, previous: 1_234, chain: 1_240, epoch: 3 };

function recorded(made: ReturnType<typeof touch>, stream = touchStream(made.id), text = made.text): RecordedEvent {
  return { ...made, position: 9_007_199_254_740, recordedAt: 1_790_000_000_123, revision: 4, stream, text };
}

/** As a consumer gets it: everything is bytes. */
function received(message: ReturnType<typeof encodeEvent>): ConsumedRecord & { key: Buffer | null } {
  const bytes = (value: unknown): Buffer => Buffer.from(value as string);
  const headers = Object.entries(message.headers as IHeaders).map(([name, value]) => [name, bytes(value)] as const);
  return {
    key: message.key === null ? null : bytes(message.key),
    value: message.value === null ? null : bytes(message.value),
    timestamp: message.timestamp!,
    headers: Object.fromEntries(headers),
  };
}

it.each([
  ['a touch', recorded(touch({ text: 'Ça va, 田?' })), place],
  ['a decision', recorded(decided('deal-7'), 'deal-7'), { ...place, previous: 0, chain: 0 }],
  ['what concerns every lane', recorded(undoing('spring-list')), { ...place, lane: ALL_LANES }],
])('%s arrives as it was recorded', (_, event, place) => {
  const record = received(encodeEvent(event, place, source));
  const known = decodePlace(record)!;
  expect(known).toEqual({ kind: 'event', position: event.position, chain: place.chain, epoch: 3 });
  const { position, recordedAt, revision, stream, id, type, text } = event;
  expect(decodeEvent(record, known)).toEqual({
    lane: place.lane,
    previous: place.previous,
    event: { position, recordedAt, revision, stream, id, type, text },
  });
});

it('a record is a CloudEvent of the binary form, with the time of the occurrence and that of the recording', () => {
  const made = touch();
  const text = made.text.replace(/\}$/, ',"occurredAt":"2026-03-01T10:00:00.000Z","origin":"history"}');
  const record = received(encodeEvent(recorded(made, undefined, text), place, source));
  expect(record.timestamp).toBe('1790000000123');
  const strings = Object.entries(record.headers!).map(([name, value]) => [name, (value as Buffer).toString()]);
  const understood = Binding.toEvent({
    key: record.key!.toString(),
    value: record.value!.toString(),
    headers: Object.fromEntries(strings) as Record<string, string>,
    body: record.value!.toString(),
  } as never) as CloudEvent;
  expect(understood).toMatchObject({
    specversion: '1.0',
    id: made.id,
    type: 'note-taken',
    source: '/throughline/a-log',
    subject: made.subject,
    time: '2026-03-01T10:00:00.000Z',
    position: '9007199254740',
    origin: 'history',
    schemaversion: '1',
  });
  for (const name of Object.keys(record.headers!)) expect(name).toMatch(/^(ce_[a-z0-9]+|content-type)$/);
});

it.each([
  ['an instant', ',"occurredAt":"2026-03-01T10:00:00Z"', '2026-03-01T10:00:00Z', 'live'],
  ['a day', ',"occurredAt":"2026-03-01","origin":"history"', undefined, 'history'],
  ['nothing', ',"origin":"history"', undefined, 'history'],
  [
    'an instant before other members',
    ',"occurredAt":"2026-03-01T10:00:00Z","cause":"x"',
    '2026-03-01T10:00:00Z',
    'live',
  ],
])('of when it occurred a record tells instants only: %s', (_, more, time, origin) => {
  const made = touch();
  const text = made.text
    .replace(/\}$/, `${more}}`)
    .replace('"payload":{', '"payload":{"nested":{"deep":{},"occurredAt":"1999-01-01T00:00:00Z","origin":"history"},');
  const { headers } = encodeEvent(recorded(made, undefined, text), place, source);
  expect(headers!['ce_time']).toBe(time);
  expect(String(headers!['ce_origin'])).toBe(origin);
});

it('a watermark tells up to where its partition is complete, and the event of the log there', () => {
  const seen = touch().id;
  const record = received(encodeWatermark({ position: 90, chain: 70, epoch: 2, seen }, source, 1_790_000_000_000));
  expect(decodePlace(record)).toEqual({ kind: 'watermark', position: 90, chain: 70, epoch: 2 });
  expect([record.key, seenAt(record)]).toEqual([null, seen]);
  const empty = encodeWatermark({ position: 0, chain: 0, epoch: 1, seen: null }, source, 1);
  expect(seenAt(received(empty))).toBeNull();
});

it('an event may tell besides up to where its partition is complete, as a watermark after it would', () => {
  const event = recorded(touch());
  const message = encodeEvent(event, place, source);
  const plain = received(message);
  expect(completeAfter(plain, decodePlace(plain)!)).toBeNull();
  const seen = touch().id;
  const record = received(complete(message, { position: event.position + 9, event: seen }));
  const known = decodePlace(record)!;
  expect(known).toEqual({ kind: 'event', position: event.position, chain: place.chain, epoch: 3 });
  expect(completeAfter(record, known)).toEqual({
    kind: 'watermark',
    position: event.position + 9,
    chain: event.position,
    epoch: 3,
  });
  expect(seenAt(record)).toBe(seen);
  expect(decodeEvent(record, known).event.id).toBe(event.id);
});

it('what no relay wrote is told apart; what cannot be read says which header is wrong', () => {
  expect(decodePlace({ value: Buffer.from('{}'), timestamp: '1', headers: {} })).toBeNull();
  const record = received(encodeEvent(recorded(touch()), place, source));
  const without = (name: string): ConsumedRecord => ({ ...record, headers: { ...record.headers, [name]: undefined } });
  const wrong = { ...record, headers: { ...record.headers, ce_position: Buffer.from('12x') } };
  expect(() => decodePlace(without('ce_chain'))).toThrow(UnreadableRecord);
  expect(() => decodePlace(wrong)).toThrow('ce_position');
  expect(() => decodeEvent(without('ce_id'), decodePlace(record)!)).toThrow('ce_id');
});
