import {
  label,
  sealed,
  uuid,
  when,
  whole,
  type AnyEventDefinition,
  type PayloadOf,
  type Row,
  type Says,
} from '#kernel';
import {
  activityLogged,
  dealAmountChanged,
  dealCloseDateChanged,
  dealContactAdded,
  dealContactRemoved,
  dealCorrected,
  dealLinesSet,
  dealLost,
  dealNextStepSet,
  dealOpened,
  dealOwnerChanged,
  dealReopened,
  dealSplitSet,
  dealStageChanged,
  dealWon,
  handoffAccepted,
  handoffClosed,
  handoffExpired,
  handoffOffered,
  handoffRefused,
  handoffReturned,
  handoffWithdrawn,
  orderCancelled,
  orderPlaced,
  orderRefunded,
  ownerAssigned,
  subscriptionCancelled,
  subscriptionChanged,
  subscriptionEnded,
  subscriptionPaused,
  subscriptionPaymentFailed,
  subscriptionPaymentRecovered,
  subscriptionRenewed,
  subscriptionResumed,
  subscriptionStarted,
  subscriptionTrialStarted,
  ticketAssigned,
  ticketClosed,
  ticketEscalated,
  ticketMerged,
  ticketOpened,
  ticketPrioritised,
  ticketPutOnHold,
  ticketRated,
  ticketReopened,
  ticketReplied,
  ticketResolved,
  ticketSlaStated,
  ticketTakenUp,
  ticketThemed,
  type ActivityKind,
  type Channel,
} from '#journey';

/** What a touch says, whatever event it comes from. */
export const TOUCH = {
  profile: uuid,
  channel: label,
  kind: label,
  direction: label,
  campaign: label,
  variant: label,
  name: label,
  duration: whole,
  /** Subject line, title and what else the source told of the content. */
  content: sealed('content'),
  source: label,
  utm_source: label,
  utm_medium: label,
  utm_campaign: label,
  utm_term: label,
  utm_content: label,
} as const;

type Touch = Row<typeof TOUCH>;
type TouchRow = Pick<Touch, 'kind' | 'direction' | 'name' | 'campaign' | 'duration' | 'channel'>;

/**
 * An event of a thing as a line of its customer's journey: the contact's, or the company's where no contact is named.
 * Its kind is the event's name without the thing, unless it says otherwise.
 */
function line<D extends AnyEventDefinition>(
  channel: Channel,
  definition: D,
  says: (payload: PayloadOf<D>) => TouchRow = () => ({}),
): Says<typeof TOUCH> {
  const [, kind] = /^[a-z]+-(.+)$/.exec(definition.name)!;
  return when<AnyEventDefinition, typeof TOUCH>(definition, (event) => {
    const { profile, company } = event.about as { readonly profile?: string; readonly company?: string };
    const whose = profile ?? company;
    if (whose === undefined) return null;
    const { source } = event.envelope;
    const content = event.sealed('content');
    return { profile: whose, channel, kind, content, source: source.name, ...says(event.payload as PayloadOf<D>) };
  });
}

/** Through what members of staff act. */
const CHANNEL_OF: Readonly<Record<ActivityKind, Channel>> = {
  call: 'call',
  email: 'email',
  meeting: 'meeting',
  demo: 'meeting',
  visit: 'meeting',
  message: 'chat',
  note: 'other',
};

/** What is said to have been done, in the words touches of that channel have. */
const KIND_OF: Readonly<Record<ActivityKind, string>> = {
  call: 'held',
  email: 'sent',
  meeting: 'held',
  demo: 'demonstrated',
  visit: 'visited',
  message: 'sent',
  note: 'noted',
};

