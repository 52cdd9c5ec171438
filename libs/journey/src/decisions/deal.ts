import { decider, evolves, type EventView } from '#kernel';
import { dealAmountChanged } from '../events/deals/deal-amount-changed.js';
import { dealCloseDateChanged } from '../events/deals/deal-close-date-changed.js';
import { dealContactAdded } from '../events/deals/deal-contact-added.js';
import { dealContactRemoved } from '../events/deals/deal-contact-removed.js';
import { dealCorrected } from '../events/deals/deal-corrected.js';
import { dealLinesSet } from '../events/deals/deal-lines-set.js';
import { dealLost } from '../events/deals/deal-lost.js';
import { dealNextStepSet } from '../events/deals/deal-next-step-set.js';
import { dealOpened } from '../events/deals/deal-opened.js';
import { dealOwnerChanged } from '../events/deals/deal-owner-changed.js';
import { dealReopened } from '../events/deals/deal-reopened.js';
import { dealSplitSet } from '../events/deals/deal-split-set.js';
import { dealStageChanged } from '../events/deals/deal-stage-changed.js';
import { dealWon } from '../events/deals/deal-won.js';
import { dayMoment, type Moment } from '../happened.js';
import type { Money } from '../money.js';
import { openingText } from '../opening-text.js';
import { DEFAULT_PIPELINE } from '../pipelines.js';

/** What is known of a deal, whatever its status. Undefined where nobody said anything yet, null where there is none. */
export interface DealTerms {
  /** What its opening said, to tell a repeat; missing where history has none. */
  readonly opening?: string;
  readonly opened: Moment | null;
  readonly profile?: string;
  readonly others: readonly string[];
  readonly company?: string;
  readonly owner?: string | null;
  readonly name: string | null;
  readonly pipeline: string;
  /** Null in the first stage of its pipeline. */
  readonly stage: string | null;
  readonly amount: Money | null;
  readonly closeOn: string | null;
  /** Who takes part, with their roles. */
  readonly contacts: Readonly<Record<string, string | null>>;
  readonly lines: readonly unknown[];
  readonly shares: readonly unknown[];
  readonly nextStep: { readonly step: string | null; readonly dueOn: string | null };
  readonly reopened: boolean;
  /** Since when each of these holds, epoch milliseconds: what happened before is told later without changing it. */
  readonly since: Readonly<Record<string, number>>;
}

/** A deal: not there, open, or closed with what came out. */
export type DealState =
  | { readonly status: 'unknown' }
  | ({ readonly status: 'open' } & DealTerms)
  | ({ readonly status: 'won' | 'lost'; readonly closed: Moment; readonly reason: string | null } & DealTerms);

/** A deal that is there. */
export type KnownDeal = Exclude<DealState, { readonly status: 'unknown' }>;

type DealEvent = EventView<unknown, Partial<Record<string, string | readonly string[]>>>;

const DAY_MS = 86_400_000;

const NOTHING_KNOWN: KnownDeal = {
  status: 'open',
  opened: null,
  others: [],
  name: null,
  pipeline: DEFAULT_PIPELINE.id,
  stage: null,
  amount: null,
  closeOn: null,
  contacts: {},
  lines: [],
  shares: [],
  nextStep: { step: null, dueOn: null },
  reopened: false,
  since: {},
};

function momentOfEvent({ occurredAt, precision }: DealEvent): Moment {
  return { at: occurredAt ?? null, precision };
}

/** A deal as it is known with what an event names: nobody's statement outweighs one about whom it is with, or whose it is. */
function named(state: DealState, { about }: DealEvent): KnownDeal {
  const known = state.status === 'unknown' ? NOTHING_KNOWN : state;
  const { profile, company, owner } = about as Partial<Record<string, string>>;
  return {
    ...known,
    ...(known.profile === undefined && profile !== undefined
      ? { profile, others: (about['others'] ?? []) as readonly string[] }
      : {}),
    ...(known.company === undefined && company !== undefined ? { company } : {}),
    ...(known.owner === undefined && owner !== undefined ? { owner } : {}),
  };
}

/** Whether what is said of some part of a deal at a moment counts for nothing, for something later says otherwise. */
export function isOutdated({ since }: KnownDeal, part: string, { at, precision }: Moment): boolean {
  const last = since[part];
  // a day may have been after whatever is known of it; what nobody has a time for was before everything else
  const until = at === null ? Number.NEGATIVE_INFINITY : precision === 'day' ? at + DAY_MS - 1 : at;
  return last !== undefined && until < last;
}

/** A deal with what an event says of some part of it, unless something later says otherwise. */
function told(deal: KnownDeal, part: string, event: DealEvent, change: (deal: KnownDeal) => KnownDeal): KnownDeal {
  const moment = momentOfEvent(event);
  if (isOutdated(deal, part, moment)) return deal;
  const { at } = moment;
  const changed = change(deal);
  return { ...changed, since: { ...changed.since, [part]: at ?? Number.NEGATIVE_INFINITY } };
}

