import { canonicalJson } from './canonical-json.js';
import { touchStream, type Envelope, type Metadata, type NewEvent, type RecordedEvent } from './envelope.js';
import { event, required, type AnyEventDefinition, type Happening, type When } from './event.js';
import type { EventId, Ids } from './ids.js';
import { InvalidInput, type Problem } from './problem.js';
import { clearFields, sealEvent } from './seal-event.js';
import type { Keyring } from './sealing.js';
import { day, id, instant, open, optional, properties, text, wholeNumber, word, type Json } from './shape.js';

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

const TAKES: ReadonlySet<string> = new Set(['withdrawn', 'amended', 'import-undone']);

/** Whether an event may take something back, told by its type and text without parsing it; most do not. */
export function mayTakeBack({ type, text }: Pick<RecordedEvent, 'type' | 'text'>): boolean {
  return TAKES.has(type) || text.includes('"supersedes"');
}

/** What an amendment says: another payload, and perhaps another time. */
export interface Amendment {
  readonly payload: Readonly<Record<string, unknown>>;
  /** The target's own if missing. */
  readonly when?: When;
  readonly reason?: string;
}

/**
 * Says that a target has another payload from here on. Throws InvalidInput (`event.invalid`) when payload or time do not
 * fit the target's definition.
 */
export function amending(target: Envelope, definition: AnyEventDefinition, says: Amendment): Happening {
  const { payload, when, reason } = says;
  const problems = [...definition.problems(payload), ...whenProblems(when)];
  if (problems.length > 0) throw new InvalidInput('event.invalid', problems);
  const occurredAt = when === undefined ? target.occurredAt : when.precision === 'none' ? undefined : when.at;
  return {
    ...amended.of(
      { subject: target.about[definition.subject] as string },
      {
        target: target.id,
        targetStream: target.stream ?? touchStream(target.id),
        type: definition.name,
        version: definition.version,
        payload: clearFields(definition, payload) as Readonly<Record<string, Json>>,
        ...(occurredAt === undefined ? {} : { occurredAt }),
        ...(reason === undefined ? {} : { reason }),
      },
    ),
    restates: { definition, about: target.about, payload },
  };
}

function whenProblems(when: When | undefined): Problem[] {
  const problems: Problem[] = [];
  if (when?.precision === 'instant') instant.check(when.at, 'when.at', problems);
  if (when?.precision === 'day') day.check(when.at, 'when.at', problems);
  return problems;
}

/**
 * Makes the event of an amendment, sealed. The target's data subject's keys must be loaded (`dataSubjectOf`).
 * Throws what `amending` throws, and KeyDestroyed.
 */
export function amend(
  target: Envelope,
  targetDefinition: AnyEventDefinition,
  says: Amendment,
  eventId: EventId,
  metadata: Metadata,
  ids: Ids,
  keys: Keyring,
): NewEvent {
  const happening = amending(target, targetDefinition, says);
  return sealEvent(
    happening,
    eventId,
    null,
    { ...metadata, stated: metadata.stated ?? canonicalJson([target.id, says]) },
    ids,
    keys,
  );
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
