import { connector, InvalidInput, type Delivery, type Identifier, type Reading, type Reported } from '#kernel';
import { directionOf, DIRECTIONS, isChannel, KINDS, type Channel } from '#journey';
import { messagesOf, readEach, unfit } from './reading/each.js';
import { named, timeOf, touched } from './reading/reported.js';
import { channelAndKind } from './reading/track-names.js';
import { idOf, objectOf, textOf, wordOf, type JsonObject } from './reading/values.js';

/** An event in its JSON form; in a binary one the headers are put into it. */
type CloudEvent = JsonObject;

const ATTRIBUTE = 'ce-';
/** How the data are written differs between the ways to send one event. */
const APART: ReadonlySet<string> = new Set(['datacontenttype']);
/** Attributes of the specification; all others are extensions. */
const SPECIFIED: ReadonlySet<string> = new Set([
  'specversion',
  'id',
  'source',
  'type',
  'time',
  'data',
  'data_base64',
  'datacontenttype',
]);

/** Members of a touch, in an extension attribute (in lower case, as those are) or in the data. */
const FIELDS = ['campaign', 'variant', 'name', 'duration', 'title', 'url', 'referrer', 'ip', 'userAgent'] as const;
/** Identifiers, in an extension attribute or in the data, there also in `contact`. */
const IDENTIFIERS = {
  user: ['user', 'userId'],
  email: ['email'],
  phone: ['phone'],
  external: ['external', 'externalId'],
  anonymous: ['anonymous', 'anonymousId'],
} as const;
const TAKEN: ReadonlySet<string> = new Set(
  ['channel', 'kind', 'direction', ...FIELDS, ...Object.values(IDENTIFIERS).flat()].map((name) => name.toLowerCase()),
);

/**
 * CloudEvents 1.0 over HTTP: binary (attributes as `ce-` headers), structured (`application/cloudevents+json`), and
 * batches. Source and id together are the message's id.
 *
 * Every event is a touch. Channel, kind and the other fields are those of an extension attribute, else of the data,
 * under the names of `POST /api/touchpoints`; what does not say them is understood by its type, of which `other` and
 * `tracked` are left where it is unknown. The type is the touch's name. It is about whom an attribute or the data name:
 * `userid`, `email`, `phone`, `externalid`, `anonymousid`, or a `contact` in the data, or a `subject` that is an address.
 */
export const cloudevents = connector('cloudevents', {
  paths: ['cloudevents'],
  bodies: 'labelled',
  read(delivery: Delivery): Reading {
    const { body } = delivery;
    const type = (delivery.header('content-type') ?? '').toLowerCase();
    const many = type.startsWith('application/cloudevents-batch') || (Array.isArray(body) && !isBinary(delivery));
    if (many) return readEach(messagesOf(body, 'body'), (index) => `[${index}]`, readEvent, APART);
    if (isBinary(delivery)) return readEach([fromHeaders(delivery, type)], () => '', readEvent, APART);
    if (typeof body !== 'object' || body === null || !Object.hasOwn(body, 'specversion'))
      throw new InvalidInput('delivery.invalid', [
        {
          where: 'body',
          what: 'is no CloudEvent',
          remedy: 'send its attributes as ce- headers, or it whole as application/cloudevents+json',
        },
      ]);
    return readEach([body], () => '', readEvent, APART);
  },
});

function isBinary(delivery: Delivery): boolean {
  return delivery.header(`${ATTRIBUTE}specversion`) !== undefined;
}

function fromHeaders(delivery: Delivery, type: string): CloudEvent {
  const event: Record<string, unknown> = {};
  for (const name of delivery.headerNames())
    if (name.startsWith(ATTRIBUTE)) event[name.slice(ATTRIBUTE.length)] = unescaped(delivery.header(name)!);
  if (type !== '') event['datacontenttype'] = type;
  if (delivery.body !== undefined) event['data'] = delivery.body;
  else if (type.startsWith('text/')) event['data'] = delivery.raw.toString();
  else if (delivery.raw.length > 0) event['data_base64'] = delivery.raw.toString('base64');
  return event;
}

/** Headers hold no characters beyond ASCII: they are percent-encoded. */
function unescaped(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

function readEvent(stated: unknown): Reported {
  const event = objectOf(stated);
  if (event !== stated) throw unfit('', 'must be an object');
  const { specversion } = event as { specversion?: unknown };
  if (specversion !== '1.0') throw unfit('specversion', 'is not 1.0');
  const [id, source, type] = ['id', 'source', 'type'].map((name) => {
    const value = idOf(event[name]);
    if (value === undefined) throw unfit(name, 'is missing');
    return value;
  }) as [string, string, string];
  const data = objectOf(event['data']);
  const field = (name: string): unknown => event[name.toLowerCase()] ?? data[name];
  const { channel, kind } = placeOf(type, field);
  const direction = DIRECTIONS.find((one) => one === field('direction')) ?? directionOf(kind);
  const fields = Object.fromEntries(FIELDS.map((name) => [name, field(name)]));
  return touched(
    channel,
    kind,
    {
      ...fields,
      direction,
      subject: data['subject'],
      utm: utmOf(objectOf(data['utm'])),
      // The type is what it is called; a name of the data stays among the properties.
      name: type,
      properties: propertiesOf(event),
      context: { source, ...extensionsOf(event) },
    },
    {
      id: `${source} ${id}`,
      when: timeOf(event['time'], 'time'),
      identifiers: whose(event, data),
      stated,
      apart: APART,
    },
  );
}

function placeOf(type: string, field: (name: string) => unknown): { readonly channel: Channel; readonly kind: string } {
  const understood = understand(type);
  const channel = field('channel');
  const kind = wordOf(field('kind'));
  return {
    channel: isChannel(channel) ? channel : understood.channel,
    // A word of ours, or whatever stands beside a channel of ours: elsewhere a kind may mean anything.
    kind: kind !== undefined && (isChannel(channel) || Object.hasOwn(KINDS, kind)) ? kind : understood.kind,
  };
}

/** `com.example.email.opened.v1` is understood as `email opened`. */
function understand(type: string): { readonly channel: Channel; readonly kind: string } {
  const parts = type.split(/[./]/).filter((part) => part !== '' && !/^v?\d+$/.test(part));
  return channelAndKind(parts.slice(-2).join(' ') || type);
}

function whose(event: CloudEvent, data: JsonObject): Identifier[] {
  const contact = objectOf(data['contact']);
  const found = Object.fromEntries(
    Object.entries(IDENTIFIERS).map(([kind, names]) => {
      const stated = names.map((name) => event[name.toLowerCase()] ?? contact[name] ?? data[name]);
      return [kind, stated.find((value) => idOf(value) !== undefined)];
    }),
  );
  const subject = textOf(event['subject']);
  const all = named(found);
  return all.length === 0 && subject?.includes('@') === true ? named({ email: subject }) : all;
}

function utmOf(utm: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(utm).map(([name, value]) => [`utm_${name}`, value]));
}

function propertiesOf(event: CloudEvent): JsonObject {
  const { data, data_base64: bytes } = event as Record<string, unknown>;
  if (data === undefined || data === null) return bytes === undefined ? {} : { data_base64: bytes };
  const object = objectOf(data);
  return object === data ? object : { data };
}

function extensionsOf(event: CloudEvent): JsonObject {
  return Object.fromEntries(Object.entries(event).filter(([name]) => !SPECIFIED.has(name) && !TAKEN.has(name)));
}
