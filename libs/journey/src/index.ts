export { catalogue, EVENTS } from './events/catalogue.js';
export { companyCorrected } from './events/company-corrected.js';
export { companyDescribed } from './events/company-described.js';
export { companyParentNamed } from './events/company-parent-named.js';
export { contactDescribed } from './events/contact-described.js';
export { contactGrouped } from './events/contact-grouped.js';
export { duplicateDismissed } from './events/duplicate-dismissed.js';
export { identifiersAliased } from './events/identifiers-aliased.js';
export { importFinished } from './events/import-finished.js';
export { importMappingSaved } from './events/import-mapping-saved.js';
export { importStarted } from './events/import-started.js';
export { keyIssued } from './events/key-issued.js';
export { keyRevoked } from './events/key-revoked.js';
export { personAdded } from './events/person-added.js';
export { personRemoved } from './events/person-removed.js';
export { roleChanged } from './events/role-changed.js';
export { signInLinkExpired } from './events/sign-in-link-expired.js';
export { signInLinkIssued } from './events/sign-in-link-issued.js';
export { signInLinkUsed } from './events/sign-in-link-used.js';
export { touchpointRecorded } from './events/touchpoint-recorded.js';
export * from './vocabulary.js';
export { DECISIONS } from './decisions/catalogue.js';
export { company, correctCompany, nameParent, type CompanyState } from './decisions/company.js';
export { amendTouch, contact, withdrawTouch, type ContactState } from './decisions/contact.js';
export { dismissDuplicate, duplicate, type DuplicateState } from './decisions/duplicate.js';
export {
  identifier,
  identity,
  linkContacts,
  markOwn,
  markShared,
  pairId,
  unlinkContacts,
  type IdentifierState,
  type IdentityState,
} from './decisions/identity.js';
export { fileImport, finishImport, importLock, startImport, undoImport, type ImportState } from './decisions/import.js';
export { importMapping, saveImportMapping, type ImportMappingState } from './decisions/import-mapping.js';
export { issueKey, key, revokeKey, type KeyState } from './decisions/key.js';
export {
  addPerson,
  changeRole,
  expireSignInLink,
  issueSignInLink,
  person,
  removePerson,
  ROLES,
  useSignInLink,
  type PersonState,
  type StaffRole,
} from './decisions/person.js';
