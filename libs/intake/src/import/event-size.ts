import { randomBytes } from 'node:crypto';
import {
  CATEGORIES,
  MAX_EVENT_BYTES,
  sealEvent,
  type EventId,
  type Happening,
  type Ids,
  type Keyring,
  type Metadata,
  type Problem,
} from '#kernel';

/** What all events of an import carry, as far as it counts for how large they are. */
export type Weighing = Pick<Metadata, 'actor' | 'authority' | 'import'>;

/** An event that may be too large. */
interface Weighed {
  readonly emit: string;
  readonly happening: Happening;
  readonly id: EventId;
  readonly messageId: string;
  readonly fingerprint: string;
  /** Bytes of what is stated. */
  readonly statedBytes: number;
}

/** Keys of nobody: what is sealed with them is as large as what is recorded. */
const key = randomBytes(32);
const keys = Object.fromEntries(CATEGORIES.map((category) => [category, key]));
const ANYBODY: Keyring = { get: () => keys as ReturnType<Keyring['get']> };

/** What an envelope has besides what is stated, at most. */
const AROUND = 16 * 1024;

/** Whether an event is larger than the log takes. Only what states much is sealed to find out. */
export function tooLarge(
  item: Weighed,
  using: { readonly ids: Ids; readonly source: string; readonly weighing: Weighing },
): Problem[] {
  const { happening, id, messageId, fingerprint, statedBytes, emit } = item;
  // Base64 makes four bytes of three, and what was escaped once may be escaped again.
  if (statedBytes * 2 + AROUND <= MAX_EVENT_BYTES) return [];
  const metadata: Metadata = {
    ...using.weighing,
    source: { name: using.source, messageId },
    fingerprint,
    origin: 'history',
  };
  const { text } = sealEvent(happening, id, null, metadata, using.ids, ANYBODY);
  return Buffer.byteLength(text) > MAX_EVENT_BYTES ? [large(emit)] : [];
}

/** Why an event is not taken that is too large. */
export function large(emit: string): Problem {
  return { where: emit, what: `is larger than an event may be, ${MAX_EVENT_BYTES} bytes` };
}
