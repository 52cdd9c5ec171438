import { EventCatalogue, LINKING, TAKING_BACK, TIMING } from '#kernel';
import { companyCorrected } from './company-corrected.js';
import { companyDescribed } from './company-described.js';
import { companyParentNamed } from './company-parent-named.js';
import { contactDescribed } from './contact-described.js';
import { contactGrouped } from './contact-grouped.js';
import { duplicateDismissed } from './duplicate-dismissed.js';
import { identifiersAliased } from './identifiers-aliased.js';
import { importFinished } from './import-finished.js';
import { importMappingSaved } from './import-mapping-saved.js';
import { importStarted } from './import-started.js';
import { keyIssued } from './key-issued.js';
import { keyRevoked } from './key-revoked.js';
import { personAdded } from './person-added.js';
import { personRemoved } from './person-removed.js';
import { roleChanged } from './role-changed.js';
import { signInLinkExpired } from './sign-in-link-expired.js';
import { signInLinkIssued } from './sign-in-link-issued.js';
import { signInLinkUsed } from './sign-in-link-used.js';
import { touchpointRecorded } from './touchpoint-recorded.js';

/** The events of the journey, a file each in this folder. */
export const EVENTS = [
  companyCorrected,
  companyDescribed,
  companyParentNamed,
  contactDescribed,
  contactGrouped,
  duplicateDismissed,
  identifiersAliased,
  importFinished,
  importMappingSaved,
  importStarted,
  keyIssued,
  keyRevoked,
  personAdded,
  personRemoved,
  roleChanged,
  signInLinkExpired,
  signInLinkIssued,
  signInLinkUsed,
  touchpointRecorded,
] as const;

/** Every event this build knows: the journey's and the machinery's. */
export const catalogue = new EventCatalogue([...EVENTS, ...LINKING, ...TAKING_BACK, ...TIMING]);
