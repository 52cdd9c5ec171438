export {
  KpiEngine,
  type Figure,
  type KpiAnswer,
  type KpiQuestion,
  type KpiRecord,
  type KpiRecordsQuestion,
} from './engine/kpi-engine.js';
export { fromTexts } from './engine/params.js';
export {
  NotBuilt,
  PATIENCE_MS,
  QueryEngine,
  type Answered,
  type AskedHow,
  type Positions,
  type QueryEngineOptions,
} from './engine/query-engine.js';
export { attendance, kpis, openRate } from './kpis/index.js';
export {
  alsoNeeded,
  campaignList,
  companyAncestry,
  companyFieldHistory,
  companyIdentities,
  companyJourney,
  companyLinkPreview,
  companyList,
  companyRecord,
  companyUnlinkPreview,
  contactList,
  contactRecord,
  density,
  duplicateList,
  eventDetail,
  fieldHistory,
  identities,
  importMappings,
  importsList,
  journey,
  keyList,
  ledger,
  linkPreview,
  peopleList,
  questions,
  search,
  sourceList,
  unlinkPreview,
  type AnyQuery,
} from './questions/index.js';
export type { CampaignLine } from './questions/campaigns.js';
export type { CompanyAncestry } from './questions/company-ancestry.js';
export type { CompanyLine } from './questions/companies.js';
export type { CompanyEvidence, CompanyLink, CompanyRecord } from './questions/company-record.js';
export type { CompanyTouchLine } from './questions/company-journey.js';
export type { CompanyLinkPreview } from './questions/company-link-preview.js';
export type { ContactRecord, RecordIdentifier } from './questions/contact-record.js';
export type { RecordField } from './reading/record-fields.js';
export type { ContactLine, ContactPage } from './questions/contacts.js';
export type { Density } from './questions/density.js';
export type { Duplicate, DuplicateSide } from './questions/duplicates.js';
export type { DuplicateReason } from './reading/alike.js';
export type { EventDetail, EventLink } from './questions/event-detail.js';
export type { ImportMappingLine } from './questions/import-mappings.js';
export { importItem, type ImportedType, type ImportItem, type ToldImport } from './reading/import-item.js';
export type { ImportState } from './reading/import-state.js';
export { importTold } from './reading/told-import.js';
export { runningImports } from './reading/running-imports.js';
export type { FieldHistory, Statement } from './questions/field-history.js';
export type { Evidence, Identities } from './questions/identities.js';
export type { KeyLine } from './questions/keys.js';
export type { LinkConflict, LinkPreview } from './questions/link-preview.js';
export type { PreviewedField } from './reading/side-by-side.js';
export type { PersonLine } from './questions/people.js';
export type { LedgerLine } from './reading/ledger.js';
export type { SourceLine } from './questions/sources.js';
export type { CompanyHit, Found, SearchHit } from './questions/search.js';
export type { PreviewedPart, UnlinkPreview } from './questions/unlink-preview.js';
export type { TouchLine } from './reading/touches.js';
