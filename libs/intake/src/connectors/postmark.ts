import { basicAuthorization, connector } from '#kernel';
import { readEach, unfit } from './reading/each.js';
import { bodyOf, joined, named, timeOf, touched } from './reading/reported.js';
import { entryOf, objectOf, textOf, type JsonObject } from './reading/values.js';

const KINDS: Readonly<Record<string, string>> = {
  Delivery: 'delivered',
  Bounce: 'bounced',
  SpamComplaint: 'complained',
  Open: 'opened',
  Click: 'clicked',
};

/** Postmark's webhooks: what became of one mail. They are not signed; the address may hold a name and a password. */
export const postmark = connector('postmark', {
  verify: basicAuthorization({ secret: 'name:password, as they stand in the address of the webhook at Postmark' }),
  read: (delivery) => readEach([bodyOf(delivery)], () => '', readRecord),
});

function readRecord(stated: unknown) {
  const record = objectOf(stated);
  const name = textOf(record['RecordType']);
  if (name === undefined) throw unfit('RecordType', 'is missing');
  const at = record['DeliveredAt'] ?? record['BouncedAt'] ?? record['ReceivedAt'] ?? record['ChangedAt'];
  const email = record['Recipient'] ?? record['Email'];
  return touched(
    'email',
    kindOf(name, record),
    {
      name,
      campaign: record['Tag'],
      subject: record['Subject'],
      url: record['OriginalLink'],
      ip: objectOf(record['Geo'])['IP'],
      userAgent: record['UserAgent'],
      properties: record,
    },
    {
      id: joined([name, record['ID'], record['MessageID'], email, at, textOf(record['OriginalLink'])?.slice(0, 200)]),
      when: timeOf(at, 'ReceivedAt'),
      identifiers: named({ email }),
      stated,
    },
  );
}

function kindOf(name: string, record: JsonObject): string {
  if (name === 'SubscriptionChange') return record['SuppressSending'] === false ? 'subscribed' : 'unsubscribed';
  if (name === 'Bounce' && record['Type'] === 'Unsubscribe') return 'unsubscribed';
  return entryOf(KINDS, name) ?? name.toLowerCase();
}
