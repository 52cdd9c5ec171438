import {
  connector,
  hmacSha256,
  membersOf,
  unixTime,
  type Identifier,
  type Reported,
  type SignedRequest,
} from '#kernel';
import type { Direction } from '#journey';
import { readMany, unfit } from './reading/each.js';
import { bodyOf, described, named, timeOf, touched, type Told } from './reading/reported.js';
import { entryOf, objectOf, textOf, type JsonObject } from './reading/values.js';

/** Of the several events of one payment only `invoice.paid` and `charge.refunded` are a purchase and its end. */
const KINDS: Readonly<Record<string, readonly [kind: string, direction?: Direction]>> = {
  'customer.subscription.created': ['started', 'in'],
  'customer.subscription.updated': ['updated'],
  'customer.subscription.deleted': ['cancelled'],
  'customer.subscription.paused': ['paused'],
  'customer.subscription.resumed': ['resumed'],
  'customer.subscription.trial_will_end': ['trial-ending'],
  'checkout.session.completed': ['submitted'],
  'checkout.session.expired': ['abandoned'],
  'invoice.finalized': ['sent'],
  'invoice.sent': ['sent'],
  'invoice.paid': ['purchased'],
  'invoice.payment_failed': ['payment-failed'],
  'charge.refunded': ['refunded'],
  'charge.dispute.created': ['disputed', 'in'],
};

/** What a repeat says otherwise. */
const APART: ReadonlySet<string> = new Set(['pending_webhooks']);

const signature = (request: SignedRequest): ReadonlyMap<string, readonly string[]> =>
  membersOf(request.header('stripe-signature'));

/** Stripe's webhook: customers, subscriptions, invoices. */
export const stripe = connector('stripe', {
  verify: hmacSha256({
    secret: 'the signing secret of the endpoint (Developers → Webhooks), whsec_…',
    signature: (request) => signature(request).get('v1') ?? [],
    signedAt: (request) => unixTime(signature(request).get('t')?.[0]),
    over: (request) => [signature(request).get('t')?.[0], '.', request.raw],
  }),
  read: (delivery) => readMany([bodyOf(delivery)], () => '', readEvent, APART),
});

function readEvent(stated: unknown): Reported[] {
  const message = stated as JsonObject;
  const type = textOf(message['type']);
  if (type === undefined) throw unfit('type', 'is missing');
  const object = objectOf(objectOf(message['data'])['object']);
  const told: Told = {
    id: message['id'],
    when: timeOf(message['created'], 'created'),
    identifiers: whose(object),
    stated,
    apart: APART,
  };
  if (type === 'customer.created' || type === 'customer.updated') {
    const { name, email, phone, address, metadata } = object as Record<string, unknown>;
    const reports = described({ ...objectOf(metadata), name, email, phone, address }, told);
    if (reports.length > 0) return reports;
  }
  const known = entryOf(KINDS, type);
  const [kind, direction] = known ?? (['tracked'] as const);
  return [touched(known === undefined ? 'other' : 'order', kind, { direction, name: type, properties: message }, told)];
}

/** The customer an object is or belongs to, by Stripe's id and by the address it states. */
function whose(object: JsonObject): Identifier[] {
  const customer = objectOf(object['object'] === 'customer' ? object : object['customer']);
  const details = objectOf(object['customer_details'] ?? object['billing_details']);
  return named({
    email: customer['email'] ?? object['customer_email'] ?? object['receipt_email'] ?? details['email'],
    phone: customer['phone'] ?? object['customer_phone'] ?? details['phone'],
    external: customer['id'] ?? object['customer'],
  });
}
