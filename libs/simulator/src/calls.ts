import type { Identifier } from '#kernel';
import type { Simulated } from './simulation.js';

/** A simulated message as somebody would send it over HTTP: to which path, and what. */
export interface Call {
  /** `api/touchpoints` takes a list of bodies, `v1/batch` `{ batch: [...] }`. */
  readonly path: 'api/touchpoints' | 'v1/batch';
  readonly body: Readonly<Record<string, unknown>>;
}

/** Members a touchpoint's call has under the same name. */
const AS_IT_IS = [
  'channel',
  'kind',
  'direction',
  'campaign',
  'variant',
  'name',
  'duration',
  'subject',
  'title',
  'url',
  'referrer',
  'clickId',
  'ip',
  'userAgent',
  'properties',
] as const;
const UTM = { utmSource: 'source', utmMedium: 'medium', utmCampaign: 'campaign' } as const;

/**
 * A message as a call. Times are the true ones: what arrives over HTTP arrives now, so a clock that was wrong in the
 * simulated past cannot be told from when it arrives.
 */
export function callOf(message: Simulated): Call {
  return message.type === 'touch'
    ? { path: 'api/touchpoints', body: touchpoint(message) }
    : { path: 'v1/batch', body: { ...segment(message), timestamp: timeOf(message) } };
}

function touchpoint(message: Simulated): Record<string, unknown> {
  const { payload } = message;
  const body: Record<string, unknown> = {
    id: message.messageId,
    at: timeOf(message),
    contact: contactOf(message.identifiers),
  };
  for (const name of AS_IT_IS) if (payload[name] !== undefined) body[name] = payload[name];
  const utm = Object.entries(UTM).filter(([name]) => payload[name] !== undefined);
  if (utm.length > 0) body['utm'] = Object.fromEntries(utm.map(([name, short]) => [short, payload[name]]));
  return body;
}

function timeOf({ when, truth }: Simulated): string {
  if (when.precision === 'day') return when.at;
  return truth.occurredAt === null ? 'unknown' : new Date(truth.occurredAt).toISOString();
}

function contactOf(identifiers: readonly Identifier[]): Record<string, unknown> {
  return Object.fromEntries(
    identifiers.map(({ kind, value, namespace }) => [kind, namespace === undefined ? value : { namespace, value }]),
  );
}

function segment({ type, messageId, identifiers, payload }: Simulated): Record<string, unknown> {
  const named = (kind: Identifier['kind']): string | undefined => identifiers.find((one) => one.kind === kind)?.value;
  const user = named('user');
  const device = named('anonymous');
  const who = {
    messageId,
    ...(user === undefined ? {} : { userId: user }),
    ...(device === undefined ? {} : { anonymousId: device }),
  };
  if (type === 'aliased') return { type: 'alias', messageId, userId: user, previousId: device };
  if (type === 'grouped') return { type: 'group', ...who, groupId: payload['group'], traits: payload['traits'] };
  const traits = payload['traits'] as Record<string, unknown>;
  const email = named('email');
  return { type: 'identify', ...who, traits: email === undefined ? traits : { ...traits, email } };
}
