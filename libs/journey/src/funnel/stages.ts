import type { PayloadOf } from '#kernel';
import type { stagesSet } from '../events/settings/stages-set.js';
import type { StageCause } from '../vocabulary.js';

/** The stages of the funnel, in order, and which touches capture and qualify. */
export type FunnelStages = PayloadOf<typeof stagesSet>;
export type FunnelStage = FunnelStages['stages'][number];
/** Which touches are meant: all of what is named must be so. */
export type TouchPattern = FunnelStages['captures'][number];

/** The id under which the stages of the funnel are decided about: there is one funnel. */
export const FUNNEL = '66756e6e-656c-8000-8000-000000000001';

/**
 * The kinds of touches that may capture a lead or qualify one: somebody asked for something, or said who they are.
 * A page that was viewed or a mail that was opened does neither. `imported` and `entered` are contacts that came in by
 * a file (channel `list`), or that a colleague wrote down (channel `manual`).
 */
export const CAPTURING_KINDS = [
  'submitted',
  'subscribed',
  'registered',
  'attended',
  'booked',
  'held',
  'downloaded',
  'installed',
  'signed-up',
  'started',
  'replied',
  'imported',
  'entered',
] as const;

const capturing: ReadonlySet<string> = new Set(CAPTURING_KINDS);

/** Whether touches of a kind may capture or qualify. */
export function mayCapture(kind: string): boolean {
  return capturing.has(kind);
}

/** What a pattern looks at of a touch. */
export interface CapturingTouch {
  readonly channel: string | null;
  readonly kind: string | null;
  readonly campaign: string | null;
  readonly source: string | null;
}

/** Whether a touch is one of those that are meant. */
export function matchesTouch(patterns: readonly TouchPattern[], touch: CapturingTouch): boolean {
  return patterns.some(
    ({ channel, kind, campaign, source }) =>
      (channel === undefined || channel === touch.channel) &&
      (kind === undefined || kind === touch.kind) &&
      (campaign === undefined || campaign === touch.campaign) &&
      (source === undefined || source === touch.source),
  );
}

/** The place of the stage that a cause brings into; -1 where none does. */
export function placeOfCause({ stages }: FunnelStages, cause: StageCause): number {
  return stages.findIndex(({ causes }) => causes.includes(cause));
}

/** The stages of a workspace that has set none. */
export const DEFAULT_STAGES: FunnelStages = {
  stages: [
    { name: 'visitor', function: 'marketing', outcomes: ['left-an-address'], causes: ['touched'] },
    { name: 'lead', function: 'marketing', target: 72, outcomes: ['interest-shown'], causes: ['captured'] },
    {
      name: 'marketing-qualified',
      function: 'marketing',
      target: 48,
      outcomes: ['taken-over-by-sales'],
      causes: ['qualified'],
    },
    {
      name: 'sales-accepted',
      function: 'sales',
      target: 168,
      outcomes: ['need-understood', 'decision-makers-known'],
      causes: ['handoff-accepted'],
    },
    { name: 'opportunity', function: 'sales', target: 2160, outcomes: ['contract-signed'], causes: ['deal-opened'] },
    { name: 'customer', function: 'service', outcomes: ['first-value-reached'], causes: ['became-customer'] },
    {
      name: 'at-risk',
      function: 'service',
      target: 168,
      outcomes: ['reason-known', 'cancellation-withdrawn'],
      causes: ['cancellation-announced'],
    },
    { name: 'churned', function: 'service', outcomes: ['reason-known'], causes: ['subscription-ended'] },
    { name: 'won-back', function: 'service', outcomes: ['first-value-reached'], causes: ['subscription-resumed'] },
  ],
  captures: [
    { kind: 'submitted' },
    { kind: 'subscribed' },
    { kind: 'downloaded' },
    { kind: 'signed-up' },
    { channel: 'chat', kind: 'started' },
    { channel: 'event', kind: 'registered' },
    { channel: 'webinar', kind: 'registered' },
    { channel: 'meeting', kind: 'booked' },
    { channel: 'list', kind: 'imported' },
    { channel: 'manual', kind: 'entered' },
  ],
  qualifies: [
    { channel: 'meeting', kind: 'booked' },
    { channel: 'product', kind: 'signed-up' },
  ],
};
