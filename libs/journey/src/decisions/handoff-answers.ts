import { broken, decision, id, optional, text, withdrawn, word, type DecisionContext } from '#kernel';
import { handoffAccepted } from '../events/handoffs/handoff-accepted.js';
import { handoffClosed } from '../events/handoffs/handoff-closed.js';
import { handoffExpired } from '../events/handoffs/handoff-expired.js';
import { handoffRefused } from '../events/handoffs/handoff-refused.js';
import { handoffReturned } from '../events/handoffs/handoff-returned.js';
import { handoffWithdrawn } from '../events/handoffs/handoff-withdrawn.js';
import type { HandoffGround, StaffGround } from '../grounds.js';
import { askerOf } from './handoff.js';
import { handoff, type HandoffState } from './handoff-state.js';

/** For how long after accepting a contact it may be given back, in milliseconds: 14 days. */
export const RETURN_WITHIN_MS = 14 * 86_400_000;

type Known = Exclude<HandoffState, { readonly status: 'unknown' }>;
type Open = Known & { readonly status: 'open' };

function asksForParties(state: HandoffState, _params: object, context: Pick<DecisionContext, 'by'>) {
  if (state.status === 'unknown') return null;
  const { profile, from = null, fromTeam = null, to = null, team = null } = state.parties;
  return {
    question: 'handoff-ground',
    params: { contact: profile, asker: askerOf(context), from, fromTeam, to, team },
  };
}

/** The handoff, whatever became of it; throws `handoff.unknown`. */
function known(state: HandoffState): Known {
  if (state.status === 'unknown') throw broken('handoff.unknown');
  return state;
}

/** The handoff while it is open; throws `handoff.already-accepted` and so on. */
function open(state: HandoffState, at: string): Open {
  const one = known(state);
  if (one.status !== 'open') throw broken(`handoff.already-${one.status}`);
  // its timer may be late
  if (one.answerBy !== null && Date.parse(one.answerBy) <= Date.parse(at)) throw broken('handoff.already-expired');
  return one;
}

/** Who answers: whom it was offered to, a member of the team where it was offered to a team, or who leads it. */
function answering({ parties }: Known, { asker }: HandoffGround): StaffGround {
  if (asker === null) throw broken('handoff.needs-person');
  const leads = parties.team !== undefined && asker.leads.includes(parties.team);
  const offered =
    parties.to === undefined ? asker.team !== null && asker.team === parties.team : parties.to === asker.person;
  if (!offered && !leads) throw broken('handoff.not-yours');
  return asker;
}

/** The giver's, while they are in the team they gave for; then its lead's; else nobody's. */
function back({ parties }: Known, { giver, lead }: HandoffGround) {
  if (parties.from === undefined) return { owner: {}, said: {} };
  const stays = giver?.here === true && (parties.fromTeam === undefined || giver.team === parties.fromTeam);
  if (stays) return { owner: {}, said: { backTo: 'giver' as const } };
  return lead === null
    ? { owner: {}, said: { backTo: 'nobody' as const } }
    : { owner: { owner: lead }, said: { backTo: 'lead' as const } };
}

function checkReason(ground: HandoffGround, of: keyof HandoffGround['reasons'], reason: string): void {
  if (!ground.reasons[of].includes(reason)) throw broken('handoff.reason-unknown', { reason });
}

function words(comment: string | undefined) {
  return comment === undefined ? {} : { comment };
}

/** Takes a contact over: whoever accepts owns it from here on, for the team it was offered to. */
export const acceptHandoff = decision(
  handoff,
  'accept',
  { permission: 'handoffs.write', params: {}, asks: asksForParties },
  (state, _params, context) => {
    if (state.status === 'accepted' && state.person !== null && state.person === askerOf(context)) return [];
    const one = open(state, context.at);
    const ground = context.known as HandoffGround;
    const { person, team } = answering(one, ground);
    const receiving = one.parties.team ?? team ?? undefined;
    const over = ground.claims.filter((node) => node !== one.parties.profile);
    return [
      handoffAccepted.of(
        {
          handoff: context.id,
          ...one.parties,
          ...(receiving === undefined ? {} : { team: receiving }),
          person,
          ...(over.length === 0 ? {} : { over }),
        },
        {},
      ),
    ];
  },
);

