import { connector, InvalidInput, type Delivery, type Identifier, type Reading, type Reported } from '#kernel';
import {
  contactDescribed,
  contactGrouped,
  directionOf,
  DIRECTIONS,
  identifiersAliased,
  isChannel,
  KINDS,
  touchpointRecorded,
} from '#journey';
import { messagesOf, readEach, unfit } from './reading/each.js';
import { describeTouch } from './reading/touch.js';
import { channelAndKind } from './reading/track-names.js';
import { idOf, objectOf, textOf, whenOf, wordOf, type JsonObject } from './reading/values.js';

/** What only the transport of a message says. */
const TRANSPORT: ReadonlySet<string> = new Set(['sentAt', 'receivedAt', 'writeKey', '_metadata']);

/**
 * What the libraries of Segment and RudderStack send, and whoever speaks as they do.
 *
 * - track → a touch. Its channel and kind follow from `properties.channel` and `properties.kind` where they are of the
 *   vocabulary, else from the event's name (`./reading/track-names.ts`); the name is kept.
 * - page → web/viewed, screen → product/viewed.
 * - identify → the contact's fields; group → the contact's company; alias → two identifiers of one contact.
 * - `userId` → user, `anonymousId` → anonymous, of the source; an email address or a phone number (E.164) in the
 *   traits, in `context.traits` or in the properties → email, phone; `context.externalId` → external, of its type.
 */
export const segment = connector('segment', {
  paths: ['v1/batch', 'v1/import', 'v1/track', 'v1/identify', 'v1/page', 'v1/screen', 'v1/group', 'v1/alias'],
  again: (stated, path) => (/\/(batch|import)$/.test(path) ? { batch: [stated] } : stated),
  read(delivery: Delivery): Reading {
    const { body } = delivery;
    if (typeof body !== 'object' || body === null || Array.isArray(body))
      throw new InvalidInput('delivery.invalid', [{ where: '', what: 'must be a JSON object' }]);
    const whole = body as JsonObject;
    const call = delivery.path.slice(delivery.path.lastIndexOf('/') + 1);
    const many = call === 'batch' || call === 'import';
    const shared = many && whole['context'] !== undefined ? objectOf(whole['context']) : null;
    const messages = many ? messagesOf(whole['batch'], 'batch') : [whole];
    const sent = whenOf(whole['sentAt']);
    return {
      ...readEach(
        messages,
        (index) => (many ? `batch[${index}]` : ''),
        (message) => readMessage(message, many ? null : call, shared),
        TRANSPORT,
      ),
      ...(sent?.precision === 'instant' ? { sentAt: sent.at } : {}),
      ...(call === 'import' ? { origin: 'history' as const } : {}),
    };
  },
});

