export { catalogue, EVENTS } from './events/catalogue.js';
export { activityLogged } from './events/activities/activity-logged.js';
export { calendarSet } from './events/settings/calendar-set.js';
export { colleagueDescribed } from './events/teams/colleague-described.js';
export { companyCorrected } from './events/company-corrected.js';
export { companyDescribed } from './events/company-described.js';
export { companyParentNamed } from './events/company-parent-named.js';
export { contactDescribed } from './events/contact-described.js';
export { contactGrouped } from './events/contact-grouped.js';
export { dealAmountChanged } from './events/deals/deal-amount-changed.js';
export { dealCloseDateChanged } from './events/deals/deal-close-date-changed.js';
export { dealContactAdded } from './events/deals/deal-contact-added.js';
export { dealContactRemoved } from './events/deals/deal-contact-removed.js';
export { dealCorrected } from './events/deals/deal-corrected.js';
export { dealLinesSet } from './events/deals/deal-lines-set.js';
export { dealLost } from './events/deals/deal-lost.js';
export { dealNextStepSet } from './events/deals/deal-next-step-set.js';
export { dealOpened } from './events/deals/deal-opened.js';
export { dealOwnerChanged } from './events/deals/deal-owner-changed.js';
export { dealReopened } from './events/deals/deal-reopened.js';
export { dealSplitSet } from './events/deals/deal-split-set.js';
export { dealStageChanged } from './events/deals/deal-stage-changed.js';
export { dealWon } from './events/deals/deal-won.js';
export { duplicateDismissed } from './events/duplicate-dismissed.js';
export { exchangeRateSet } from './events/settings/exchange-rate-set.js';
export { handoffAccepted } from './events/handoffs/handoff-accepted.js';
export { handoffClosed } from './events/handoffs/handoff-closed.js';
export { handoffExpired } from './events/handoffs/handoff-expired.js';
export { handoffOffered } from './events/handoffs/handoff-offered.js';
export { handoffRefused } from './events/handoffs/handoff-refused.js';
export { handoffReturned } from './events/handoffs/handoff-returned.js';
export { handoffWithdrawn } from './events/handoffs/handoff-withdrawn.js';
export { identifiersAliased } from './events/identifiers-aliased.js';
export { importFinished } from './events/import-finished.js';
export { importMappingSaved } from './events/import-mapping-saved.js';
export { importStarted } from './events/import-started.js';
export { keyIssued } from './events/key-issued.js';
export { keyRevoked } from './events/key-revoked.js';
export { kpiSet } from './events/settings/kpi-set.js';
export { orderCancelled } from './events/orders/order-cancelled.js';
export { orderPlaced } from './events/orders/order-placed.js';
export { orderRefunded } from './events/orders/order-refunded.js';
export { ownerAssigned } from './events/handoffs/owner-assigned.js';
export { personAdded } from './events/person-added.js';
export { personRemoved } from './events/person-removed.js';
export { pipelineSet } from './events/settings/pipeline-set.js';
export { reasonsSet } from './events/settings/reasons-set.js';
export { roleChanged } from './events/role-changed.js';
export { signInLinkExpired } from './events/sign-in-link-expired.js';
export { signInLinkIssued } from './events/sign-in-link-issued.js';
export { signInLinkUsed } from './events/sign-in-link-used.js';
export { slaSet } from './events/settings/sla-set.js';
export { stageMoved } from './events/funnel/stage-moved.js';
export { stagesSet } from './events/settings/stages-set.js';
export { subscriptionCancelled } from './events/subscriptions/subscription-cancelled.js';
export { subscriptionChanged } from './events/subscriptions/subscription-changed.js';
export { subscriptionEnded } from './events/subscriptions/subscription-ended.js';
export { subscriptionPaused } from './events/subscriptions/subscription-paused.js';
export { subscriptionPaymentFailed } from './events/subscriptions/subscription-payment-failed.js';
export { subscriptionPaymentRecovered } from './events/subscriptions/subscription-payment-recovered.js';
export { subscriptionRenewed } from './events/subscriptions/subscription-renewed.js';
export { subscriptionResumed } from './events/subscriptions/subscription-resumed.js';
export { subscriptionStarted } from './events/subscriptions/subscription-started.js';
export { subscriptionTrialStarted } from './events/subscriptions/subscription-trial-started.js';
export { teamChanged } from './events/teams/team-changed.js';
export { teamClosed } from './events/teams/team-closed.js';
export { teamFounded } from './events/teams/team-founded.js';
export { teamJoined } from './events/teams/team-joined.js';
export { teamLeft } from './events/teams/team-left.js';
export { ticketAssigned } from './events/tickets/ticket-assigned.js';
export { ticketClosed } from './events/tickets/ticket-closed.js';
export { ticketEscalated } from './events/tickets/ticket-escalated.js';
export { ticketMerged } from './events/tickets/ticket-merged.js';
export { ticketOpened } from './events/tickets/ticket-opened.js';
export { ticketPrioritised } from './events/tickets/ticket-prioritised.js';
export { ticketPutOnHold } from './events/tickets/ticket-put-on-hold.js';
export { ticketRated } from './events/tickets/ticket-rated.js';
export { ticketReopened } from './events/tickets/ticket-reopened.js';
export { ticketReplied } from './events/tickets/ticket-replied.js';
export { ticketResolved } from './events/tickets/ticket-resolved.js';
export { ticketSlaStated } from './events/tickets/ticket-sla-stated.js';
export { ticketTakenUp } from './events/tickets/ticket-taken-up.js';
export { ticketThemed } from './events/tickets/ticket-themed.js';
export { touchpointRecorded } from './events/touchpoint-recorded.js';
export { DECISIONS } from './decisions/catalogue.js';
export { activity, type ActivityState, logActivity } from './decisions/activity.js';
export { company, type CompanyState, correctCompany, nameParent } from './decisions/company.js';
export { amendTouch, contact, type ContactState, withdrawTouch } from './decisions/contact.js';
export { deal, type DealState } from './decisions/deal.js';
export { correctDeal, loseDeal, reopenDeal, winDeal } from './decisions/deal-outcome.js';
export {
  addDealContact,
  changeDealAmount,
  changeDealCloseDate,
  changeDealOwner,
  moveDealStage,
  removeDealContact,
  setDealLines,
  setDealNextStep,
  splitDeal,
  startDeal,
} from './decisions/deal-terms.js';
export { dismissDuplicate, duplicate, type DuplicateState } from './decisions/duplicate.js';
export { exchangeRate, type ExchangeRateState, setExchangeRate } from './decisions/exchange-rate.js';
export {
  identifier,
  type IdentifierState,
  identity,
  type IdentityState,
  linkContacts,
  markOwn,
  markShared,
  pairId,
  unlinkContacts,
} from './decisions/identity.js';
export { fileImport, finishImport, importLock, type ImportState, startImport, undoImport } from './decisions/import.js';
export { importMapping, type ImportMappingState, saveImportMapping } from './decisions/import-mapping.js';
export { issueKey, key, type KeyState, revokeKey } from './decisions/key.js';
export { kpi, type KpiState, setKpi } from './decisions/kpi.js';
export { cancelOrder, order, type OrderState, placeOrder, refundOrder } from './decisions/order.js';
export {
  addPerson,
  changeRole,
  expireSignInLink,
  issueSignInLink,
  person,
  type PersonState,
  removePerson,
  ROLES,
  type StaffRole,
  useSignInLink,
} from './decisions/person.js';
export {
  changeSubscription,
  failPayment,
  recoverPayment,
  renewSubscription,
  startSubscription,
  startTrial,
  subscription,
  type SubscriptionState,
} from './decisions/subscription.js';
export {
  cancelSubscription,
  endSubscription,
  pauseSubscription,
  resumeSubscription,
} from './decisions/subscription-ending.js';
export { saidOfSubscription, SUBSCRIPTION_EVENTS } from './subscription-said.js';
export { pipeline, type PipelineState, setPipeline } from './decisions/pipeline.js';
export { decimalsOf, inMinorUnits, type Money } from './money.js';
export { DEFAULT_PIPELINE, type Pipeline, type PipelineStage } from './pipelines.js';
export { moveStage, setStages, stages, type StagesState, standing, type StandingState } from './decisions/stages.js';
export { addWorking, type BusinessHours, workingMs } from './business-hours/business-hours.js';
export { colleague, type ColleagueState, describeColleague, joinTeam, leaveTeam } from './decisions/colleague.js';
export {
  acceptHandoff,
  closeHandoff,
  expireHandoff,
  refuseHandoff,
  reopenHandoff,
  RETURN_WITHIN_MS,
  returnHandoff,
  withdrawHandoff,
} from './decisions/handoff-answers.js';
export { handoff, type HandoffState } from './decisions/handoff-state.js';
export { ANSWER_WITHIN_MINUTES, offerHandoff } from './decisions/handoff.js';
export {
  assignOwner,
  ownership,
  type OwnershipState,
  reassignOwner,
  releaseOwner,
  takeBackReassignment,
} from './decisions/ownership.js';
export { reasons, type ReasonsState, setReasons } from './decisions/reasons.js';
export { changeTeam, closeTeam, foundTeam, team, type TeamState } from './decisions/team.js';
export { ticketBreachNeared } from './events/tickets/ticket-breach-neared.js';
export { ticketBreached } from './events/tickets/ticket-breached.js';
export { ticketClockSet } from './events/tickets/ticket-clock-set.js';
export { calendar, calendarBefore, type CalendarState, setCalendar } from './decisions/calendar.js';
export { setSla, sla, type SlaState } from './decisions/sla.js';
export {
  assignTicket,
  escalateTicket,
  openTicket,
  prioritiseTicket,
  replyToTicket,
  themeTicket,
} from './decisions/ticket.js';
export { watchTicket } from './decisions/ticket-clocks.js';
export {
  closeTicket,
  holdTicket,
  mergeTicket,
  rateTicket,
  reopenTicket,
  resolveTicket,
  takeUpTicket,
} from './decisions/ticket-course.js';
export {
  CALENDAR,
  type ClockName,
  CLOCKS,
  DEFAULT_CALENDAR,
  DEFAULT_SLA,
  type Promised,
  promisedBy,
  SLA,
  type SlaPolicy,
} from './tickets/promises.js';
export { type ClockMoment, type ClockState } from './tickets/ticket-clock.js';
export { hearing, momentOf, type PromisedThen, type TicketMoment } from './tickets/ticket-moments.js';
export { ticket, type TicketState } from './tickets/ticket-state.js';
export * from './vocabulary.js';
export * from './subscription-course.js';
export * from './funnel/stages.js';
export * from './grounds.js';
