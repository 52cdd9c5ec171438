import { canonicalBytes } from './canonical-json.js';
import type { Actor, Metadata, NewEvent } from './envelope.js';
import type { AnyEventDefinition, Happening } from './event.js';
import type { EventId, Ids, NodeId } from './ids.js';
import { JsonWriter } from './json-writer.js';
import { keyOf, keysOf, sealFields, type Keyring } from './sealing.js';
import { CATEGORIES, type Category } from './shape.js';

/** The nodes whose keys an event needs before it can be sealed: none where nothing personal is stated. */
export function dataSubjectOf(happening: Happening): NodeId | null {
  const { definition, about, payload } = happening.restates ?? happening;
  for (const field in definition.personal)
    if (payload[field] !== undefined) return about[definition.dataSubject] as NodeId;
  return null;
}

/** The fields of a payload that are not personal. */
export function clearFields(
  definition: AnyEventDefinition,
  payload: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const stated = Object.entries(payload).filter(
    ([name, value]) => value !== undefined && definition.personal[name] === undefined,
  );
  return Object.fromEntries(stated);
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
      head: `"type":${JSON.stringify(definition.name)},"version":${definition.version}`,
      parts: CATEGORIES.map(
        (category) => [category, fields.filter((field) => definition.personal[field] === category)] as const,
      ).filter(([, names]) => names.length > 0),
    };
    outlines.set(definition, outline);
  }
  return outline;
}

const writer = new JsonWriter();

/** Roles in the order of the definition, whatever the caller's: who reads the text takes the first as the subject. */
function writeAbout({ about: roles }: AnyEventDefinition, about: Happening['about']): void {
  const from = writer.written;
  for (const role in roles) {
    const value = about[role];
    if (value === undefined) continue;
    writer.comma(from).name(role);
    if (typeof value === 'string') writer.quoted(value);
    else writeList(value);
  }
}

function writeList(ids: readonly string[]): void {
  writer.raw('[');
  const from = writer.written;
  for (const id of ids) writer.comma(from).quoted(id);
  writer.raw(']');
}

function writeClear(definition: AnyEventDefinition, payload: Happening['payload']): void {
  const from = writer.written;
  for (const name in payload) {
    const value = payload[name];
    if (value !== undefined && definition.personal[name] === undefined) writer.comma(from).name(name).value(value);
  }
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

/** The sealed parts: one for each category that has a field. Throws KeyDestroyed. */
function writeSealed(happening: Happening, { parts }: Outline, id: EventId, keys: Keyring): void {
  const { definition, payload, about } = happening;
  const from = writer.written;
  for (const [category, names] of parts) {
    if (!states(payload, names)) continue;
    const subject = about[definition.dataSubject] as NodeId;
    const key = keyOf(subject, category, keysOf(subject, keys));
    const [, , sealed, commitment] = sealFields(id, category, subject, key, payload, names);
    writer
      .raw(writer.written === from ? ',"sealed":[["' : ',["')
      .raw(category)
      .raw('",')
      .quoted(subject);
    writer.raw(',"').raw(sealed).raw('","').raw(commitment).raw('"]');
  }
  if (writer.written > from) writer.raw(']');
}

function states(payload: Happening['payload'], names: readonly string[]): boolean {
  for (const name of names) if (payload[name] !== undefined) return true;
  return false;
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
  const fingerprint =
    metadata.fingerprint ??
    ids.fingerprint(metadata.stated ?? canonicalBytes([definition.name, about, payload, when ?? null]));
  writer.reset().raw('{"id":"').raw(id).raw('",').raw(outline.head);
  if (stream !== null) writer.raw(',"stream":').quoted(stream);
  writer.raw(',"about":{');
  writeAbout(definition, about);
  writer.raw('},"actor":').json(actorOf(actor)).raw(',"source":{"name":').quoted(source.name);
  writer.raw(',"messageId":').quoted(source.messageId).raw('},"fingerprint":"').raw(fingerprint).raw('","payload":{');
  writeClear(definition, payload);
  writer.raw('}');
  if (when !== undefined && when.precision !== 'none') writer.raw(',"occurredAt":').quoted(when.at);
  if (onBehalfOf !== undefined) writer.raw(',"onBehalfOf":').quoted(onBehalfOf);
  if (authority !== undefined) writer.raw(',"authority":').json(JSON.stringify(authority));
  if (cause !== undefined) writer.raw(',"cause":"').raw(cause).raw('"');
  if (correlation !== undefined) writer.raw(',"correlation":').quoted(correlation);
  if (supersedes !== undefined) writer.raw(',"supersedes":"').raw(supersedes).raw('"');
  if (origin === 'history') writer.raw(',"origin":"history"');
  if (metadata.import !== undefined) writer.raw(',"import":').quoted(metadata.import);
  const { restates } = happening;
  if (restates === undefined) writeSealed(happening, outline, id, keys);
  else writeSealed(restates, outlineOf(restates.definition), id, keys);
  const { text } = writer.raw('}');
  return {
    id,
    type: definition.name,
    subject: about[definition.subject] as string,
    fingerprint,
    source: source.name,
    import: metadata.import ?? null,
    text,
  };
}
