import type { QueryDefinition } from '#kernel';
import { activityList } from './activities.js';
import { bookList } from './books.js';
import { calendarList } from './calendars.js';
import { campaignList } from './campaigns.js';
import { companyList } from './companies.js';
import { companyAncestry } from './company-ancestry.js';
import { companyFieldHistory } from './company-field-history.js';
import { companyIdentities } from './company-identities.js';
import { companyJourney } from './company-journey.js';
import { companyLinkPreview } from './company-link-preview.js';
import { companyOwnership } from './company-ownership.js';
import { companyRecord } from './company-record.js';
import { companyStageHistory } from './company-stage-history.js';
import { companyUnlinkPreview } from './company-unlink-preview.js';
import { contactRecord } from './contact-record.js';
import { contactList } from './contacts.js';
import { dealRecord } from './deal.js';
import { dealList } from './deals.js';
import { density } from './density.js';
import { duplicateList } from './duplicates.js';
import { eventDetail, permissionOfEvent, type EventDetail } from './event-detail.js';
import { exchangeRateList } from './exchange-rates.js';
import { fieldHistory } from './field-history.js';
import { forecast } from './forecast.js';
import { funnelMembers } from './funnel-members.js';
import { funnel } from './funnel.js';
import { handoffDetail } from './handoff.js';
import { handoffList } from './handoffs.js';
import { identities } from './identities.js';
import { importMappings } from './import-mappings.js';
import { importsList } from './imports.js';
import { journey } from './journey.js';
import { keyList } from './keys.js';
import { ledger } from './ledger.js';
import { linkPreview } from './link-preview.js';
import { membershipList } from './memberships.js';
import { names } from './names.js';
import { orderRecord } from './order.js';
import { orderList } from './orders.js';
import { contactOwnership } from './ownership.js';
import { peopleList } from './people.js';
import { pipelineBoard } from './pipeline.js';
import { pipelineList } from './pipelines.js';
import { reassignmentPreview } from './reassignment-preview.js';
import { reassignmentState } from './reassignment.js';
import { reasonList } from './reasons.js';
import { search } from './search.js';
import { similarTickets } from './similar-tickets.js';
import { slaPolicy } from './sla.js';
import { sourceList } from './sources.js';
import { stageHistory } from './stage-history.js';
import { stages } from './stages.js';
import { subscriptionRecord } from './subscription.js';
import { subscriptionList } from './subscriptions.js';
import { teamList } from './teams.js';
import { ticketDetail } from './ticket.js';
import { ticketList } from './tickets.js';
import { unlinkPreview } from './unlink-preview.js';
import { unownedList } from './unowned.js';

/** A query of any parameters and answer. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- variance: any query at all
export type AnyQuery = QueryDefinition<any>;

/** Every question that may be asked, a file each in this folder. */
export const questions: readonly AnyQuery[] = [
  activityList,
  bookList,
  calendarList,
  campaignList,
  companyAncestry,
  companyFieldHistory,
  companyIdentities,
  companyJourney,
  companyLinkPreview,
  companyList,
  companyOwnership,
  companyRecord,
  companyStageHistory,
  companyUnlinkPreview,
  contactList,
  contactOwnership,
  contactRecord,
  dealList,
  dealRecord,
  density,
  duplicateList,
  eventDetail,
  exchangeRateList,
  fieldHistory,
  forecast,
  funnel,
  funnelMembers,
  handoffDetail,
  handoffList,
  identities,
  importMappings,
  importsList,
  journey,
  keyList,
  ledger,
  linkPreview,
  membershipList,
  names,
  orderList,
  orderRecord,
  peopleList,
  pipelineBoard,
  pipelineList,
  reassignmentPreview,
  reassignmentState,
  reasonList,
  search,
  similarTickets,
  slaPolicy,
  sourceList,
  stageHistory,
  stages,
  subscriptionList,
  subscriptionRecord,
  teamList,
  ticketDetail,
  ticketList,
  unlinkPreview,
  unownedList,
];

/** The permission that an answer needs besides its question's own; null for none. */
export function alsoNeeded(query: AnyQuery, answer: unknown): string | null {
  return query === eventDetail ? permissionOfEvent(answer as EventDetail) : null;
}

export {
  activityList,
  bookList,
  calendarList,
  campaignList,
  companyAncestry,
  companyFieldHistory,
  companyIdentities,
  companyJourney,
  companyLinkPreview,
  companyList,
  companyOwnership,
  companyRecord,
  companyStageHistory,
  companyUnlinkPreview,
  contactList,
  contactOwnership,
  contactRecord,
  dealList,
  dealRecord,
  density,
  duplicateList,
  eventDetail,
  exchangeRateList,
  fieldHistory,
  forecast,
  funnel,
  funnelMembers,
  handoffDetail,
  handoffList,
  identities,
  importMappings,
  importsList,
  journey,
  keyList,
  ledger,
  linkPreview,
  membershipList,
  names,
  orderList,
  orderRecord,
  peopleList,
  pipelineBoard,
  pipelineList,
  reassignmentPreview,
  reassignmentState,
  reasonList,
  search,
  similarTickets,
  slaPolicy,
  sourceList,
  stageHistory,
  stages,
  subscriptionList,
  subscriptionRecord,
  teamList,
  ticketDetail,
  ticketList,
  unlinkPreview,
  unownedList,
};
