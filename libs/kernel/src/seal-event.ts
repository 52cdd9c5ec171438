import { canonicalJson, quoted } from './canonical-json.js';
import type { Actor, Metadata, NewEvent } from './envelope.js';
import type { AnyEventDefinition, Happening } from './event.js';
import type { EventId, Ids, NodeId } from './ids.js';
import { keyOf, keysOf, sealText, type Keyring } from './sealing.js';
import { CATEGORIES, type Category } from './shape.js';

/** The nodes whose keys an event needs before it can be sealed: none where nothing personal is stated. */
export function dataSubjectOf(happening: Happening): NodeId | null {
  const { definition, about, payload } = happening.restates ?? happening;
  for (const field in definition.personal)
    if (payload[field] !== undefined) return about[definition.dataSubject] as NodeId;
  return null;
}

/** Splits a payload into its open fields and, by category, its personal ones. */
export function splitPayload(
  definition: AnyEventDefinition,
  payload: Readonly<Record<string, unknown>>,
): { clear: Record<string, unknown>; personal: Map<Category, Record<string, unknown>> } {
  const clear: Record<string, unknown> = {};
  const personal = new Map<Category, Record<string, unknown>>();
  for (const name in payload) {
    const value = payload[name];
    if (value === undefined) continue;
    const category = definition.personal[name];
    if (category === undefined) clear[name] = value;
    else {
      const fields = personal.get(category);
      if (fields === undefined) personal.set(category, { [name]: value });
      else fields[name] = value;
    }
  }
  return { clear, personal };
}

/** What of an envelope's text follows from the definition alone. */
interface Outline {
  /** Type and version, as they stand in the text. */
  readonly head: string;
  /** Personal fields by category, in canonical order. */
  readonly parts: readonly (readonly [Category, readonly string[]])[];
}

const outlines = new WeakMap<AnyEventDefinition, Outline>();

function outlineOf(definition: AnyEventDefinition): Outline {
  let outline = outlines.get(definition);
  if (outline === undefined) {
    const fields = Object.keys(definition.personal).sort();
    outline = {
      head: `"type":${quoted(definition.name)},"version":${definition.version}`,
      parts: CATEGORIES.map(
        (category) => [category, fields.filter((field) => definition.personal[field] === category)] as const,
      ).filter(([, names]) => names.length > 0),
    };
    outlines.set(definition, outline);
  }
  return outline;
}

/** JSON of a value; words, which most are, without the detour. */
function jsonOf(value: unknown): string {
  return typeof value === 'string' ? quoted(value) : JSON.stringify(value);
}

/** Roles in the order of the definition, whatever the caller's: who reads the text takes the first as the subject. */
function aboutOf({ about: roles }: AnyEventDefinition, about: Happening['about']): string {
  let text = '';
  for (const role in roles) {
    const value = about[role];
    if (value === undefined) continue;
    text += `${text === '' ? '' : ','}${quoted(role)}:`;
    text += typeof value === 'string' ? quoted(value) : `[${value.map(quoted).join(',')}]`;
  }
  return text;
}

function clearOf(definition: AnyEventDefinition, payload: Happening['payload']): string {
  let text = '';
  for (const name in payload) {
    const value = payload[name];
    if (value === undefined || definition.personal[name] !== undefined) continue;
    text += `${text === '' ? '' : ','}${quoted(name)}:${jsonOf(value)}`;
  }
  return text;
}

/** The actor is the same for a whole delivery: written once. */
let lastActor: Actor | null = null;
let lastActorText = '';

function actorOf(actor: Actor): string {
  if (actor !== lastActor) {
    lastActor = actor;
    lastActorText = JSON.stringify(actor);
  }
  return lastActorText;
}

/** The sealed parts' text: one for each category that has a field. Throws KeyDestroyed. */
function sealedOf(happening: Happening, { parts }: Outline, id: EventId, keys: Keyring): string {
  const { definition, payload, about } = happening;
  let text = '';
  for (const [category, names] of parts) {
    let fields = '';
    for (const name of names) {
      const value = payload[name];
      if (value !== undefined) fields += `${fields === '' ? '' : ','}${quoted(name)}:${canonicalJson(value)}`;
    }
    if (fields === '') continue;
    const subject = about[definition.dataSubject] as NodeId;
    const key = keyOf(subject, category, keysOf(subject, keys));
    const [, , sealed, commitment] = sealText(id, category, subject, key, `{${fields}}`);
    text += `${text === '' ? '' : ','}["${category}",${quoted(subject)},"${sealed}","${commitment}"]`;
  }
  return text;
}

/**
 * Makes an event ready to append: computes its fingerprint, seals its personal fields and writes its text once, member
 * by member: most of it is known to need no escaping. The caller has loaded the data subject's keys (`dataSubjectOf`).
 * Throws KeyDestroyed for an erased identifier, which needs its next generation; an Error where keys were not loaded.
 */
export function sealEvent(
  happening: Happening,
  id: EventId,
  stream: string | null,
  metadata: Metadata,
  ids: Ids,
  keys: Keyring,
): NewEvent {
  const { definition, about, payload, when, supersedes } = happening;
  const { actor, source, onBehalfOf, authority, cause, correlation, origin } = metadata;
  const outline = outlineOf(definition);
  const fingerprint = ids.fingerprint(
    metadata.stated ?? canonicalJson([definition.name, about, payload, when ?? null]),
  );
  let text = `{"id":"${id}",${outline.head}`;
  if (stream !== null) text += `,"stream":${quoted(stream)}`;
  text += `,"about":{${aboutOf(definition, about)}},"actor":${actorOf(actor)}`;
  text += `,"source":{"name":${quoted(source.name)},"messageId":${quoted(source.messageId)}}`;
  text += `,"fingerprint":"${fingerprint}","payload":{${clearOf(definition, payload)}}`;
  if (when !== undefined && when.precision !== 'none') text += `,"occurredAt":${quoted(when.at)}`;
  if (onBehalfOf !== undefined) text += `,"onBehalfOf":${quoted(onBehalfOf)}`;
  if (authority !== undefined) text += `,"authority":${JSON.stringify(authority)}`;
  if (cause !== undefined) text += `,"cause":"${cause}"`;
  if (correlation !== undefined) text += `,"correlation":${quoted(correlation)}`;
  if (supersedes !== undefined) text += `,"supersedes":"${supersedes}"`;
  if (origin === 'history') text += ',"origin":"history"';
  if (metadata.import !== undefined) text += `,"import":${quoted(metadata.import)}`;
  const { restates } = happening;
  const sealed =
    restates === undefined
      ? sealedOf(happening, outline, id, keys)
      : sealedOf(restates, outlineOf(restates.definition), id, keys);
  text += sealed === '' ? '}' : `,"sealed":[${sealed}]}`;
  return {
    id,
    type: definition.name,
    subject: about[definition.subject] as string,
    fingerprint,
    source: source.name,
    text,
  };
}
