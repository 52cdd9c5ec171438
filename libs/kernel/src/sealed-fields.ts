import type { Envelope } from './envelope.js';
import { erased, type Erased } from './event.js';
import type { EventId, NodeId } from './ids.js';
import { KeysNotLoaded, unsealText, type Keyring } from './sealing.js';
import type { Category } from './shape.js';

declare const brand: unique symbol;

/**
 * One category's fields of an event, sealed as the event holds them, to stand in a read model and be opened when it is
 * read: `{subject}.{sealed}`, and `.{event}` where they were sealed with another event than the row's (an amendment).
 * Whoever destroys the subject's key has erased it here, too. Empty where the fields must be read from the event itself:
 * they are large, or of an older version.
 */
export type SealedFields = string & { readonly [brand]: 'sealed' };

/** What stands in place of fields that must be read from the event. */
export const IN_THE_EVENT = '' as SealedFields;

/** A read model keeps no larger part: the log has it already. Characters. */
const LARGEST = 4_096;

/** The part of an envelope for a read model; null where the event states nothing of this category. */
export function sealedFields(envelope: Envelope, category: Category): SealedFields | null {
  const part = envelope.sealed?.find(([of]) => of === category);
  if (part === undefined) return null;
  const [, subject, sealed] = part;
  if (sealed.length > LARGEST) return IN_THE_EVENT;
  const text = `${subject}.${sealed}`;
  return (envelope.sealedWith === undefined ? text : `${text}.${envelope.sealedWith}`) as SealedFields;
}

/** Whose keys open the fields. */
export function subjectOfSealed(fields: SealedFields): NodeId {
  return fields.slice(0, fields.indexOf('.')) as NodeId;
}

/** Opens fields of an event, `erased` where the key is destroyed. Throws KeysNotLoaded, SealBroken. */
export function openSealed(
  event: EventId,
  category: Category,
  fields: SealedFields,
  keys: Keyring,
): Readonly<Record<string, unknown>> | Erased {
  const [subject, sealed, sealedWith] = fields.split('.') as [NodeId, string, EventId | undefined];
  const held = keys.get(subject);
  if (held === undefined) throw new KeysNotLoaded(subject, event);
  const key = held[category];
  if (key === null) return erased;
  const plain = unsealText(sealedWith ?? event, category, subject, sealed, key);
  return (JSON.parse(plain) as { f: Record<string, unknown> }).f;
}
