import { connector, hmacSha256, type Reported } from '#kernel';
import type { Direction } from '#journey';
import { readMany, unfit } from './reading/each.js';
import { bodyOf, described, named, timeOf, touched, type Told } from './reading/reported.js';
import { objectOf, textOf, type JsonObject } from './reading/values.js';

const STAMP = 'x-zendesk-webhook-signature-timestamp';
const EVENT = 'zen:event-type:';
const CLOSED: ReadonlySet<unknown> = new Set(['SOLVED', 'CLOSED', 'solved', 'closed']);

/** Zendesk's event webhook: what happens to tickets, and what is known of who wrote them. */
export const zendesk = connector('zendesk', {
  verify: hmacSha256({
    secret: 'the signing secret of the webhook (Apps and integrations → Webhooks)',
    signature: 'x-zendesk-webhook-signature',
    encoding: 'base64',
    signedAt: (request) => Date.parse(request.header(STAMP) ?? ''),
    over: (request) => [request.header(STAMP), request.raw],
  }),
  read: (delivery) => readMany([bodyOf(delivery)], () => '', readEvent),
});

function readEvent(stated: unknown): Reported[] {
  const message = stated as JsonObject;
  const type = textOf(message['type']);
  if (type === undefined) throw unfit('type', 'is missing');
  const name = type.startsWith(EVENT) ? type.slice(EVENT.length) : type;
  const detail = objectOf(message['detail']);
  const event = objectOf(message['event']);
  const told = (external: unknown, email?: unknown): Told => ({
    id: message['id'],
    when: timeOf(message['time'], 'time'),
    identifiers: named({ email, external }),
    stated,
  });
  if (name === 'user.created' || name.startsWith('user.details_changed') || name === 'user.name_changed') {
    const { name: fullName, email, external_id: externalId } = detail as Record<string, unknown>;
    const user = { ...told(detail['id'], email) };
    const reports = described(
      { name: fullName, email },
      {
        ...user,
        identifiers: [...user.identifiers, ...named({ user: externalId })],
      },
    );
    if (reports.length > 0) return reports;
  }
  const ofTicket = name.startsWith('ticket.');
  const [kind, direction] = ofTicket ? kindOf(name.slice('ticket.'.length), event) : (['tracked'] as const);
  return [
    touched(
      ofTicket ? 'ticket' : 'other',
      kind,
      { name, direction, title: detail['subject'], properties: message },
      told(ofTicket ? detail['requester_id'] : name.startsWith('user.') ? detail['id'] : undefined),
    ),
  ];
}

function kindOf(what: string, event: JsonObject): readonly [string, Direction?] {
  if (what === 'created') return ['created'];
  if (what === 'status_changed' && CLOSED.has(event['current'])) return ['closed', 'out'];
  if (what === 'status_changed' && CLOSED.has(event['previous'])) return ['reopened'];
  if (what === 'comment_added') {
    const staff = objectOf(objectOf(event['comment'])['author'])['is_staff'];
    return ['replied', staff === true ? 'out' : 'in'];
  }
  return ['updated'];
}
