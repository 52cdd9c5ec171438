import type { Envelope, EventId, Millis, NewEvent } from '#kernel';
import { prepare, type PreparedEvent } from '../prepare.js';

/** An event of another log, as that log had it: it keeps stream, revision, and when it was recorded. */
export interface CarriedEvent {
  readonly recordedAt: Millis;
  readonly stream: string;
  readonly revision: number;
  /** The envelope's text, to the letter. */
  readonly text: string;
}

/** An event that cannot be carried over: which of those handed over (from 0), and why. */
export class UnfitEvent extends Error {
  override readonly name = 'UnfitEvent';
  constructor(
    readonly index: number,
    readonly why: string,
  ) {
    super(`event ${index + 1} of a batch: ${why}`);
  }
}

/** An event that may be written. */
export interface CarriedRow extends CarriedEvent {
  /** Its place among those handed over, from 0. */
  readonly index: number;
  readonly touch: boolean;
  readonly import: string | null;
  readonly prepared: PreparedEvent;
}

/**
 * Checks events as far as can be done without looking at the log they go to: each by itself, times that never go back,
 * and ids. An event that is there a second time, the same to the letter and in the same place of its stream, is left
 * out. Throws UnfitEvent.
 */
export function carriedRows(events: readonly CarriedEvent[], last: Millis): CarriedRow[] {
  const rows = new Map<EventId, CarriedRow>();
  events.forEach((event, index) => {
    const row = carriedRow(event, index);
    if (event.recordedAt < last)
      throw new UnfitEvent(index, `it was recorded ${last - event.recordedAt} ms before the event before it`);
    last = event.recordedAt;
    const { id } = row.prepared;
    const first = rows.get(id);
    if (first === undefined) rows.set(id, row);
    else if (!sameEvent(first, row)) throw differs(row);
  });
  return [...rows.values()];
}

/** Whether one event is the other to the letter, in the same place of the same stream. */
export function sameEvent(
  one: Pick<CarriedEvent, 'stream' | 'revision' | 'text'>,
  other: Pick<CarriedEvent, 'stream' | 'revision' | 'text'>,
): boolean {
  return one.text === other.text && one.stream === other.stream && one.revision === other.revision;
}

/** What is thrown where an id stands for two events. */
export function differs({ index, prepared: { id } }: CarriedRow): UnfitEvent {
  return new UnfitEvent(index, `event ${id} is there before it already, and says something else`);
}

function carriedRow(event: CarriedEvent, index: number): CarriedRow {
  const { stream, revision, text } = event;
  const envelope = envelopeOf(text, index);
  const checked = prepare({ stream, events: [newEvent(envelope, text)], expected: 'any' });
  if ('kind' in checked) throw new UnfitEvent(index, checked.reason);
  if (checked.touch && revision !== 0)
    throw new UnfitEvent(index, `${stream} is a touch's own stream: its event is at revision 0, not ${revision}`);
  return { ...event, index, touch: checked.touch, import: envelope.import ?? null, prepared: checked.events[0]! };
}

function envelopeOf(text: string, index: number): Envelope {
  let envelope: Partial<Envelope> | null;
  try {
    envelope = JSON.parse(text) as Partial<Envelope> | null;
  } catch (error) {
    throw new UnfitEvent(index, `its envelope is no JSON (${(error as Error).message})`);
  }
  const { id, type, fingerprint, source, payload, about } = envelope ?? {};
  const texts = [id, type, fingerprint, source?.name, source?.messageId];
  if (!texts.every((one) => typeof one === 'string') || typeof payload !== 'object' || typeof about !== 'object')
    throw new UnfitEvent(index, 'its envelope lacks id, type, source, about, fingerprint or payload');
  return envelope as Envelope;
}

/** The log does not file events by their subject. */
function newEvent({ id, type, fingerprint, source, import: name }: Envelope, text: string): NewEvent {
  return { id, type, subject: '', fingerprint, source: source.name, import: name ?? null, text };
}
