import type { QueryDefinition } from '#kernel';
import { campaignList } from './campaigns.js';
import { companyAncestry } from './company-ancestry.js';
import { companyFieldHistory } from './company-field-history.js';
import { companyIdentities } from './company-identities.js';
import { companyJourney } from './company-journey.js';
import { companyLinkPreview } from './company-link-preview.js';
import { companyList } from './companies.js';
import { companyRecord } from './company-record.js';
import { companyUnlinkPreview } from './company-unlink-preview.js';
import { contactRecord } from './contact-record.js';
import { contactList } from './contacts.js';
import { density } from './density.js';
import { duplicateList } from './duplicates.js';
import { eventDetail, permissionOfEvent, type EventDetail } from './event-detail.js';
import { fieldHistory } from './field-history.js';
import { identities } from './identities.js';
import { importMappings } from './import-mappings.js';
import { importsList } from './imports.js';
import { journey } from './journey.js';
import { keyList } from './keys.js';
import { ledger } from './ledger.js';
import { linkPreview } from './link-preview.js';
import { peopleList } from './people.js';
import { search } from './search.js';
import { sourceList } from './sources.js';
import { unlinkPreview } from './unlink-preview.js';

/** A query of any parameters and answer. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- variance: any query at all
export type AnyQuery = QueryDefinition<any>;

/** Every question that may be asked, a file each in this folder. */
export const questions: readonly AnyQuery[] = [
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
  search,
  sourceList,
  unlinkPreview,
];

/** The permission that an answer needs besides its question's own; null for none. */
export function alsoNeeded(query: AnyQuery, answer: unknown): string | null {
  return query === eventDetail ? permissionOfEvent(answer as EventDetail) : null;
}

export {
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
  search,
  sourceList,
  unlinkPreview,
};
