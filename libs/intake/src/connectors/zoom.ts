import { connector, hmacHex, hmacSha256, unixTime, type Reported } from '#kernel';
import type { Channel } from '#journey';
import { readMany, unfit } from './reading/each.js';
import { bodyOf, described, joined, named, secondsBetween, timeOf, touched, type Told } from './reading/reported.js';
import { entryOf, objectOf, textOf, type JsonObject } from './reading/values.js';

const STAMP = 'x-zm-request-timestamp';

const KINDS: Readonly<Record<string, string>> = {
  registration_created: 'registered',
  registration_approved: 'approved',
  registration_cancelled: 'cancelled',
  registration_denied: 'denied',
  participant_joined: 'attended',
  participant_left: 'left',
};

/** Zoom's webhook: who registers for webinars and meetings, and who comes. */
export const zoom = connector('zoom', {
  verify: hmacSha256({
    secret: 'the secret token of the app’s Features → Access',
    signature: 'x-zm-signature',
    prefix: 'v0=',
    signedAt: (request) => unixTime(request.header(STAMP)),
    over: (request) => ['v0:', request.header(STAMP), ':', request.raw],
  }),
  /** Zoom asks whether whoever answers at an address knows the secret. */
  reply(delivery, secret) {
    const { event, payload } = objectOf(delivery.body) as { event?: unknown; payload?: unknown };
    const plainToken = textOf(objectOf(payload)['plainToken']);
    if (event !== 'endpoint.url_validation' || plainToken === undefined) return null;
    return { plainToken, encryptedToken: hmacHex(secret, plainToken) };
  },
  read: (delivery) => readMany([bodyOf(delivery)], () => '', readEvent),
});

function readEvent(stated: unknown): Reported[] {
  const message = stated as JsonObject;
  const name = textOf(message['event']);
  if (name === undefined) throw unfit('event', 'is missing');
  const object = objectOf(objectOf(message['payload'])['object']);
  const registrant = objectOf(object['registrant']);
  const participant = objectOf(object['participant']);
  const person = { ...participant, ...registrant };
  const told: Told = {
    id: joined([
      name,
      object['uuid'] ?? object['id'],
      participant['participant_uuid'] ?? participant['user_id'] ?? registrant['id'],
      message['event_ts'],
    ]),
    when: timeOf(message['event_ts'], 'event_ts'),
    identifiers: named({
      email: person['email'],
      phone: person['phone'],
      external: participant['registrant_id'] ?? registrant['id'],
    }),
    stated,
  };
  const [where = '', what = ''] = name.split('.', 2);
  const channel: Channel = where === 'webinar' || where === 'meeting' ? where : 'other';
  const touch = touched(
    channel,
    entryOf(KINDS, what) ?? (channel === 'other' ? 'tracked' : what || 'tracked'),
    {
      name,
      title: object['topic'],
      duration: secondsBetween(participant['join_time'], participant['leave_time']),
      properties: message,
    },
    told,
  );
  const traits = {
    firstName: registrant['first_name'],
    lastName: registrant['last_name'],
    company: registrant['org'],
    title: registrant['job_title'],
    city: registrant['city'],
    country: registrant['country'],
    industry: registrant['industry'],
  };
  return [touch, ...described(traits, told, 'touch')];
}
