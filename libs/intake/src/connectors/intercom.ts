import { connector, hmacSha1, type Identifier, type Reported } from '#kernel';
import type { Channel, Direction } from '#journey';
import { readMany, unfit } from './reading/each.js';
import { bodyOf, described, named, timeOf, touched, type Told } from './reading/reported.js';
import { entryOf, objectOf, textOf, type JsonObject } from './reading/values.js';

const TOPICS: Readonly<Record<string, readonly [Channel, kind: string, direction?: Direction]>> = {
  'conversation.user.created': ['chat', 'started', 'in'],
  'conversation.user.replied': ['chat', 'replied'],
  'conversation.admin.single.created': ['chat', 'started', 'out'],
  'conversation.admin.replied': ['chat', 'replied', 'out'],
  'conversation.admin.closed': ['chat', 'closed', 'out'],
  'conversation.admin.opened': ['chat', 'reopened', 'out'],
  'conversation.rating.added': ['survey', 'submitted'],
  'conversation_part.redacted': ['chat', 'updated'],
  'ticket.created': ['ticket', 'created'],
  'ticket.state.updated': ['ticket', 'updated'],
  'ticket.closed': ['ticket', 'closed', 'out'],
  'ticket.contact.replied': ['ticket', 'replied'],
  'ticket.admin.replied': ['ticket', 'replied', 'out'],
  'contact.unsubscribed': ['email', 'unsubscribed'],
  'contact.subscribed': ['email', 'subscribed'],
  'contact.user.signed_up': ['product', 'signed-up'],
};

/** What a repeat says otherwise. */
const APART: ReadonlySet<string> = new Set(['delivery_status', 'delivery_attempts', 'delivered_at', 'first_sent_at']);

/** Intercom's webhook: conversations, tickets, and what is known of contacts. Its signature says no time. */
export const intercom = connector('intercom', {
  verify: hmacSha1({
    secret: 'the client secret of the app (Developer Hub → Basic information)',
    signature: 'x-hub-signature',
    prefix: 'sha1=',
    over: (request) => [request.raw],
  }),
  read(delivery) {
    const body = bodyOf(delivery);
    // Sent to try an address: nothing happened.
    return readMany(body['topic'] === 'ping' ? [] : [body], () => '', readNotification, APART);
  },
});

function readNotification(stated: unknown): Reported[] {
  const message = stated as JsonObject;
  const topic = textOf(message['topic']);
  if (topic === undefined) throw unfit('topic', 'is missing');
  const item = objectOf(objectOf(message['data'])['item']);
  const told: Told = {
    id: message['id'],
    when: timeOf(message['created_at'], 'created_at'),
    identifiers: whose(item),
    stated,
    apart: APART,
  };
  const known = entryOf(TOPICS, topic);
  const isContact = item['type'] === 'contact' || item['type'] === 'user' || item['type'] === 'lead';
  if (known === undefined && isContact && /\.(created|updated)$/.test(topic)) return [...contact(item, told)];
  const [channel, kind, direction] = known ?? (['other', 'tracked'] as const);
  const source = objectOf(item['source']);
  return [
    touched(
      channel,
      kind,
      { direction, name: topic, subject: source['subject'], url: source['url'], properties: message },
      told,
    ),
  ];
}

function contact(item: JsonObject, told: Told): Reported[] {
  const { name, email, phone, custom_attributes: custom } = item as Record<string, unknown>;
  const [company] = listOf(objectOf(item['companies'])['companies'] ?? objectOf(item['companies'])['data']);
  return described({ ...objectOf(custom), name, email, phone, company: objectOf(company)['name'] }, told);
}

/** Whom an item is about: itself, its contacts, or who began it. The external id is the company's own user id. */
function whose(item: JsonObject): Identifier[] {
  const contacts = objectOf(item['contacts']);
  const [first] = listOf(contacts['contacts'] ?? contacts['data']);
  const author = objectOf(objectOf(item['source'])['author']);
  const isContact = item['type'] === 'contact' || item['type'] === 'user' || item['type'] === 'lead';
  const own = isContact ? item : objectOf(item['contact'] ?? item['user']);
  const writer = author['type'] === 'admin' || author['type'] === 'bot' ? {} : author;
  const one = { ...writer, ...objectOf(first), ...own } as Record<string, unknown>;
  return named({
    user: one['external_id'] ?? one['user_id'],
    email: one['email'],
    phone: one['phone'],
    external: one['id'],
  });
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
