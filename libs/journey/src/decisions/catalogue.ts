import type { AnyDecision } from '#kernel';
import { correctCompany, nameParent } from './company.js';
import { amendTouch, withdrawTouch } from './contact.js';
import { dismissDuplicate } from './duplicate.js';
import { linkContacts, markOwn, markShared, unlinkContacts } from './identity.js';
import { finishImport, startImport, undoImport } from './import.js';
import { saveImportMapping } from './import-mapping.js';
import { issueKey, revokeKey } from './key.js';
import { addPerson, changeRole, expireSignInLink, issueSignInLink, removePerson, useSignInLink } from './person.js';

/** Every decision people, rules and the command line may ask for, by `{decider}.{name}`. */
export const DECISIONS: readonly AnyDecision[] = [
  addPerson,
  amendTouch,
  changeRole,
  correctCompany,
  nameParent,
  dismissDuplicate,
  expireSignInLink,
  finishImport,
  issueKey,
  issueSignInLink,
  linkContacts,
  markOwn,
  markShared,
  removePerson,
  revokeKey,
  unlinkContacts,
  saveImportMapping,
  startImport,
  undoImport,
  useSignInLink,
  withdrawTouch,
];