function readMessage(message: unknown, call: string | null, shared: JsonObject | null): Reported {
  if (typeof message !== 'object' || message === null || Array.isArray(message)) throw unfit('', 'must be an object');
  const type = call ?? (message as JsonObject)['type'];
  const read = readers[typeof type === 'string' ? type : ''];
  if (read === undefined)
    throw unfit(
      'type',
      typeof type === 'string' ? `is ${JSON.stringify(type.slice(0, 50))}` : 'is missing',
      `known are ${Object.keys(readers).join(', ')}`,
    );
  const stated: JsonObject = call === null ? (message as JsonObject) : { ...message, type: call };
  const own = objectIn(stated, 'context');
  const context = shared === null ? own : { ...shared, ...own };
  const said = stated['timestamp'] ?? stated['originalTimestamp'];
  const when = whenOf(said);
  if (when === undefined && said !== undefined && said !== null && said !== '')
    throw unfit('timestamp', 'is not a time', 'write it as 2026-03-01T09:30:00.000Z');
  const messageId = idIn(stated, 'messageId');
  const { definition, identifiers, payload } = read(stated, context);
  const reported: Mutable<Reported> = { definition, identifiers, payload, stated, apart: TRANSPORT };
  if (messageId !== undefined) reported.messageId = messageId;
  if (when !== undefined) reported.when = when;
  return reported;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Says = Pick<Reported, 'definition' | 'identifiers' | 'payload'>;

const readers: Readonly<Record<string, (message: JsonObject, context: JsonObject) => Says>> = Object.assign(
  Object.create(null) as Record<string, never>,
  {
    track(message: JsonObject, context: JsonObject): Says {
      const properties = objectIn(message, 'properties');
      const name = textOf(message['event']);
      if (name === undefined) throw unfit('event', 'is missing', 'name what happened, such as "Order Completed"');
      const { channel, kind } = channelAndKind(name);
      return touch(message, context, properties, channel, kind, name);
    },
    page(message: JsonObject, context: JsonObject): Says {
      const properties = objectIn(message, 'properties');
      return touch(message, context, properties, 'web', 'viewed', nameOf(message, properties));
    },
    screen(message: JsonObject, context: JsonObject): Says {
      const properties = objectIn(message, 'properties');
      return touch(message, context, properties, 'product', 'viewed', nameOf(message, properties));
    },
    identify(message: JsonObject, context: JsonObject): Says {
      const own = objectIn(message, 'traits');
      const contextual = objectOf(context['traits']);
      const traits = Object.keys(contextual).length === 0 ? own : { ...contextual, ...own };
      return {
        definition: contactDescribed,
        identifiers: identifiersOf(message, context, traits),
        payload: { traits },
      };
    },
    group(message: JsonObject, context: JsonObject): Says {
      const group = wordOf(message['groupId']);
      if (group === undefined) throw unfit('groupId', 'is missing, or longer than 200 characters');
      const traits = objectIn(message, 'traits');
      const companyName = textOf(traits['name']);
      return {
        definition: contactGrouped,
        identifiers: identifiersOf(message, context, null),
        payload: {
          group,
          ...(companyName === undefined ? {} : { companyName }),
          ...(Object.keys(traits).length === 0 ? {} : { traits }),
        },
      };
    },
    alias(message: JsonObject, context: JsonObject): Says {
      const previous = idIn(message, 'previousId');
      if (previous === undefined) throw unfit('previousId', 'is missing');
      return {
        definition: identifiersAliased,
        identifiers: [...identifiersOf(message, context, null), previousIdentifier(previous)],
        payload: {},
      };
    },
  },
);

function touch(
  message: JsonObject,
  context: JsonObject,
  properties: JsonObject,
  channel: string,
  kind: string,
  name: string | undefined,
): Says {
  const stated = properties['kind'];
  const place = isChannel(properties['channel']) ? properties['channel'] : channel;
  const what = typeof stated === 'string' && Object.hasOwn(KINDS, stated) ? stated : kind;
  const payload: Record<string, unknown> = { channel: place, kind: what };
  const direction =
    DIRECTIONS.find((d) => d === properties['direction']) ?? spokenDirection(properties) ?? directionOf(what);
  if (direction !== undefined) payload['direction'] = direction;
  const word = wordOf(name);
  if (word !== undefined) payload['name'] = word;
  else if (name !== undefined) throw unfit('event', 'is longer than 200 characters, or cannot be stored');
  describeTouch(payload, properties, context);
  for (const _any in properties) {
    payload['properties'] = properties;
    break;
  }
  return { definition: touchpointRecorded, identifiers: identifiersOf(message, context, properties), payload };
}

/** An object of a message, empty where there is none. Anything else in its place does not fit: it would get lost. */
function objectIn(message: JsonObject, name: string): JsonObject {
  const value = message[name];
  const object = objectOf(value);
  if (object !== value && value !== undefined && value !== null) throw unfit(name, 'must be an object');
  return object;
}

/** An id of a message: a text or a whole number; undefined where there is none, or an empty one. */
function idIn(message: JsonObject, name: string): string | undefined {
  const value = message[name];
  const id = idOf(value);
  if (id === undefined && value !== undefined && value !== null && value !== '')
    throw unfit(name, 'must be a text or a whole number');
  return id;
}

/** `inbound` and `outbound`, as telephone systems say. */
function spokenDirection(properties: JsonObject): 'in' | 'out' | undefined {
  if (properties['direction'] === 'inbound') return 'in';
  return properties['direction'] === 'outbound' ? 'out' : undefined;
}

function nameOf(message: JsonObject, properties: JsonObject): string | undefined {
  return textOf(message['name']) ?? textOf(properties['name']);
}

/** Identifiers of a message; `stated` are the traits or properties in which an address counts as the contact's. */
function identifiersOf(message: JsonObject, context: JsonObject, stated: JsonObject | null): Identifier[] {
  const found: Identifier[] = [];
  const user = idIn(message, 'userId');
  if (user !== undefined) found.push({ kind: 'user', value: user });
  const traits = objectOf(context['traits']);
  const email = textOf(stated?.['email']) ?? textOf(traits['email']);
  if (email !== undefined) found.push({ kind: 'email', value: email });
  const phone = textOf(stated?.['phone']) ?? textOf(traits['phone']);
  if (phone !== undefined) found.push({ kind: 'phone', value: phone });
  const external = context['externalId'] ?? context['externalIds'];
  if (Array.isArray(external)) {
    for (const entry of external) {
      const { id, type } = objectOf(entry) as { id?: unknown; type?: unknown };
      const value = idOf(id);
      const namespace = wordOf(type);
      if (value !== undefined && namespace !== undefined) found.push({ kind: 'external', namespace, value });
    }
  }
  const anonymous = idIn(message, 'anonymousId');
  if (anonymous !== undefined) found.push({ kind: 'anonymous', value: anonymous });
  return found;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** An alias does not say what its previous id was: an address is an email, a UUID an anonymous id, else a user id. */
function previousIdentifier(value: string): Identifier {
  if (value.includes('@')) return { kind: 'email', value };
  return { kind: UUID.test(value) ? 'anonymous' : 'user', value };
}
