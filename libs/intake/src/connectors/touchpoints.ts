import { connector, InvalidInput, type Delivery, type Identifier, type Reading, type Reported } from '#kernel';
import { CHANNELS, directionOf, isChannel, touchpointRecorded } from '#journey';
import { idIn, messagesOf, readEach, unfit } from './reading/each.js';
import { idOf, objectOf, whenOf, wordOf, type JsonObject } from './reading/values.js';

/** The most touchpoints of one call. */
export const MAX_TOUCHPOINTS = 1_000;

/** Members that go into the touch as they are; its definition checks them. */
const AS_STATED = [
  'direction',
  'campaign',
  'variant',
  'name',
  'duration',
  'subject',
  'title',
  'url',
  'referrer',
  'clickId',
  'ip',
  'userAgent',
  'properties',
] as const;
const UTM = {
  source: 'utmSource',
  medium: 'utmMedium',
  campaign: 'utmCampaign',
  term: 'utmTerm',
  content: 'utmContent',
};
const MEMBERS: ReadonlySet<string> = new Set(['id', 'at', 'contact', 'channel', 'kind', 'utm', ...AS_STATED]);
const CONTACT: ReadonlySet<string> = new Set(['user', 'email', 'phone', 'external', 'anonymous']);

/**
 * The platform's own call, for whatever speaks nothing else: one touchpoint, or a list of up to 1,000.
 *
 *     { "id": "webinar-7/ann",                       your own id of it: the same id again is the same touchpoint
 *       "at": "2026-03-01T09:30:00Z",                 or a day, "2026-03-01", or "unknown"; now if missing
 *       "contact": { "email": "ann@example.com" },    user, email, phone, external, anonymous: one at least
 *       "channel": "webinar", "kind": "attended",     and what else a touch has: direction, campaign, variant, name,
 *       "duration": 2700, "title": "Onboarding" }     subject, url, referrer, utm { source, … }, properties { … }
 *
 * An external id is a text of your own numbering, or `{ "namespace": "crm", "value": "0035" }` of another's.
 */
export const touchpoints = connector('touchpoints', {
  paths: ['api/touchpoints'],
  read(delivery: Delivery): Reading {
    const { body } = delivery;
    if (typeof body !== 'object' || body === null)
      throw new InvalidInput('delivery.invalid', [{ where: 'body', what: 'must be a touchpoint, or a list of them' }]);
    const many = Array.isArray(body);
    const messages = many ? messagesOf(body, 'body', MAX_TOUCHPOINTS) : [body];
    const call = delivery.header('idempotency-key');
    const called = (index: number): string | undefined => (call === undefined ? undefined : `${call}/${index}`);
    return readEach(
      messages,
      (index) => (many ? `[${index}]` : ''),
      (message, index) => readTouchpoint(message, called(index)),
      undefined,
      (message, index) => idIn(message, 'id') ?? called(index),
    );
  },
});

function readTouchpoint(message: unknown, fallbackId: string | undefined): Reported {
  if (typeof message !== 'object' || message === null || Array.isArray(message)) throw unfit('', 'must be an object');
  const stated = message as JsonObject;
  known(stated, MEMBERS, '');
  const { id, at, channel, kind } = stated;
  const messageId = id === undefined ? fallbackId : idOf(id);
  if (id !== undefined && messageId === undefined) throw unfit('id', 'must be a text that is not empty');
  const when = at === 'unknown' ? ({ precision: 'none' } as const) : whenOf(at);
  if (at !== undefined && when === undefined)
    throw unfit('at', 'is not a time', 'write it as 2026-03-01T09:30:00Z, as a day, or as "unknown"');
  if (!isChannel(channel)) throw unfit('channel', `is not a channel`, `known are ${CHANNELS.join(', ')}`);
  if (wordOf(kind) !== kind) throw unfit('kind', 'must be a word, such as opened, attended or purchased');
  const payload: Record<string, unknown> = { channel, kind };
  const direction = stated['direction'] ?? directionOf(kind as string);
  if (direction !== undefined) payload['direction'] = direction;
  for (const member of AS_STATED) if (stated[member] !== undefined) payload[member] = stated[member];
  if (typeof payload['duration'] === 'number' && payload['duration'] < 0)
    throw unfit('duration', 'is negative', 'give seconds, 0 or more');
  if (stated['utm'] !== undefined) {
    const utm = objectOf(stated['utm']);
    if (utm !== stated['utm']) throw unfit('utm', 'must be an object');
    for (const name in utm) {
      if (!Object.hasOwn(UTM, name))
        throw unfit(`utm.${name}`, 'is not known here', `known are ${Object.keys(UTM).join(', ')}`);
      payload[UTM[name as keyof typeof UTM]] = utm[name];
    }
  }
  return {
    definition: touchpointRecorded,
    identifiers: contactOf(stated['contact']),
    payload,
    // 1 and "1" are one id, and one statement.
    stated: typeof id === 'number' ? { ...stated, id: messageId } : stated,
    ...(messageId === undefined ? {} : { messageId }),
    ...(when === undefined ? {} : { when }),
  };
}

function contactOf(value: unknown): Identifier[] {
  const contact = objectOf(value);
  if (contact !== value) throw unfit('contact', 'must be an object', 'such as { "email": "ann@example.com" }');
  known(contact, CONTACT, 'contact.');
  const found: Identifier[] = [];
  for (const name in contact) {
    const kind = name as Identifier['kind'];
    const stated = contact[name];
    const { namespace, value: inner } = objectOf(stated) as { namespace?: unknown; value?: unknown };
    const own = idOf(stated);
    const other = kind === 'external' ? idOf(inner) : undefined;
    if (own !== undefined) found.push({ kind, value: own });
    else if (other !== undefined && wordOf(namespace) !== undefined)
      found.push({ kind, namespace: wordOf(namespace)!, value: other });
    else throw unfit(`contact.${name}`, 'must be a text that is not empty');
  }
  return found;
}

function known(object: JsonObject, members: ReadonlySet<string>, place: string): void {
  for (const name in object)
    if (!members.has(name))
      throw unfit(
        `${place}${name}`,
        'is not known here',
        `known are ${[...members].join(', ')}; your own go into properties`,
      );
}
