import { connector, hmacSha256, unixTime, type SignedRequest } from '#kernel';
import type { Direction } from '#journey';
import { readEach, unfit } from './reading/each.js';
import { bodyOf, named, timeOf, touched } from './reading/reported.js';
import { entryOf, objectOf, textOf, type JsonObject } from './reading/values.js';

const KINDS: Readonly<Record<string, readonly [kind: string, direction?: Direction]>> = {
  accepted: ['sent'],
  delivered: ['delivered'],
  rejected: ['blocked'],
  opened: ['opened'],
  clicked: ['clicked'],
  unsubscribed: ['unsubscribed'],
  complained: ['complained'],
};

const signatureOf = ({ body }: SignedRequest): JsonObject => objectOf(objectOf(body)['signature']);

/** Mailgun's webhook: what became of one mail. Its signature stands in the body and covers the time, not the event. */
export const mailgun = connector('mailgun', {
  verify: hmacSha256({
    secret: 'the HTTP webhook signing key of Sending → Webhooks',
    signature: (request) => [textOf(signatureOf(request)['signature'])],
    signedAt: (request) => unixTime(stampOf(request)),
    over: (request) => [stampOf(request), textOf(signatureOf(request)['token'])],
  }),
  again: (stated) => ({ 'event-data': stated }),
  read(delivery) {
    const event = bodyOf(delivery)['event-data'];
    return readEach([event], () => 'event-data', readEvent);
  },
});

function stampOf(request: SignedRequest): string | undefined {
  const { timestamp } = signatureOf(request) as { timestamp?: unknown };
  return typeof timestamp === 'number' ? String(timestamp) : textOf(timestamp);
}

function readEvent(stated: unknown) {
  const event = objectOf(stated);
  const name = textOf(event['event']);
  if (name === undefined) throw unfit('event', 'is missing');
  const [kind, direction] = kindOf(name, event);
  const campaigns: unknown = event['campaigns'];
  const tags: unknown = event['tags'];
  return touched(
    'email',
    kind,
    {
      direction,
      name,
      campaign:
        (Array.isArray(campaigns) ? objectOf(campaigns[0])['name'] : undefined) ??
        (Array.isArray(tags) ? tags[0] : undefined),
      subject: objectOf(objectOf(event['message'])['headers'])['subject'],
      url: event['url'],
      ip: event['ip'],
      userAgent: objectOf(event['client-info'])['user-agent'],
      properties: event,
    },
    {
      id: event['id'],
      when: timeOf(event['timestamp'], 'timestamp'),
      identifiers: named({ email: event['recipient'] }),
      stated,
    },
  );
}

function kindOf(name: string, event: JsonObject): readonly [string, Direction?] {
  if (name === 'failed') return event['severity'] === 'temporary' ? ['deferred', 'out'] : ['bounced'];
  return entryOf(KINDS, name) ?? [name];
}
