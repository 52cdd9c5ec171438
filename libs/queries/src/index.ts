export { type KpiAnswer, type PreviousFigure } from './engine/kpi/answer.js';
export { KpiEngine } from './engine/kpi/kpi-engine.js';
export type { KpiRow } from './engine/kpi/row.js';
export { type CheckedKpi, type DefinitionsTable, WorkspaceKpis } from './engine/kpi/workspace/workspace-kpis.js';
export { makeRecordViews } from './engine/kpi/record-views.js';
export { type KpiLine } from './engine/kpi/catalogue-line.js';
export { type KpiRecord, PARTS, type RecordsPart } from './engine/kpi/drilling.js';
export { type Figure } from './engine/kpi/figure.js';
export { type Bucket, BUCKETS } from './engine/kpi/period.js';
export { type KpiQuestion, type KpiRecordsQuestion } from './engine/kpi/question.js';
export { sliceNames } from './engine/kpi/slices.js';
export { fromTexts } from './engine/params.js';
export {
  type Answered,
  type AskedHow,
  NotBuilt,
  PATIENCE_MS,
  type Positions,
  QueryEngine,
  type QueryEngineOptions,
} from './engine/query-engine.js';
export { attendance, kpis, openRate } from './kpis/index.js';
export {
  activityList,
  alsoNeeded,
  type AnyQuery,
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
  questions,
  reasonList,
  reassignmentPreview,
  reassignmentState,
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
} from './questions/index.js';
export { believed, mapped } from './reading/contact.js';
export { validAt } from './reading/moments.js';
export { type ImportedType, type ImportItem, importItem, type ToldImport } from './reading/import-item.js';
export { importTold } from './reading/told-import.js';
export { runningImports } from './reading/running-imports.js';
export { askerOf, Behind, type OffersGround } from './grounds/index.js';
export { type BookEntry, bookOf, openDealsOf } from './reading/book.js';
export { type RatesTable } from './engine/kpi/converting.js';
export { exchangeRates } from './reading/exchange-rates.js';
export type { CalendarLine } from './questions/calendars.js';
export type { CampaignLine } from './questions/campaigns.js';
export type { CompanyAncestry } from './questions/company-ancestry.js';
export type { CompanyLine } from './questions/companies.js';
export type { CompanyEvidence, CompanyLink, CompanyRecord } from './questions/company-record.js';
export type { CompanyTouchLine } from './questions/company-journey.js';
export type { CompanyLinkPreview } from './questions/company-link-preview.js';
export type { ContactRecord, RecordIdentifier } from './questions/contact-record.js';
export type { RecordField } from './reading/record-fields.js';
export type { ContactLine, ContactPage } from './questions/contacts.js';
export type { DealParty, DealProduct, DealRecord } from './questions/deal.js';
export type { DealEvent } from './reading/deal-history.js';
export type { DealLine } from './reading/deals.js';
export type { Density } from './questions/density.js';
export type { Duplicate, DuplicateSide } from './questions/duplicates.js';
export type { DuplicateReason } from './reading/alike.js';
export type { EventDetail, EventLink } from './questions/event-detail.js';
export type { ExchangeRateLine } from './questions/exchange-rates.js';
export type { Forecast } from './questions/forecast.js';
export type { ImportMappingLine } from './questions/import-mappings.js';
export type { ImportState } from './reading/import-state.js';
export type { FieldHistory, Statement } from './questions/field-history.js';
export type { Evidence, Identities } from './questions/identities.js';
export type { KeyLine } from './questions/keys.js';
export type { NameLine } from './questions/names.js';
export type { Standing, StandingConflict } from './reading/standing.js';
export type { LinkConflict, LinkPreview } from './questions/link-preview.js';
export type { PreviewedField } from './reading/side-by-side.js';
export type { Board, BoardStage } from './questions/pipeline.js';
export type { ReasonsLine } from './questions/reasons.js';
export type { PipelineLine } from './questions/pipelines.js';
export type { WeightedWorth, Worth } from './reading/worth.js';
export type { PersonLine } from './questions/people.js';
export type { LedgerLine } from './reading/ledger.js';
export type { SimilarTicket } from './questions/similar-tickets.js';
export type { SlaAnswer } from './questions/sla.js';
export type { SourceLine } from './questions/sources.js';
export type { CompanyHit, Found, SearchHit } from './questions/search.js';
export type { PreviewedPart, UnlinkPreview } from './questions/unlink-preview.js';
export type { TouchLine } from './reading/touches.js';
export type { TicketClockLine, TicketDetail, TicketEntry } from './questions/ticket.js';
export type { ContactName, TicketLine, Urgency } from './reading/tickets.js';
export type { ActivityLine } from './questions/activities.js';
export type { OrderRecord } from './questions/order.js';
export type { OrderLine } from './reading/orders.js';
export type { SubscriptionRecord } from './questions/subscription.js';
export type { SubscriptionLine, SubscriptionStatus } from './reading/subscriptions.js';
export type { BookLine } from './questions/books.js';
export type { Handoff, HandoffStep } from './questions/handoff.js';
export type { Reassignment } from './questions/reassignment.js';
export type { ReassignmentPreview } from './questions/reassignment-preview.js';
export type { MembershipLine } from './questions/memberships.js';
export type { TeamLine } from './questions/teams.js';
export type { UnownedLine } from './questions/unowned.js';
export type { HandoffLine } from './reading/handoffs.js';
export type { OwnedLine, Ownership } from './reading/owners.js';
export type { Called } from './reading/who.js';
export type { Funnel, FunnelCohort, FunnelLine, FunnelPart, TimeInStage } from './questions/funnel.js';
export type { FunnelMember } from './questions/funnel-members.js';
export type { StageHistory, StageStay } from './questions/stage-history.js';
export type { Stages } from './questions/stages.js';
export type { Comparison, Verdict } from './engine/kpi/verdict.js';
