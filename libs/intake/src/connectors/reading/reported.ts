import {
  InvalidInput,
  unixTime,
  type Delivery,
  type Identifier,
  type IdentifierKind,
  type Reported,
  type When,
} from '#kernel';
import {
  contactDescribed,
  contactGrouped,
  directionOf,
  identifiersAliased,
  touchpointRecorded,
  type Channel,
  type Direction,
} from '#journey';
import { unfit } from './each.js';
import { arrivingBy, idOf, secondsOf, textOf, whenOf, wordOf, type JsonObject } from './values.js';

/** What every report of one message of a vendor has. */
export interface Told {
  /** The vendor's own id of it; parts of one are joined. Without one every delivery is another message. */
  readonly id: unknown;
  readonly when: When | undefined;
  readonly identifiers: readonly Identifier[];
  /** The message as stated. */
  readonly stated: unknown;
  /** Its members that a repeat says otherwise: how often it was tried, what else waits. */
  readonly apart?: ReadonlySet<string>;
}

/** A touch's fields as a vendor states them: what is none of a field's kind is left out, and stays in `properties`. */
export interface Touched {
  readonly direction?: Direction | undefined;
  readonly campaign?: unknown;
  readonly variant?: unknown;
  /** What the vendor calls it. */
  readonly name?: unknown;
  /** Seconds. */
  readonly duration?: unknown;
  readonly subject?: unknown;
  readonly title?: unknown;
  readonly url?: unknown;
  readonly referrer?: unknown;
  readonly utm?: JsonObject;
  readonly ip?: unknown;
  readonly userAgent?: unknown;
  /** The vendor's own, kept raw. */
  readonly properties?: JsonObject;
  readonly context?: JsonObject;
}

/** Reports a touch. UTM parameters are those stated, else those of the address. */
export function touched(channel: Channel, kind: string, fields: Touched, told: Told): Reported {
  const url = textOf(fields.url);
  const arriving = arrivingBy(url);
  const utm = (name: 'source' | 'medium' | 'campaign' | 'term' | 'content'): string | undefined =>
    wordOf(fields.utm?.[`utm_${name}`]) ?? wordOf(arriving[`utm_${name}`]);
  const payload = stated({
    channel,
    kind,
    direction: fields.direction ?? directionOf(kind),
    campaign: wordOf(fields.campaign),
    variant: wordOf(fields.variant),
    name: wordOf(fields.name),
    duration: secondsOf(fields.duration),
    subject: textOf(fields.subject),
    title: textOf(fields.title),
    url,
    referrer: textOf(fields.referrer),
    utmSource: utm('source'),
    utmMedium: utm('medium'),
    utmCampaign: utm('campaign'),
    utmTerm: utm('term'),
    utmContent: utm('content'),
    clickId: arriving.click,
    ip: textOf(fields.ip),
    userAgent: textOf(fields.userAgent),
    properties: something(fields.properties),
    context: something(fields.context),
  });
  return { definition: touchpointRecorded, payload, ...common(told) };
}

/** Reports fields of a contact; nothing where none is stated. Beside a touch of the same message its id gets a suffix. */
export function described(traits: JsonObject, told: Told, beside?: 'touch'): Reported[] {
  const said = stated(traits);
  if (Object.keys(said).length === 0) return [];
  const own = beside === undefined || told.id === undefined ? told : { ...told, id: joined([told.id, 'contact']) };
  return [{ definition: contactDescribed, payload: { traits: said }, ...common(own) }];
}

/** Reports that identifiers belong to one contact. */
export function aliased(told: Told): Reported {
  return { definition: identifiersAliased, payload: {}, ...common(told) };
}

/** Reports that a contact belongs to a group, usually a company. */
export function grouped(group: string, traits: JsonObject, told: Told): Reported {
  const said = stated(traits);
  const companyName = textOf(said['name']);
  return {
    definition: contactGrouped,
    payload: stated({ group, companyName, traits: something(said) }),
    ...common(told),
  };
}

function common({ id, when, identifiers, stated: message, apart }: Told): Omit<Reported, 'definition' | 'payload'> {
  const messageId = idOf(id);
  return {
    identifiers,
    stated: message,
    ...(messageId === undefined ? {} : { messageId }),
    ...(when === undefined ? {} : { when }),
    ...(apart === undefined ? {} : { apart }),
  };
}

/** Members that say something. */
function stated(members: JsonObject): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== undefined && value !== null && value !== ''),
  );
}

function something(object: JsonObject | undefined): JsonObject | undefined {
  return object === undefined || Object.keys(object).length === 0 ? undefined : object;
}

/** The parts of a message's id, where its source gives none: what is missing stands as nothing. */
export function joined(parts: readonly unknown[]): string {
  return parts.map((part) => idOf(part) ?? '').join('/');
}

/** Seconds from one time to another, as ISO 8601 says them; undefined where one of them is missing. */
export function secondsBetween(from: unknown, to: unknown): number | undefined {
  const [begin, end] = [whenOf(from), whenOf(to)];
  if (begin?.precision !== 'instant' || end?.precision !== 'instant') return undefined;
  return secondsOf((Date.parse(end.at) - Date.parse(begin.at)) / 1_000);
}

/** The identifiers that are stated, by their kinds. */
export function named(stated: Readonly<Partial<Record<IdentifierKind, unknown>>>): Identifier[] {
  return Object.entries(stated).flatMap(([kind, value]) => {
    const own = idOf(value);
    return own === undefined ? [] : [{ kind: kind as IdentifierKind, value: own }];
  });
}

/**
 * A time as vendors write it: Unix seconds (whole, with a fraction, or as text), Unix milliseconds, or ISO 8601.
 * Undefined where none is stated. Throws InvalidInput where something else stands there.
 */
export function timeOf(value: unknown, where: string): When | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const at = typeof value === 'number' && value >= 0 ? unix(value) : textual(value);
  if (at === undefined) throw unfit(where, 'is not a time');
  return at;
}

function unix(value: number): When | undefined {
  const whole = unixTime(String(Math.trunc(value)));
  if (whole === undefined) return undefined;
  const at = whole + (whole === Math.trunc(value) ? 0 : (value % 1) * 1_000);
  return { precision: 'instant', at: new Date(Math.round(at)).toISOString() };
}

function textual(value: unknown): When | undefined {
  if (typeof value !== 'string') return undefined;
  return /^\d+(\.\d+)?$/.test(value) ? unix(Number(value)) : whenOf(value);
}

/** The object that a delivery's body must be. Throws InvalidInput (`delivery.invalid`). */
export function bodyOf({ body }: Pick<Delivery, 'body'>): JsonObject {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new InvalidInput('delivery.invalid', [{ where: 'body', what: 'must be a JSON object' }]);
  return body as JsonObject;
}
