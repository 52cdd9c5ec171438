import type { Dealing } from '../dealings/index.js';
import type { Simulated } from '../simulation.js';
import { contactsKnown, nodeOfPerson, profileOf } from './contacts-told.js';
import { heard, once, type Recorded } from './recorded.js';
import { momentOf, told, type Asked, type Moment } from './told.js';

/** A line of somebody's journey: what a source saw, or what happened in business with them. */
export interface Touch {
  /** The contact it is of; of business with nobody but a company, the company. */
  readonly whose: string;
  readonly isCompany: boolean;
  readonly at: Moment | null;
  readonly channel: string;
  readonly kind: string;
  readonly direction: string | null;
  readonly name: string | null;
  readonly campaign: string | null;
  readonly variant: string | null;
  readonly utmSource: string | null;
  readonly utmMedium: string | null;
  /** Where it stands among all that was recorded. */
  readonly recorded: number;
}

/** When a message's matter happened: the truth, whatever its sender's clock said. */
export function momentOfMessage({ when, truth }: Simulated): Moment | null {
  return truth.occurredAt === null ? null : { at: truth.occurredAt, day: when.precision === 'day' };
}

/** What members of staff do, in the words that touches of that channel have. */
const ACTIVITIES: Readonly<Record<string, readonly [channel: string, kind: string]>> = {
  call: ['call', 'held'],
  email: ['email', 'sent'],
  meeting: ['meeting', 'held'],
  demo: ['meeting', 'demonstrated'],
  visit: ['meeting', 'visited'],
  message: ['chat', 'sent'],
  note: ['other', 'noted'],
};

/** Which way business goes where it is not said by the event itself. */
const DIRECTIONS: Readonly<Record<string, string>> = {
  'order-placed': 'in',
  'order-refunded': 'out',
  'subscription-trial-started': 'in',
  'subscription-started': 'in',
  'subscription-resumed': 'in',
  'ticket-rated': 'in',
  'ticket-resolved': 'out',
};
const BUSINESS = /^(deal|handoff|order|subscription|ticket)-/;

/** How a dealing looks in the journey; null for what is in nobody's. */
function lineOf({ definition: { name }, payload }: Dealing): Pick<Touch, 'channel' | 'kind' | 'direction'> | null {
  if (name === 'activity-logged') {
    const said = payload['kind'] as string;
    const [channel, kind] = ACTIVITIES[said]!;
    const direction = payload['direction'] as string;
    if (said === 'note') return { channel, kind, direction: null };
    return { channel, kind: kind === 'sent' && direction === 'in' ? 'received' : kind, direction };
  }
  if (name === 'owner-assigned') return { channel: 'handoff', kind: 'assigned', direction: null };
  if (!BUSINESS.test(name)) return null;
  const [, channel, kind] = /^([a-z]+)-(.+)$/.exec(name)! as unknown as [string, string, string];
  const from = payload['from'] === 'staff' ? 'out' : 'in';
  if (name === 'ticket-opened') return { channel, kind, direction: from };
  if (name === 'ticket-replied')
    return payload['visibility'] === 'internal'
      ? { channel, kind: 'noted', direction: null }
      : { channel, kind, direction: from };
  if (name === 'subscription-cancelled')
    return { channel, kind, direction: payload['voluntary'] === false ? 'out' : 'in' };
  return { channel, kind, direction: DIRECTIONS[name] ?? null };
}

/** Every line of every journey, as recorded. */
const touchesKnown = once((history: readonly Recorded[], knownUpTo: number): readonly Touch[] => {
  const contactOf = contactsKnown(history, knownUpTo);
  const places = new Map(history.slice(0, knownUpTo).map((recorded, place) => [recorded, place]));
  const text = (value: unknown): string | null => (value as string | undefined) ?? null;
  const seen = heard(history, knownUpTo).flatMap((message): Touch[] => {
    const { type, payload, identifiers } = message;
    if (type !== 'touch') return [];
    return [
      {
        whose: contactOf(profileOf(identifiers)),
        isCompany: false,
        at: momentOfMessage(message),
        channel: payload['channel'] as string,
        kind: payload['kind'] as string,
        direction: text(payload['direction']),
        name: text(payload['name']),
        campaign: text(payload['campaign'] ?? payload['utmCampaign']),
        variant: text(payload['variant']),
        utmSource: text(payload['utmSource']),
        utmMedium: text(payload['utmMedium']),
        recorded: places.get(message)!,
      },
    ];
  });
  const business = told(history, knownUpTo).flatMap((dealing): Touch[] => {
    const { person, company } = dealing;
    const line = lineOf(dealing);
    if (line === null || (person === null && company === null)) return [];
    return [
      {
        ...line,
        whose: person === null ? `company ${company!.index}` : contactOf(nodeOfPerson(person)),
        isCompany: person === null,
        at: momentOf(dealing),
        name: null,
        campaign: null,
        variant: null,
        utmSource: null,
        utmMedium: null,
        recorded: places.get(dealing)!,
      },
    ];
  });
  return [...seen, ...business].sort((a, b) => a.recorded - b.recorded);
});

/** Lines of journeys that had happened by then, or of which nobody knows when, in the order of recording. */
export function touches(history: readonly Recorded[], { knownUpTo, asOf }: Asked): readonly Touch[] {
  return touchesKnown(history, knownUpTo).filter(({ at }) => at === null || at.at <= asOf);
}

/** Appointments that did not come about, or were only made. */
const NO_MEETING = new Set(['booked', 'invited', 'cancelled', 'missed', 'no-show', 'ended']);

/** Whether two people had to do with each other: "a call, email, meeting, demo or message", no automation, no page viewed. */
export function isHuman({ channel, kind, direction, campaign }: Touch): boolean {
  if (channel === 'call' || channel === 'meeting' || channel === 'chat') return !NO_MEETING.has(kind);
  if (channel === 'ticket') return kind === 'replied';
  return (
    channel === 'email' && ['sent', 'received', 'replied'].includes(kind) && (direction === 'in' || campaign === null)
  );
}
