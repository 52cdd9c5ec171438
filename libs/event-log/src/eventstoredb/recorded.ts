import { binaryEvent, type BinaryEventData, type RecordedEvent as StoredEvent } from '@eventstore/db-client';
import { hash } from 'node:crypto';
import type { EventId, Millis, Position, RecordedEvent } from '#kernel';
import type { PreparedEvent } from '../prepare.js';

/** What is kept of an event beside its envelope. */
export interface EventMetadata {
  /** What a repeat is compared with. */
  readonly fingerprint: string;
  readonly import?: string;
  /** When it came in, by the clock of who appended it: its receipt bears the same time. */
  readonly at: Millis;
  /** Of an event that was carried over from another log: when it was recorded there. */
  readonly recordedAt?: Millis;
  /** And where it stood there: in this order it stands here. */
  readonly order?: Position;
}

/** An event as it was read, with what is kept beside it. */
export interface Read extends RecordedEvent {
  readonly metadata: EventMetadata;
  /** The server's own id of it: tells by which append it was stored. */
  readonly storedAs: string;
}

/** The server's id of an event: of the append that stores it, so that the log can tell whose it is. */
export function storedAs(id: EventId, append: string): string {
  const hex = hash('sha256', `${append}${id}`, 'hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** As it is sent: the envelope's bytes as they are, because as JSON the client would write them anew. */
export function eventData(
  event: PreparedEvent,
  append: string,
  at: Millis,
  moved: Required<Pick<EventMetadata, 'recordedAt' | 'order'>> | null = null,
): BinaryEventData {
  const { id, type, text, fingerprint, import: name } = event;
  const metadata: EventMetadata = { fingerprint, ...(name === null ? {} : { import: name }), at, ...moved };
  return binaryEvent({
    id: storedAs(id, append),
    type,
    data: Buffer.from(text),
    metadata: metadata as unknown as Record<string, unknown>,
  });
}

/** The bytes of an event as they count against the server's limit of one append. */
export function sizeOf(data: BinaryEventData): number {
  return data.data.length + Buffer.byteLength(JSON.stringify(data.metadata ?? {})) + data.type.length + 64;
}

/** Reads an event; null for what others have written: the server about itself, or somebody besides Throughline. */
export function recorded(stored: StoredEvent, position: Position | null): Read | null {
  const { streamId, type, data, created, revision } = stored;
  const metadata = stored.metadata as Partial<EventMetadata> | undefined;
  if (streamId.startsWith('$') || typeof metadata?.fingerprint !== 'string' || !(data instanceof Uint8Array))
    return null;
  const text = Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('utf8');
  return {
    position: position ?? -1,
    recordedAt: metadata.recordedAt ?? created.getTime(),
    revision: Number(revision),
    stream: streamId,
    id: idOf(text),
    type,
    text,
    metadata: metadata as EventMetadata,
    storedAs: stored.id,
  };
}

/** An event as the port gives it. */
export function plain({ position, recordedAt, revision, stream, id, type, text }: Read): RecordedEvent {
  return { position, recordedAt, revision, stream, id, type, text };
}

/** Where an event stands; null where the server does not tell it of a stream's events. */
export function positionOf(stored: StoredEvent): Position | null {
  const commit = stored.position?.commit;
  return commit === undefined || commit > BigInt(Number.MAX_SAFE_INTEGER) ? null : Number(commit);
}

/** The kernel writes the id first: it need not be parsed out of the whole. */
function idOf(text: string): EventId {
  return (text.startsWith('{"id":"') ? text.slice(7, 43) : (JSON.parse(text) as { id: string }).id) as EventId;
}
