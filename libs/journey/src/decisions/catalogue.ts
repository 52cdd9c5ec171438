import type { AnyDecision } from '#kernel';
import { logActivity } from './activity.js';
import { setCalendar } from './calendar.js';
import { describeColleague, joinTeam, leaveTeam } from './colleague.js';
import { correctCompany, nameParent } from './company.js';
import { amendTouch, withdrawTouch } from './contact.js';
import { correctDeal, loseDeal, reopenDeal, winDeal } from './deal-outcome.js';
import {
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
} from './deal-terms.js';
import { dismissDuplicate } from './duplicate.js';
import { setExchangeRate } from './exchange-rate.js';
import {
  acceptHandoff,
  closeHandoff,
  expireHandoff,
  refuseHandoff,
  reopenHandoff,
  returnHandoff,
  withdrawHandoff,
} from './handoff-answers.js';
import { offerHandoff } from './handoff.js';
import { linkContacts, markOwn, markShared, unlinkContacts } from './identity.js';
import { saveImportMapping } from './import-mapping.js';
import { finishImport, startImport, undoImport } from './import.js';
import { issueKey, revokeKey } from './key.js';
import { setKpi } from './kpi.js';
import { cancelOrder, placeOrder, refundOrder } from './order.js';
import { assignOwner, reassignOwner, releaseOwner, takeBackReassignment } from './ownership.js';
import { addPerson, changeRole, expireSignInLink, issueSignInLink, removePerson, useSignInLink } from './person.js';
import { setPipeline } from './pipeline.js';
import { setReasons } from './reasons.js';
import { setSla } from './sla.js';
import { moveStage, setStages } from './stages.js';
import { cancelSubscription, endSubscription, pauseSubscription, resumeSubscription } from './subscription-ending.js';
import {
  changeSubscription,
  failPayment,
  recoverPayment,
  renewSubscription,
  startSubscription,
  startTrial,
} from './subscription.js';
import { changeTeam, closeTeam, foundTeam } from './team.js';
import { watchTicket } from './ticket-clocks.js';
import {
  closeTicket,
  holdTicket,
  mergeTicket,
  rateTicket,
  reopenTicket,
  resolveTicket,
  takeUpTicket,
} from './ticket-course.js';
import { assignTicket, escalateTicket, openTicket, prioritiseTicket, replyToTicket, themeTicket } from './ticket.js';

/** Every decision people, rules and the command line may ask for, by `{decider}.{name}`. */
export const DECISIONS: readonly AnyDecision[] = [
  acceptHandoff,
  addDealContact,
  addPerson,
  amendTouch,
  assignOwner,
  assignTicket,
  cancelOrder,
  cancelSubscription,
  changeDealAmount,
  changeDealCloseDate,
  changeDealOwner,
  changeRole,
  changeSubscription,
  changeTeam,
  closeHandoff,
  closeTeam,
  closeTicket,
  correctCompany,
  correctDeal,
  describeColleague,
  dismissDuplicate,
  endSubscription,
  escalateTicket,
  expireHandoff,
  expireSignInLink,
  failPayment,
  finishImport,
  foundTeam,
  holdTicket,
  issueKey,
  issueSignInLink,
  joinTeam,
  leaveTeam,
  linkContacts,
  logActivity,
  loseDeal,
  markOwn,
  markShared,
  mergeTicket,
  moveDealStage,
  moveStage,
  nameParent,
  offerHandoff,
  openTicket,
  pauseSubscription,
  placeOrder,
  prioritiseTicket,
  rateTicket,
  reassignOwner,
  recoverPayment,
  refundOrder,
  refuseHandoff,
  releaseOwner,
  removeDealContact,
  removePerson,
  renewSubscription,
  reopenDeal,
  reopenHandoff,
  reopenTicket,
  replyToTicket,
  resolveTicket,
  resumeSubscription,
  returnHandoff,
  revokeKey,
  saveImportMapping,
  setCalendar,
  setDealLines,
  setDealNextStep,
  setExchangeRate,
  setKpi,
  setPipeline,
  setReasons,
  setSla,
  setStages,
  splitDeal,
  startDeal,
  startImport,
  startSubscription,
  startTrial,
  takeBackReassignment,
  takeUpTicket,
  themeTicket,
  undoImport,
  unlinkContacts,
  useSignInLink,
  watchTicket,
  winDeal,
  withdrawHandoff,
  withdrawTouch,
];
