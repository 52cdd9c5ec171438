import type { KpiDefinition } from '#kernel';
import { activeBuyers } from './active-buyers.js';
import { activeSubscribers } from './active-subscribers.js';
import { activitiesPerRep } from './activities-per-rep.js';
import { adoption } from './adoption.js';
import { atTheEnd1 } from './at-the-end-1.js';
import { attendance } from './attendance.js';
import { awaitingAcceptanceAge } from './awaiting-acceptance-age.js';
import { awaitingAcceptance } from './awaiting-acceptance.js';
import { bookings } from './bookings.js';
import { bounceRate } from './bounce-rate.js';
import { brandReach1 } from './brand-reach-1.js';
import { brandReach } from './brand-reach.js';
import { clickRate } from './click-rate.js';
import { cohortRetention } from './cohort-retention.js';
import { completeness } from './completeness.js';
import { csatAnswerRate } from './csat-answer-rate.js';
import { csat } from './csat.js';
import { customersAdded } from './customers-added.js';
import { dealStageConversion } from './deal-stage-conversion.js';
import { dealSize } from './deal-size.js';
import { deliveredRate } from './delivered-rate.js';
import { directShare1 } from './direct-share-1.js';
import { directShare } from './direct-share.js';
import { eventResponse } from './event-response.js';
import { everChurnedShare } from './ever-churned-share.js';
import { firstContactResolution } from './first-contact-resolution.js';
import { firstResolution } from './first-resolution.js';
import { firstResponse } from './first-response.js';
import { fullResolution } from './full-resolution.js';
import { grossMargin } from './gross-margin.js';
import { grossRevenueRetention } from './gross-revenue-retention.js';
import { handoffAcceptance } from './handoff-acceptance.js';
import { handoffWait } from './handoff-wait.js';
import { leadConversion } from './lead-conversion.js';
import { leadsCaptured } from './leads-captured.js';
import { lifetimeValue } from './lifetime-value.js';
import { lifetimeValueOrders } from './lifetime-value-orders.js';
import { lifetimeValueSubscriptions } from './lifetime-value-subscriptions.js';
import { logoChurn } from './logo-churn.js';
import { mrrMovements } from './mrr-movements.js';
import { mrr } from './mrr.js';
import { netRevenueRetention } from './net-revenue-retention.js';
import { onboardingTime1 } from './onboarding-time-1.js';
import { onboardingTime } from './onboarding-time.js';
import { openAge1 } from './open-age-1.js';
import { openAge } from './open-age.js';
import { openDeals } from './open-deals.js';
import { openRate } from './open-rate.js';
import { pipelineValue } from './pipeline-value.js';
import { qualificationRate } from './qualification-rate.js';
import { queueDepth } from './queue-depth.js';
import { reopenRate } from './reopen-rate.js';
import { replyRate } from './reply-rate.js';
import { retention } from './retention.js';
import { revenueChurn } from './revenue-churn.js';
import { salesCycleAllClosed } from './sales-cycle-all-closed.js';
import { salesCycle } from './sales-cycle.js';
import { slaAttainment } from './sla-attainment.js';
import { slaStated } from './sla-stated.js';
import { speedToContact1 } from './speed-to-contact-1.js';
import { speedToContact } from './speed-to-contact.js';
import { stageConversion1 } from './stage-conversion-1.js';
import { stageConversion } from './stage-conversion.js';
import { survival } from './survival.js';
import { tenure } from './tenure.js';
import { themes } from './themes.js';
import { timeInDealStage } from './time-in-deal-stage.js';
import { timeInStage } from './time-in-stage.js';
import { timeliness } from './timeliness.js';
import { touchesToClose } from './touches-to-close.js';
import { unansweredAge } from './unanswered-age.js';
import { unanswered } from './unanswered.js';
import { unownedAge } from './unowned-age.js';
import { unowned } from './unowned.js';
import { unsubscribeRate } from './unsubscribe-rate.js';
import { validity } from './validity.js';
import { variantVerdict } from './variant-verdict.js';
import { weightedForecast } from './weighted-forecast.js';
import { winRateOfCreated } from './win-rate-of-created.js';
import { winRate } from './win-rate.js';
import { wonShareOfAll } from './won-share-of-all.js';

/** Every figure, a file each in this folder. */
export const kpis: readonly KpiDefinition[] = [
  activeBuyers,
  activeSubscribers,
  activitiesPerRep,
  adoption,
  ...atTheEnd1,
  attendance,
  awaitingAcceptanceAge,
  awaitingAcceptance,
  bookings,
  bounceRate,
  brandReach1,
  brandReach,
  clickRate,
  cohortRetention,
  completeness,
  csatAnswerRate,
  csat,
  customersAdded,
  dealStageConversion,
  dealSize,
  deliveredRate,
  directShare1,
  directShare,
  eventResponse,
  everChurnedShare,
  firstContactResolution,
  firstResolution,
  firstResponse,
  fullResolution,
  grossMargin,
  grossRevenueRetention,
  handoffAcceptance,
  handoffWait,
  leadConversion,
  leadsCaptured,
  lifetimeValue,
  lifetimeValueOrders,
  lifetimeValueSubscriptions,
  logoChurn,
  mrrMovements,
  mrr,
  netRevenueRetention,
  onboardingTime1,
  onboardingTime,
  openAge1,
  openAge,
  openDeals,
  openRate,
  pipelineValue,
  qualificationRate,
  queueDepth,
  reopenRate,
  replyRate,
  retention,
  revenueChurn,
  salesCycleAllClosed,
  salesCycle,
  slaAttainment,
  slaStated,
  speedToContact1,
  speedToContact,
  stageConversion1,
  stageConversion,
  survival,
  tenure,
  themes,
  timeInDealStage,
  timeInStage,
  timeliness,
  touchesToClose,
  unansweredAge,
  unanswered,
  unownedAge,
  unowned,
  unsubscribeRate,
  validity,
  variantVerdict,
  weightedForecast,
  winRateOfCreated,
  winRate,
  wonShareOfAll,
];

export { attendance, openRate };
