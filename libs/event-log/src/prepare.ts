import {
  isUuid,
  MAX_EVENT_BYTES,
  takingBack,
  unstorable,
  type AppendOutcome,
  type AppendRequest,
  type Envelope,
  type NewEvent,
  type TakingBack,
} from '#kernel';

/** What the log keeps of an event beside its text. */
export interface PreparedEvent extends NewEvent {
  /** What it takes back, if anything; amendments change a payload and take nothing back. */
  readonly takes: Exclude<TakingBack, { kind: 'amended' }> | null;
}

/** A request that may be stored, checked before it waits for the lock. */
export interface Prepared {
  readonly stream: string;
  readonly events: readonly PreparedEvent[];
  readonly expected: AppendRequest['expected'];
  /** A touch's own stream: one event, no head to keep. */
  readonly touch: boolean;
  /** Bytes of its texts in UTF-8. */
  readonly bytes: number;
}

type Refused = Extract<AppendOutcome, { kind: 'refused' }>;

/** The most events of one request. */
export const MAX_REQUEST_EVENTS = 1_000;

/**
 * Checks a request without looking at the store. What can never be stored is refused by name.
 * Throws a RangeError where the call itself is wrong: no events, or more than 1,000.
 */
export function prepare(request: AppendRequest): Prepared | Refused {
  const { stream, events, expected } = request;
  if (events.length === 0 || events.length > MAX_REQUEST_EVENTS)
    throw new RangeError(`an append holds 1 to ${MAX_REQUEST_EVENTS} events, not ${events.length}`);
  if (typeof expected === 'number' && !(Number.isSafeInteger(expected) && expected >= 0))
    throw new RangeError(`an expected revision is a whole number from 0 on, not ${expected}`);
  const first = events[0]!;
  const touch = stream.startsWith('touch-');
  const badStream = unstorable(stream);
  if (badStream !== null) return unstorableFor(`the stream's name ${badStream}`);
  if (stream.length === 0 || stream.length > 300)
    return unstorableFor(`a stream's name has 1 to 300 characters, not ${stream.length}`);
  for (const { id } of events)
    if (!isUuid(id)) return unstorableFor(`the event's id ${JSON.stringify(id)} is not a lower-case UUID`);
  if (touch && (events.length > 1 || stream.length !== 42 || !stream.endsWith(first.id)))
    return unstorableFor(`stream ${stream} is a touch's own: it holds the event of that id and no other`);
  let bytes = 0;
  const prepared: PreparedEvent[] = [];
  for (const event of events) {
    const size = Buffer.byteLength(event.text);
    if (size > MAX_EVENT_BYTES)
      return {
        kind: 'refused',
        code: 'event.too-large',
        reason: `event ${event.id} has ${size} bytes, at most ${MAX_EVENT_BYTES} are allowed`,
      };
    bytes += size;
    const checked = touch ? checkTouch(event) : checkDecided(event, stream);
    if (typeof checked === 'string') return unstorableFor(`event ${event.id}: ${checked}`);
    prepared.push(checked);
  }
  if (prepared.length > 1 && new Set(prepared.map((event) => event.id)).size < prepared.length)
    return unstorableFor('the same event id stands twice in one append');
  return { stream, events: prepared, expected, touch, bytes };
}

/** What PostgreSQL finds out when it stores a text as JSON, for engines that take any bytes; null where all of it is JSON. */
export function notJson({ events }: Prepared): Refused | null {
  for (const { id, text } of events) {
    try {
      JSON.parse(text);
    } catch (error) {
      return { kind: 'refused', code: 'event.unstorable', reason: `event ${id}: ${(error as Error).message}` };
    }
  }
  return null;
}

function unstorableFor(reason: string): Refused {
  return { kind: 'refused', code: 'event.unstorable', reason };
}

function checkPlain(event: NewEvent): string | null {
  if (!isUuid(event.fingerprint)) return 'its fingerprint is not a lower-case UUID';
  const bad =
    unstorable(event.text) ?? unstorable(event.type) ?? unstorable(event.source) ?? unstorable(event.import ?? '');
  return bad === null ? null : `it ${bad}`;
}

/** Touches are most of a log: only those that may take something back are parsed. */
function checkTouch(event: NewEvent): PreparedEvent | string {
  const bad = checkPlain(event);
  if (bad !== null) return bad;
  if (!mayTake(event)) return withTakes(event, null, event.import);
  return withEnvelope(event, null);
}

function mayTake({ text, type }: Pick<NewEvent, 'text' | 'type'>): boolean {
  return type === 'withdrawn' || type === 'import-undone' || text.includes('"supersedes":"');
}

/** What a stored event takes back, if anything: only those that may are parsed. */
export function takesOf(event: Pick<NewEvent, 'text' | 'type'>): PreparedEvent['takes'] {
  if (!mayTake(event)) return null;
  const takes = takingBack(JSON.parse(event.text) as Envelope);
  return takes === null || takes.kind === 'amended' ? null : takes;
}

function checkDecided(event: NewEvent, stream: string): PreparedEvent | string {
  return checkPlain(event) ?? withEnvelope(event, stream);
}

function withEnvelope(event: NewEvent, stream: string | null): PreparedEvent | string {
  let envelope: Envelope;
  try {
    envelope = JSON.parse(event.text) as Envelope;
  } catch (error) {
    return `its text is not JSON (${(error as Error).message})`;
  }
  if (stream !== null && envelope.stream !== stream)
    return `its envelope names stream ${envelope.stream ?? '(a touch’s own)'}, not ${stream}`;
  const takes = takingBack(envelope);
  return withTakes(event, takes === null || takes.kind === 'amended' ? null : takes, envelope.import ?? null);
}

/** Written out: spreading costs more than all the checks together. */
function withTakes(event: NewEvent, takes: PreparedEvent['takes'], name: string | null): PreparedEvent {
  const { id, type, subject, fingerprint, source, text } = event;
  return { id, type, subject, fingerprint, source, text, takes, import: name };
}
