import { connector, hmacSha256, unixTime, type Reported, type SignedRequest } from '#kernel';
import { messagesOf, readMany, unfit } from './reading/each.js';
import { aliased, described, joined, named, timeOf, touched, type Told } from './reading/reported.js';
import { objectOf, textOf, wordOf, type JsonObject } from './reading/values.js';

const STAMP = 'x-hubspot-request-timestamp';

/** What a repeat says otherwise. */
const APART: ReadonlySet<string> = new Set(['attemptNumber']);

/** HubSpot's webhook: a list of what became of records. Contacts are kept; of other records nobody says whose they are. */
export const hubspot = connector('hubspot', {
  verify: hmacSha256({
    secret: 'the client secret of the app (Auth)',
    signature: 'x-hubspot-signature-v3',
    encoding: 'base64',
    signedAt: (request) => unixTime(request.header(STAMP)),
    over: (request) => [request.method, readable(request), request.raw, request.header(STAMP)],
  }),
  again: (stated) => [stated],
  read: ({ body }) => readMany(messagesOf(body, ''), (index) => `[${index}]`, readEvent, APART),
});

/** HubSpot signs the address with these characters written plainly. */
function readable({ url }: SignedRequest): string {
  return url.replace(/%(3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi, (escaped) => decodeURIComponent(escaped));
}

function readEvent(stated: unknown): Reported[] {
  const event = objectOf(stated) as Record<string, unknown>;
  const name = textOf(event['subscriptionType']);
  if (name === undefined) throw unfit('subscriptionType', 'is missing');
  const { objectId, propertyName, propertyValue, occurredAt } = event;
  if (!name.startsWith('contact.'))
    throw unfit('subscriptionType', `is ${name}, which says nothing of a contact`, 'subscribe to contact.* alone');
  const told: Told = {
    // HubSpot's event ids are not unique.
    id: joined([event['subscriptionId'], event['eventId'], objectId, propertyName, occurredAt]),
    when: timeOf(occurredAt, 'occurredAt'),
    identifiers: named({ external: objectId }),
    stated,
    apart: APART,
  };
  if (name === 'contact.merge') return [merged(event, told)];
  const property = wordOf(propertyName);
  if (name === 'contact.propertyChange' && property !== undefined) {
    const identifiers = [
      ...told.identifiers,
      ...(property === 'email' || property === 'phone' ? named({ [property]: propertyValue }) : []),
    ];
    const reports = described({ [property]: propertyValue }, { ...told, identifiers });
    if (reports.length > 0) return reports;
  }
  const kind = name === 'contact.creation' ? 'created' : 'tracked';
  return [touched('other', kind, { name, properties: event }, told)];
}

function merged(event: JsonObject, told: Told): Reported {
  const { primaryObjectId, mergedObjectIds, newObjectId } = event as Record<string, unknown>;
  const others = Array.isArray(mergedObjectIds) ? (mergedObjectIds as unknown[]) : [];
  const identifiers = [primaryObjectId, newObjectId, ...others].flatMap((external) => named({ external }));
  return aliased({ ...told, identifiers });
}
