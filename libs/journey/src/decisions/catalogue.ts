import type { AnyDecision } from '#kernel';
import { amendTouch, withdrawTouch } from './contact.js';
import { finishImport, startImport, undoImport } from './import.js';
import { saveImportMapping } from './import-mapping.js';
import { issueKey, revokeKey } from './key.js';
import { addPerson, changeRole, expireSignInLink, issueSignInLink, removePerson, useSignInLink } from './person.js';

/** Every decision people, rules and the command line may ask for, by `{decider}.{name}`. */
export const DECISIONS: readonly AnyDecision[] = [
  addPerson,
  amendTouch,
  changeRole,
  expireSignInLink,
  finishImport,
  issueKey,
  issueSignInLink,
  removePerson,
  revokeKey,
  saveImportMapping,
  startImport,
  undoImport,
  useSignInLink,
  withdrawTouch,
];
