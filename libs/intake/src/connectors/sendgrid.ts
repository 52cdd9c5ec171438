import { connector, ecdsaP256, unixTime } from '#kernel';
import type { Direction } from '#journey';
import { messagesOf, readEach, unfit } from './reading/each.js';
import { named, timeOf, touched } from './reading/reported.js';
import { entryOf, objectOf, textOf, type JsonObject } from './reading/values.js';

const STAMP = 'x-twilio-email-event-webhook-timestamp';

const KINDS: Readonly<Record<string, readonly [kind: string, direction?: Direction]>> = {
  processed: ['sent'],
  deferred: ['deferred', 'out'],
  delivered: ['delivered'],
  bounce: ['bounced'],
  dropped: ['blocked'],
  open: ['opened'],
  click: ['clicked'],
  spamreport: ['complained'],
  unsubscribe: ['unsubscribed'],
  group_unsubscribe: ['unsubscribed'],
  group_resubscribe: ['subscribed'],
};

/** SendGrid's event webhook: a list of what became of mails. */
export const sendgrid = connector('sendgrid', {
  verify: ecdsaP256({
    secret: 'the verification key of Settings → Mail Settings → Event Webhook → Signature Verification',
    signature: 'x-twilio-email-event-webhook-signature',
    signedAt: (request) => unixTime(request.header(STAMP)),
    over: (request) => [request.header(STAMP), request.raw],
  }),
  again: (stated) => [stated],
  read: ({ body }) => readEach(messagesOf(body, ''), (index) => `[${index}]`, readEvent),
});

function readEvent(stated: unknown) {
  const event = objectOf(stated);
  const name = textOf(event['event']);
  if (name === undefined) throw unfit('event', 'is missing');
  const [kind, direction] = kindOf(name, event);
  return touched(
    'email',
    kind,
    {
      direction,
      name,
      campaign: event['marketing_campaign_name'] ?? event['singlesend_name'] ?? firstOf(event['category']),
      url: event['url'],
      ip: event['ip'],
      userAgent: event['useragent'],
      properties: event,
    },
    {
      id: event['sg_event_id'],
      when: timeOf(event['timestamp'], 'timestamp'),
      identifiers: named({ email: event['email'] }),
      stated,
    },
  );
}

function kindOf(name: string, event: JsonObject): readonly [string, Direction?] {
  if (name === 'bounce' && event['type'] === 'blocked') return ['blocked'];
  return entryOf(KINDS, name) ?? [name];
}

function firstOf(value: unknown): unknown {
  return Array.isArray(value) ? (value as unknown[])[0] : value;
}