/** Does not take a contact, for one of the reasons there are. */
export const refuseHandoff = decision(
  handoff,
  'refuse',
  { permission: 'handoffs.write', params: { reason: word, comment: optional(text) }, asks: asksForParties },
  (state, { reason, comment }, context) => {
    if (state.status === 'refused' && state.person !== null && state.person === askerOf(context)) return [];
    const one = open(state, context.at);
    const ground = context.known as HandoffGround;
    const { person } = answering(one, ground);
    checkReason(ground, 'handoff-refused', reason);
    const { owner, said } = back(one, ground);
    return [
      handoffRefused.of(
        { handoff: context.id, ...one.parties, person, ...owner },
        { reason, ...words(comment), ...said },
      ),
    ];
  },
);

/** Gives a contact back that was taken over, up to 14 days later: it is the giver's again. */
export const returnHandoff = decision(
  handoff,
  'return',
  { permission: 'handoffs.write', params: { reason: word, comment: optional(text) }, asks: asksForParties },
  (state, { reason, comment }, context) => {
    const asker = askerOf(context);
    if (state.status === 'returned' && state.person !== null && state.person === asker) return [];
    const one = known(state);
    if (one.status === 'open') throw broken('handoff.not-accepted');
    if (one.status !== 'accepted') throw broken(`handoff.already-${one.status}`);
    const ground = context.known as HandoffGround;
    if (ground.asker === null) throw broken('handoff.needs-person');
    if (one.person !== asker && !ground.asker.leads.includes(one.parties.team ?? '')) throw broken('handoff.not-yours');
    if (one.at !== null && Date.parse(context.at) - one.at > RETURN_WITHIN_MS) throw broken('handoff.return-over');
    checkReason(ground, 'handoff-returned', reason);
    const { owner, said } = back(one, ground);
    const person = one.person ?? ground.asker.person;
    return [
      handoffReturned.of(
        { handoff: context.id, ...one.parties, person, ...owner },
        { reason, ...words(comment), ...said },
      ),
    ];
  },
);

/** Does not offer a contact any more: the giver, or who leads their team. */
export const withdrawHandoff = decision(
  handoff,
  'withdraw',
  { permission: 'handoffs.write', params: { reason: optional(word) }, asks: asksForParties },
  (state, { reason }, context) => {
    if (state.status === 'withdrawn') return [];
    const one = open(state, context.at);
    const ground = context.known as HandoffGround;
    const { asker } = ground;
    const { from, fromTeam } = one.parties;
    if (asker !== null && asker.person !== from && !asker.leads.includes(fromTeam ?? ''))
      throw broken('handoff.not-yours');
    const { owner, said } = back(one, ground);
    return [
      handoffWithdrawn.of(
        { handoff: context.id, ...one.parties, ...(asker === null ? {} : { person: asker.person }), ...owner },
        { ...(reason === undefined ? {} : { reason }), ...said },
      ),
    ];
  },
);

/** Says that nobody answered in time; an offer that is not open any more stays what it is. */
export const expireHandoff = decision(
  handoff,
  'expire',
  {
    permission: 'system',
    params: {},
    asks: (state, params, by) => (state.status === 'open' ? asksForParties(state, params, by) : null),
  },
  (state, _params, context) => {
    if (state.status !== 'open') return [];
    if (state.answerBy !== null && Date.parse(context.at) < Date.parse(state.answerBy))
      throw broken('handoff.not-over', { answerBy: state.answerBy });
    const { owner, said } = back(state, context.known as HandoffGround);
    return [handoffExpired.of({ handoff: context.id, ...state.parties, ...owner }, said)];
  },
);

/** Ends an open offer because another one goes on instead: of contacts that turned out to be one. */
export const closeHandoff = decision(
  handoff,
  'close',
  { permission: 'owners.assign', params: { reason: word, instead: optional(id) } },
  (state, { reason, instead }, context) => {
    if (state.status === 'closed') return [];
    const one = open(state, context.at);
    return [
      handoffClosed.of(
        { handoff: context.id, ...one.parties },
        { reason, ...(instead === undefined ? {} : { instead }) },
      ),
    ];
  },
);

/**
 * Opens an offer again that was closed because another one went on: its closing is taken back. What overrules a
 * settlement, and what happens by itself when the contacts are taken apart.
 */
export const reopenHandoff = decision(
  handoff,
  'reopen',
  { permission: 'owners.assign', params: { reason: optional(word) } },
  (state, { reason }, context) => {
    const one = known(state);
    if (one.status === 'open') return [];
    if (one.status !== 'closed') throw broken(`handoff.already-${one.status}`);
    return [
      withdrawn.of(
        { subject: context.id },
        { target: one.closing, targetStream: `handoff-${context.id}`, ...(reason === undefined ? {} : { reason }) },
      ),
    ];
  },
);
