import { touchStream, type Envelope, type Metadata, type NewEvent } from './envelope.js';
import { event, required, type AnyEventDefinition, type When } from './event.js';
import type { EventId, Ids, NodeId } from './ids.js';
import { InvalidInput } from './problem.js';
import { splitPayload } from './seal-event.js';
import { sealParts, type Keyring } from './sealing.js';
import { id, open, optional, properties, text, wholeNumber, word } from './shape.js';

/** One event is taken back: from here on nobody believes it. Carries its target's subject, so it travels in its lane. */
export const withdrawn = event('withdrawn', 1, {
  about: { subject: required },
  payload: { target: id, targetStream: word, reason: open(optional(text)) },
});

/** All of an import is taken back by one event, delivered in every lane at its position. */
export const importUndone = event('import-undone', 1, {
  about: { import: required },
  payload: { first: optional(id), reason: open(optional(text)) },
});

/**
 * An event's payload is another one from here on; the old one is what was believed until then. `payload` holds the new
 * open fields; the personal ones are sealed with this event's id under the target's data subject.
 */
export const amended = event('amended', 1, {
  about: { subject: required },
  payload: {
    target: id,
    targetStream: word,
    type: word,
    version: wholeNumber,
    payload: open(properties),
    occurredAt: optional(word),
    reason: open(optional(text)),
  },
});

export const TAKING_BACK = [withdrawn, importUndone, amended] as const;

/** What an event takes back: null for one that takes nothing back. */
export type TakingBack =
  | { readonly kind: 'withdrawn'; readonly target: EventId; readonly targetStream: string }
  | { readonly kind: 'amended'; readonly target: EventId; readonly targetStream: string }
  | { readonly kind: 'superseded'; readonly target: EventId; readonly targetStream: string }
  | { readonly kind: 'import-undone'; readonly import: string };

/** What an envelope takes back, if anything. */
export function takingBack(envelope: Envelope): TakingBack | null {
  if (envelope.type === 'withdrawn' || envelope.type === 'amended') {
    const { target, targetStream } = envelope.payload as { target: EventId; targetStream: string };
    return { kind: envelope.type, target, targetStream };
  }
  if (envelope.type === 'import-undone') return { kind: 'import-undone', import: envelope.about['import'] as string };
  if (envelope.supersedes !== undefined)
    return {
      kind: 'superseded',
      target: envelope.supersedes,
      targetStream: envelope.stream ?? touchStream(envelope.supersedes),
    };
  return null;
}

/** The data subject a target's personal fields are sealed under. */
export function amendmentSubject(target: Envelope, definition: AnyEventDefinition): NodeId {
  return target.about[definition.dataSubject] as NodeId;
}

/**
 * Makes the event that gives a target another payload. The target's data subject's keys must be loaded.
 * Throws InvalidInput (`event.invalid`) when the new payload does not fit the target's definition.
 */
export function amend(
  target: Envelope,
  targetDefinition: AnyEventDefinition,
  says: { readonly payload: Readonly<Record<string, unknown>>; readonly when?: When; readonly reason?: string },
  eventId: EventId,
  metadata: Metadata,
  ids: Ids,
  keys: Keyring,
): NewEvent {
  const problems = targetDefinition.problems(says.payload);
  if (problems.length > 0) throw new InvalidInput('event.invalid', problems);
  const { clear, personal } = splitPayload(targetDefinition, says.payload);
  const subject = target.about[targetDefinition.subject] as string;
  const fingerprint = ids.fingerprint(metadata.stated ?? JSON.stringify([target.id, says]));
  const occurredAt =
    says.when === undefined ? target.occurredAt : says.when.precision === 'none' ? undefined : says.when.at;
  const envelope: Envelope = {
    id: eventId,
    type: amended.name,
    version: amended.version,
    about: { subject },
    actor: metadata.actor,
    source: metadata.source,
    fingerprint,
    payload: {
      target: target.id,
      targetStream: target.stream ?? touchStream(target.id),
      type: targetDefinition.name,
      version: targetDefinition.version,
      payload: clear,
      ...(occurredAt === undefined ? {} : { occurredAt }),
      ...(says.reason === undefined ? {} : { reason: says.reason }),
    },
    ...(metadata.cause === undefined ? {} : { cause: metadata.cause }),
    ...(personal.size === 0
      ? {}
      : { sealed: sealParts(eventId, amendmentSubject(target, targetDefinition), personal, keys) }),
  };
  return {
    id: eventId,
    type: amended.name,
    subject,
    fingerprint,
    source: metadata.source.name,
    text: JSON.stringify(envelope),
  };
}

/** The envelope of an amended target: the target as the amendment states it, with the amendment's sealed parts. */
export function amendedEnvelope(target: Envelope, amendment: Envelope): Envelope {
  const says = amendment.payload as { version: number; payload: Record<string, unknown>; occurredAt?: string };
  const { occurredAt: _was, sealed: _sealed, ...rest } = target;
  return {
    ...rest,
    version: says.version,
    payload: says.payload,
    ...(says.occurredAt === undefined ? {} : { occurredAt: says.occurredAt }),
    ...(amendment.sealed === undefined ? {} : { sealed: amendment.sealed, sealedWith: amendment.id }),
  };
}