/** Lines of the journey that are no touches of a source: what happened in deals, tickets, subscriptions, orders, handoffs, and what staff did. */
export const businessTouches: readonly Says<typeof TOUCH>[] = [
  line('other', activityLogged, ({ kind, direction = 'out', outcome, minutes }) => ({
    channel: CHANNEL_OF[kind],
    kind: KIND_OF[kind] === 'sent' && direction === 'in' ? 'received' : KIND_OF[kind],
    direction: kind === 'note' ? null : direction,
    name: outcome,
    duration: minutes === undefined ? null : minutes * 60,
  })),
  line('deal', dealOpened, ({ name, campaign }) => ({ name, campaign })),
  line('deal', dealAmountChanged),
  line('deal', dealCloseDateChanged),
  line('deal', dealContactAdded, ({ role }) => ({ name: role })),
  line('deal', dealContactRemoved),
  line('deal', dealCorrected, ({ name }) => ({ name })),
  line('deal', dealLinesSet),
  line('deal', dealLost, ({ reason }) => ({ name: reason })),
  line('deal', dealNextStepSet, ({ step }) => ({ name: step })),
  line('deal', dealOwnerChanged, ({ reason }) => ({ name: reason })),
  line('deal', dealReopened, ({ stage }) => ({ name: stage })),
  line('deal', dealSplitSet),
  line('deal', dealStageChanged, ({ stage }) => ({ name: stage })),
  line('deal', dealWon, ({ reason }) => ({ name: reason })),
  line('handoff', handoffOffered, ({ reason }) => ({ name: reason })),
  line('handoff', handoffAccepted),
  line('handoff', handoffRefused, ({ reason }) => ({ name: reason })),
  line('handoff', handoffReturned, ({ reason }) => ({ name: reason })),
  line('handoff', handoffWithdrawn, ({ reason }) => ({ name: reason })),
  line('handoff', handoffExpired),
  line('handoff', handoffClosed, ({ reason }) => ({ name: reason })),
  line('handoff', ownerAssigned, ({ reason }) => ({ name: reason })),
  line('order', orderPlaced, ({ number, campaign }) => ({ direction: 'in', name: number, campaign })),
  line('order', orderCancelled, ({ reason }) => ({ name: reason })),
  line('order', orderRefunded, ({ reason }) => ({ direction: 'out', name: reason })),
  line('subscription', subscriptionTrialStarted, ({ plan }) => ({ direction: 'in', name: plan })),
  line('subscription', subscriptionStarted, ({ plan }) => ({ direction: 'in', name: plan })),
  line('subscription', subscriptionChanged, ({ plan }) => ({ name: plan })),
  line('subscription', subscriptionRenewed),
  line('subscription', subscriptionPaymentFailed, ({ reason }) => ({ name: reason })),
  line('subscription', subscriptionPaymentRecovered),
  line('subscription', subscriptionPaused),
  line('subscription', subscriptionCancelled, ({ reason, voluntary }) => ({
    direction: voluntary === false ? 'out' : 'in',
    name: reason,
  })),
  line('subscription', subscriptionEnded, ({ reason }) => ({ name: reason })),
  line('subscription', subscriptionResumed, ({ plan }) => ({ direction: 'in', name: plan })),
  line('ticket', ticketOpened, ({ from, number, theme }) => ({
    direction: from === 'staff' ? 'out' : 'in',
    name: theme ?? number,
  })),
  line('ticket', ticketAssigned),
  line('ticket', ticketClosed),
  line('ticket', ticketEscalated, ({ reason }) => ({ name: reason })),
  line('ticket', ticketMerged),
  line('ticket', ticketPrioritised, ({ priority }) => ({ name: priority })),
  line('ticket', ticketPutOnHold),
  line('ticket', ticketRated, () => ({ direction: 'in' })),
  line('ticket', ticketReopened, ({ reason }) => ({ name: reason })),
  line('ticket', ticketReplied, ({ from, visibility }) => ({
    kind: visibility === 'internal' ? 'noted' : 'replied',
    direction: visibility === 'internal' ? null : from === 'staff' ? 'out' : 'in',
  })),
  line('ticket', ticketResolved, ({ code }) => ({ direction: 'out', name: code })),
  line('ticket', ticketSlaStated),
  line('ticket', ticketTakenUp),
  line('ticket', ticketThemed, ({ theme }) => ({ name: theme })),
];
