import { connector, hmacSha256, membersOf, unixTime, type Reported, type SignedRequest } from '#kernel';
import type { Channel } from '#journey';
import { readMany, unfit } from './reading/each.js';
import { bodyOf, described, joined, named, secondsBetween, timeOf, touched, type Told } from './reading/reported.js';
import { entryOf, objectOf, textOf, type JsonObject } from './reading/values.js';

const KINDS: Readonly<Record<string, readonly [Channel, kind: string]>> = {
  'invitee.created': ['meeting', 'booked'],
  'invitee.canceled': ['meeting', 'cancelled'],
  'invitee_no_show.created': ['meeting', 'no-show'],
  'routing_form_submission.created': ['web', 'submitted'],
};

const signature = (request: SignedRequest): ReadonlyMap<string, readonly string[]> =>
  membersOf(request.header('calendly-webhook-signature'));

/** Calendly's webhook: who books a meeting, moves it, or calls it off. */
export const calendly = connector('calendly', {
  verify: hmacSha256({
    secret: 'the signing key that was given, or answered, when the webhook subscription was made',
    signature: (request) => signature(request).get('v1') ?? [],
    signedAt: (request) => unixTime(signature(request).get('t')?.[0]),
    over: (request) => [signature(request).get('t')?.[0], '.', request.raw],
  }),
  read: (delivery) => readMany([bodyOf(delivery)], () => '', readEvent),
});

function readEvent(stated: unknown): Reported[] {
  const message = stated as JsonObject;
  const name = textOf(message['event']);
  if (name === undefined) throw unfit('event', 'is missing');
  const payload = objectOf(message['payload']);
  // A no-show names the invitee's address only: whoever it is stands in the invitee's own messages.
  const meeting = objectOf(payload['scheduled_event']);
  const [channel, kind] = entryOf(KINDS, name) ?? (['other', 'tracked'] as const);
  const told: Told = {
    id: joined([name, payload['uri'], message['created_at']]),
    when: timeOf(message['created_at'], 'created_at'),
    identifiers: named({ email: payload['email'], phone: payload['text_reminder_number'] }),
    stated,
  };
  const touch = touched(
    channel,
    // A meeting that is moved is cancelled and booked again.
    kind === 'cancelled' && payload['rescheduled'] === true ? 'rescheduled' : kind,
    {
      name,
      direction: 'in',
      title: meeting['name'],
      duration: channel === 'meeting' ? secondsBetween(meeting['start_time'], meeting['end_time']) : undefined,
      utm: objectOf(payload['tracking']),
      properties: message,
    },
    told,
  );
  const traits = {
    name: payload['name'],
    firstName: payload['first_name'],
    lastName: payload['last_name'],
    timezone: payload['timezone'],
  };
  return [touch, ...described(traits, told, 'touch')];
}
