import {
  makeIds,
  sealEvent,
  type Actor,
  type AppendRequest,
  type Happening,
  type Identifier,
  type Ids,
  type Keyring,
  type NewEvent,
} from '#kernel';
import { MemoryVault } from '#event-log';
import { touchpointRecorded } from '#journey';

/** A touch as a source states it. */
export interface StatedTouch {
  readonly messageId: string;
  /** From the strongest to the weakest, normalised. */
  readonly identifiers: readonly Identifier[];
  readonly occurredAt: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

const CHANNELS = [
  ['email', 'opened', 'spring-renewal'],
  ['email', 'clicked', 'spring-renewal'],
  ['web', 'viewed', 'brand-search'],
  ['web', 'submitted', 'brand-search'],
  ['webinar', 'attended', 'webinar-may'],
  ['call', 'answered', 'outbound-q2'],
  ['product', 'used', 'trial-onboarding'],
] as const;
const PAGES = ['pricing', 'docs/getting-started', 'blog/how-teams-plan', 'integrations/crm', 'trial'] as const;
const TITLES = [
  'Pricing that grows with your team',
  'Getting started in ten minutes',
  'How teams plan their quarter — a field guide',
  'Connect your CRM in two clicks',
  'Start your trial',
] as const;

/** The profile's ten touches are spread over the whole run, as in life; every twentieth touch repeats an earlier one. */
const TOUCHES_PER_PROFILE = 10;
const REPEAT_EVERY = 20;
const FIRST_AT = Date.UTC(2026, 0, 5, 8);

/** The touch stated n-th. The same for the same n, for ever. About 700 bytes of JSON. */
export function statedTouch(n: number, profiles: number): StatedTouch {
  const stated = n % REPEAT_EVERY === REPEAT_EVERY - 1 ? Math.floor(n / 2) - (Math.floor(n / 2) % REPEAT_EVERY) : n;
  const person = mix(stated) % profiles;
  const [channel, kind, campaign] = CHANNELS[mix(stated + 7) % CHANNELS.length]!;
  const page = mix(stated + 13) % PAGES.length;
  return {
    messageId: `message-${mix(stated).toString(36)}-${stated}`,
    identifiers: [
      { kind: 'user', value: `user-${person}` },
      { kind: 'email', value: `person.${person}@company-${person % 997}.example` },
      { kind: 'anonymous', value: `anon-${mix(person).toString(16)}-${person}`, namespace: 'website' },
    ],
    occurredAt: new Date(FIRST_AT + stated * 1_370).toISOString(),
    payload: {
      channel,
      kind,
      direction: 'in',
      campaign,
      variant: stated % 2 === 0 ? 'a' : 'b',
      title: TITLES[page],
      url: `https://www.example.com/${PAGES[page]}?utm_source=newsletter&utm_campaign=${campaign}&visit=${stated}`,
      utmSource: 'newsletter',
      utmMedium: 'email',
      utmCampaign: campaign,
      properties: { plan: 'team', seats: 5 + (stated % 20), section: PAGES[page], position: stated % 9 },
    },
  };
}

function mix(n: number): number {
  let h = Math.imul(n ^ 0x9e3779b9, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

export const BENCH_SOURCE = 'bench';
export const benchIds = makeIds(Buffer.alloc(32, 11));

/** How many profiles some touches are of. */
export function profilesOf(touches: number): number {
  return Math.max(1, Math.ceil(touches / TOUCHES_PER_PROFILE));
}

/** The profile's node and the others, strongest first. */
export function nodesOf(touch: StatedTouch, ids: Ids = benchIds) {
  return touch.identifiers.map(({ kind, namespace = '', value }) => ids.node(kind, namespace, value));
}

/** Seals a touch as intake does. */
export function sealTouch(touch: StatedTouch, keys: Keyring, ids: Ids = benchIds): NewEvent {
  const [profile, ...others] = nodesOf(touch, ids);
  const happening = {
    definition: touchpointRecorded,
    about: { profile: profile!, others },
    payload: {
      ...touch.payload,
      identifiers: touch.identifiers.map(({ kind, namespace = '', value }) => ({ kind, namespace, value })),
    },
    when: { precision: 'instant', at: touch.occurredAt },
  } as const;
  const metadata = {
    actor: { kind: 'key', id: BENCH_SOURCE },
    source: { name: BENCH_SOURCE, messageId: touch.messageId },
    stated: JSON.stringify(touch),
  } as const;
  return sealEvent(happening, ids.event(BENCH_SOURCE, touch.messageId), null, metadata, ids, keys);
}

/** The append of a touch: its own stream, nothing expected in it. */
export function touchRequest(event: NewEvent): AppendRequest {
  return { stream: `touch-${event.id}`, events: [event], expected: 'none' };
}

/** The append of anything else that happened, under a message id of its own. */
export function happeningRequest(
  happening: Happening,
  messageId: string,
  keys: Keyring = new Map(),
  actor: Actor = { kind: 'key', id: BENCH_SOURCE },
): AppendRequest {
  const id = benchIds.event(BENCH_SOURCE, messageId);
  return touchRequest(
    sealEvent(happening, id, null, { actor, source: { name: BENCH_SOURCE, messageId } }, benchIds, keys),
  );
}

/** Cuts a list into batches. */
export function batches<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
}

/** The first so many touches, sealed with keys in memory: repeats are among them. */
export async function sealedTouches(count: number): Promise<NewEvent[]> {
  const vault = new MemoryVault();
  const stated = Array.from({ length: count }, (_, n) => statedTouch(n, profilesOf(count)));
  const keys = await vault.ensure(stated.map((touch) => nodesOf(touch)[0]!));
  return stated.map((touch) => sealTouch(touch, keys));
}

/** Without the repeats. */
export function uniqueOf(events: readonly NewEvent[]): NewEvent[] {
  return [...new Map(events.map((event) => [event.id as string, event])).values()];
}
