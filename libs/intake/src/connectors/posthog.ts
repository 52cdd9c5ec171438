import { connector, InvalidInput, type Delivery, type Identifier, type Reading, type Reported } from '#kernel';
import { withCompany } from './reading/company.js';
import { idIn, messagesOf, readMany, unfit } from './reading/each.js';
import { aliased, bodyOf, described, grouped, named, timeOf, touched, type Told } from './reading/reported.js';
import { channelAndKind, type Named } from './reading/track-names.js';
import { entryOf, idOf, objectOf, textOf, whenOf, wordOf, type JsonObject } from './reading/values.js';

const APART: ReadonlySet<string> = new Set(['api_key', 'token', 'sent_at', 'offset']);

/** PostHog's own events. */
const OWN: Readonly<Record<string, Named>> = {
  $pageview: { channel: 'web', kind: 'viewed' },
  $pageleave: { channel: 'web', kind: 'left' },
  $autocapture: { channel: 'web', kind: 'clicked' },
  $rageclick: { channel: 'web', kind: 'clicked' },
  $screen: { channel: 'product', kind: 'viewed' },
  'survey shown': { channel: 'survey', kind: 'offered' },
  'survey sent': { channel: 'survey', kind: 'submitted' },
  'survey dismissed': { channel: 'survey', kind: 'cancelled' },
};

/**
 * What PostHog's libraries send: `/batch` and single events, the key as `api_key` in the body.
 *
 * - `$identify` and `$set` → the contact's fields; `$create_alias` and `$merge_dangerously` → two identifiers of one
 *   contact; `$groupidentify` of a person → the contact's company; all else → a touch, by its name.
 * - `distinct_id` → user, or anonymous where the event says that it is of nobody known; `$device_id` and
 *   `$anon_distinct_id` → anonymous; an address in what is set → email, phone.
 */
export const posthog = connector('posthog', {
  paths: ['batch', 'capture', 'e', 'i/v0/e'],
  read(delivery: Delivery): Reading {
    const { body } = delivery;
    const whole: JsonObject = Array.isArray(body) ? { batch: body as unknown[] } : bodyOf(delivery);
    const batch = whole['batch'];
    const messages = batch === undefined ? [whole] : messagesOf(batch, 'batch');
    const sent = whenOf(whole['sent_at']);
    if (batch === undefined && whole['event'] === undefined)
      throw new InvalidInput('delivery.invalid', [
        { where: 'body', what: 'must be an event, or hold a batch of them' },
      ]);
    return {
      ...readMany(
        messages,
        (index) => (batch === undefined ? '' : `batch[${index}]`),
        readEvent,
        APART,
        (message) => idIn(message, 'uuid') ?? idIn(message, 'messageId'),
      ),
      ...(sent?.precision === 'instant' ? { sentAt: sent.at } : {}),
    };
  },
});

function readEvent(stated: unknown): readonly Reported[] {
  if (typeof stated !== 'object' || stated === null || Array.isArray(stated)) throw unfit('', 'must be an object');
  const event = stated as JsonObject;
  const name = textOf(event['event']);
  if (name === undefined) throw unfit('event', 'is missing');
  const properties = objectOf(event['properties']);
  const set: JsonObject = {
    ...objectOf(properties['$set_once'] ?? event['$set_once']),
    ...objectOf(properties['$set'] ?? event['$set']),
  };
  const told: Told = {
    id: event['uuid'] ?? event['messageId'],
    when: timeOf(event['timestamp'], 'timestamp'),
    identifiers: whose(event, properties, set),
    stated,
    apart: APART,
  };
  switch (name) {
    case '$identify':
    case '$set': {
      const reports = described(set, told);
      // Without fields it says that two ids are one.
      return reports.length > 0 ? reports : [aliased(told)];
    }
    case '$create_alias':
    case '$merge_dangerously':
      return [aliased({ ...told, identifiers: [...told.identifiers, ...aliasOf(properties)] })];
    case '$groupidentify':
      return withCompany(groupOf(properties, told));
    default:
      return [touchOf(name, properties, told)];
  }
}

function touchOf(name: string, properties: JsonObject, told: Told): Reported {
  const word = wordOf(name);
  if (word === undefined) throw unfit('event', 'is longer than 200 characters, or cannot be stored');
  const { channel, kind } = entryOf(OWN, name) ?? channelAndKind(name);
  return touched(
    channel,
    kind,
    {
      name: word,
      campaign: properties['campaign'] ?? properties['utm_campaign'],
      duration: properties['duration'],
      title: properties['title'] ?? properties['$title'],
      url: properties['$current_url'],
      referrer: properties['$referrer'] === '$direct' ? undefined : properties['$referrer'],
      utm: properties,
      ip: properties['$ip'],
      userAgent: properties['$raw_user_agent'] ?? properties['$useragent'],
      properties,
    },
    told,
  );
}

function whose(event: JsonObject, properties: JsonObject, set: JsonObject): Identifier[] {
  const distinct = idOf(event['distinct_id']) ?? idOf(properties['distinct_id']);
  const device = idOf(properties['$device_id']);
  const group = `$${textOf(properties['$group_type']) ?? ''}_${idOf(properties['$group_key']) ?? ''}`;
  const nobody = properties['$process_person_profile'] === false || distinct === device;
  return [
    // A group that is described on nobody's behalf has an id made up for it.
    ...(distinct === group ? [] : named(nobody ? { anonymous: distinct } : { user: distinct })),
    ...named({ email: set['email'] ?? set['$email'], phone: set['phone'] ?? set['$phone'] }),
    ...(nobody ? [] : named({ anonymous: device })),
    ...named({ anonymous: properties['$anon_distinct_id'] }),
  ];
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

function aliasOf(properties: JsonObject): Identifier[] {
  const alias = idOf(properties['alias']);
  if (alias === undefined) throw unfit('properties.alias', 'is missing');
  return named(UUID.test(alias) ? { anonymous: alias } : { user: alias });
}

function groupOf(properties: JsonObject, told: Told): Reported {
  const group = wordOf(properties['$group_key']);
  if (group === undefined) throw unfit('properties.$group_key', 'is missing, or longer than 200 characters');
  if (told.identifiers.length === 0)
    throw unfit(
      'distinct_id',
      'names nobody: the group is described on nobody’s behalf',
      'give groupIdentify a distinctId',
    );
  return grouped(group, objectOf(properties['$group_set']), told);
}
