import { EventCatalogue, LINKING, TAKING_BACK, TIMING } from '#kernel';
import { activityLogged } from './activities/activity-logged.js';
import { calendarSet } from './settings/calendar-set.js';
import { colleagueDescribed } from './teams/colleague-described.js';
import { companyCorrected } from './company-corrected.js';
import { companyDescribed } from './company-described.js';
import { companyParentNamed } from './company-parent-named.js';
import { contactDescribed } from './contact-described.js';
import { contactGrouped } from './contact-grouped.js';
import { dealAmountChanged } from './deals/deal-amount-changed.js';
import { dealCloseDateChanged } from './deals/deal-close-date-changed.js';
import { dealContactAdded } from './deals/deal-contact-added.js';
import { dealContactRemoved } from './deals/deal-contact-removed.js';
import { dealCorrected } from './deals/deal-corrected.js';
import { dealLinesSet } from './deals/deal-lines-set.js';
import { dealLost } from './deals/deal-lost.js';
import { dealNextStepSet } from './deals/deal-next-step-set.js';
import { dealOpened } from './deals/deal-opened.js';
import { dealOwnerChanged } from './deals/deal-owner-changed.js';
import { dealReopened } from './deals/deal-reopened.js';
import { dealSplitSet } from './deals/deal-split-set.js';
import { dealStageChanged } from './deals/deal-stage-changed.js';
import { dealWon } from './deals/deal-won.js';
import { duplicateDismissed } from './duplicate-dismissed.js';
import { exchangeRateSet } from './settings/exchange-rate-set.js';
import { handoffAccepted } from './handoffs/handoff-accepted.js';
import { handoffClosed } from './handoffs/handoff-closed.js';
import { handoffExpired } from './handoffs/handoff-expired.js';
import { handoffOffered } from './handoffs/handoff-offered.js';
import { handoffRefused } from './handoffs/handoff-refused.js';
import { handoffReturned } from './handoffs/handoff-returned.js';
import { handoffWithdrawn } from './handoffs/handoff-withdrawn.js';
import { identifiersAliased } from './identifiers-aliased.js';
import { importFinished } from './import-finished.js';
import { importMappingSaved } from './import-mapping-saved.js';
import { importStarted } from './import-started.js';
import { keyIssued } from './key-issued.js';
import { keyRevoked } from './key-revoked.js';
import { kpiSet } from './settings/kpi-set.js';
import { orderCancelled } from './orders/order-cancelled.js';
import { orderPlaced } from './orders/order-placed.js';
import { orderRefunded } from './orders/order-refunded.js';
import { ownerAssigned } from './handoffs/owner-assigned.js';
import { personAdded } from './person-added.js';
import { personRemoved } from './person-removed.js';
import { pipelineSet } from './settings/pipeline-set.js';
import { reasonsSet } from './settings/reasons-set.js';
import { roleChanged } from './role-changed.js';
import { signInLinkExpired } from './sign-in-link-expired.js';
import { signInLinkIssued } from './sign-in-link-issued.js';
import { signInLinkUsed } from './sign-in-link-used.js';
import { slaSet } from './settings/sla-set.js';
import { stageMoved } from './funnel/stage-moved.js';
import { stagesSet } from './settings/stages-set.js';
import { subscriptionCancelled } from './subscriptions/subscription-cancelled.js';
import { subscriptionChanged } from './subscriptions/subscription-changed.js';
import { subscriptionEnded } from './subscriptions/subscription-ended.js';
import { subscriptionPaused } from './subscriptions/subscription-paused.js';
import { subscriptionPaymentFailed } from './subscriptions/subscription-payment-failed.js';
import { subscriptionPaymentRecovered } from './subscriptions/subscription-payment-recovered.js';
import { subscriptionRenewed } from './subscriptions/subscription-renewed.js';
import { subscriptionResumed } from './subscriptions/subscription-resumed.js';
import { subscriptionStarted } from './subscriptions/subscription-started.js';
import { subscriptionTrialStarted } from './subscriptions/subscription-trial-started.js';
import { teamChanged } from './teams/team-changed.js';
import { teamClosed } from './teams/team-closed.js';
import { teamFounded } from './teams/team-founded.js';
import { teamJoined } from './teams/team-joined.js';
import { teamLeft } from './teams/team-left.js';
import { ticketAssigned } from './tickets/ticket-assigned.js';
import { ticketBreachNeared } from './tickets/ticket-breach-neared.js';
import { ticketBreached } from './tickets/ticket-breached.js';
import { ticketClockSet } from './tickets/ticket-clock-set.js';
import { ticketClosed } from './tickets/ticket-closed.js';
import { ticketEscalated } from './tickets/ticket-escalated.js';
import { ticketMerged } from './tickets/ticket-merged.js';
import { ticketOpened } from './tickets/ticket-opened.js';
import { ticketPrioritised } from './tickets/ticket-prioritised.js';
import { ticketPutOnHold } from './tickets/ticket-put-on-hold.js';
import { ticketRated } from './tickets/ticket-rated.js';
import { ticketReopened } from './tickets/ticket-reopened.js';
import { ticketReplied } from './tickets/ticket-replied.js';
import { ticketResolved } from './tickets/ticket-resolved.js';
import { ticketSlaStated } from './tickets/ticket-sla-stated.js';
import { ticketTakenUp } from './tickets/ticket-taken-up.js';
import { ticketThemed } from './tickets/ticket-themed.js';
import { touchpointRecorded } from './touchpoint-recorded.js';

/** The events of the journey, a file each in this folder. */
export const EVENTS = [
  activityLogged,
  calendarSet,
  colleagueDescribed,
  companyCorrected,
  companyDescribed,
  companyParentNamed,
  contactDescribed,
  contactGrouped,
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
  duplicateDismissed,
  exchangeRateSet,
  handoffAccepted,
  handoffClosed,
  handoffExpired,
  handoffOffered,
  handoffRefused,
  handoffReturned,
  handoffWithdrawn,
  identifiersAliased,
  importFinished,
  importMappingSaved,
  importStarted,
  keyIssued,
  keyRevoked,
  kpiSet,
  orderCancelled,
  orderPlaced,
  orderRefunded,
  ownerAssigned,
  personAdded,
  personRemoved,
  pipelineSet,
  reasonsSet,
  roleChanged,
  signInLinkExpired,
  signInLinkIssued,
  signInLinkUsed,
  slaSet,
  stageMoved,
  stagesSet,
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
  teamChanged,
  teamClosed,
  teamFounded,
  teamJoined,
  teamLeft,
  ticketAssigned,
  ticketBreachNeared,
  ticketBreached,
  ticketClockSet,
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
  touchpointRecorded,
] as const;

/** Every event this build knows: the journey's and the machinery's. */
export const catalogue = new EventCatalogue([...EVENTS, ...LINKING, ...TAKING_BACK, ...TIMING]);