/** Closes a deal, or opens it again; a repeat keeps when that was first. */
function turned(deal: KnownDeal, event: DealEvent, to: 'open' | 'won' | 'lost', reason: string | null): KnownDeal {
  return told(deal, 'status', event, (before) => {
    if (before.status === to) return before;
    if (to === 'open') {
      const { closed: _closed, reason: _reason, ...terms } = before as Extract<KnownDeal, { closed: Moment }>;
      return { ...terms, status: 'open', reopened: true };
    }
    return { ...before, status: to, closed: momentOfEvent(event), reason };
  });
}

function without<T>(members: Readonly<Record<string, T>>, name: string): Record<string, T> {
  return Object.fromEntries(Object.entries(members).filter(([member]) => member !== name));
}

/** A deal. Its history may come in any order, and with gaps. */
export const deal = decider<DealState>(
  'deal',
  { status: 'unknown' },
  evolves(dealOpened, (state, event) => {
    const { about, payload } = event;
    const before = state.status === 'unknown' ? NOTHING_KNOWN : state;
    const { profile = before.profile, others = before.others, company = before.company } = about;
    // whatever else is known came after it
    const first = <T>(part: string, known: T, says: T | undefined): T =>
      before.since[part] === undefined ? (says ?? known) : known;
    const { owner } = about;
    return {
      ...before,
      opening: before.opening ?? openingText(about, payload),
      opened: before.opened ?? momentOfEvent(event),
      ...(profile === undefined ? {} : { profile }),
      others,
      ...(company === undefined ? {} : { company }),
      ...(owner === undefined || before.since['owner'] !== undefined ? {} : { owner }),
      name: first('name', before.name, payload.name),
      pipeline: first('stage', before.pipeline, payload.pipeline),
      stage: first('stage', before.stage, payload.stage),
      amount: first('amount', before.amount, payload.amount),
      closeOn: first('closeOn', before.closeOn, payload.closeOn),
      lines: first('lines', before.lines, payload.lines),
      contacts: profile === undefined ? before.contacts : { [profile]: null, ...before.contacts },
    };
  }),
  evolves(dealAmountChanged, (state, event) =>
    told(named(state, event), 'amount', event, (deal) => ({ ...deal, amount: event.payload.amount ?? null })),
  ),
  evolves(dealCloseDateChanged, (state, event) =>
    told(named(state, event), 'closeOn', event, (deal) => ({ ...deal, closeOn: event.payload.closeOn ?? null })),
  ),
  evolves(dealStageChanged, (state, event) =>
    told(named(state, event), 'stage', event, (deal) => ({
      ...deal,
      pipeline: event.payload.pipeline ?? deal.pipeline,
      stage: event.payload.stage,
    })),
  ),
  evolves(dealOwnerChanged, (state, event) =>
    told(named(state, event), 'owner', event, (deal) => ({ ...deal, owner: event.about.owner ?? null })),
  ),
  evolves(dealContactAdded, (state, event) => {
    const { profile, ...about } = event.about;
    const known = named(state, { ...event, about });
    if (profile === undefined) return known;
    return told(known, `contact ${profile}`, event, (deal) => ({
      ...deal,
      contacts: { ...deal.contacts, [profile]: event.payload.role ?? null },
    }));
  }),
  evolves(dealContactRemoved, (state, event) => {
    const { profile, ...about } = event.about;
    const known = named(state, { ...event, about });
    if (profile === undefined) return known;
    return told(known, `contact ${profile}`, event, (deal) => ({
      ...deal,
      contacts: without(deal.contacts, profile),
    }));
  }),
  evolves(dealLinesSet, (state, event) =>
    told(named(state, event), 'lines', event, (deal) => ({ ...deal, lines: event.payload.lines })),
  ),
  evolves(dealSplitSet, (state, event) =>
    told(named(state, event), 'shares', event, (deal) => ({ ...deal, shares: event.payload.shares })),
  ),
  evolves(dealNextStepSet, (state, event) =>
    told(named(state, event), 'nextStep', event, (deal) => ({
      ...deal,
      nextStep: { step: event.payload.step ?? null, dueOn: event.payload.dueOn ?? null },
    })),
  ),
  evolves(dealWon, (state, event) => {
    const { amount, reason } = event.payload;
    const known = named(state, event);
    const agreed = amount === undefined ? known : told(known, 'amount', event, (deal) => ({ ...deal, amount }));
    return turned(agreed, event, 'won', reason ?? null);
  }),
  evolves(dealLost, (state, event) => turned(named(state, event), event, 'lost', event.payload.reason ?? null)),
  evolves(dealReopened, (state, event) => {
    const { stage } = event.payload;
    const open = turned(named(state, event), event, 'open', null);
    return stage === undefined ? open : told(open, 'stage', event, (deal) => ({ ...deal, stage }));
  }),
  evolves(dealCorrected, (state, event) => {
    const { amount, closeOn, openedOn, closedOn, outcome, name } = event.payload;
    const known = named(state, event);
    const corrected = {
      ...known,
      ...(amount === undefined ? {} : { amount }),
      ...(closeOn === undefined ? {} : { closeOn }),
      ...(openedOn === undefined ? {} : { opened: dayMoment(openedOn) }),
      ...(name === undefined ? {} : { name }),
    };
    if (corrected.status === 'open') return corrected;
    return {
      ...corrected,
      ...(closedOn === undefined ? {} : { closed: dayMoment(closedOn) }),
      ...(outcome === undefined ? {} : { status: outcome }),
    };
  }),
);
