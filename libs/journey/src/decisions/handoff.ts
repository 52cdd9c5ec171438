import { broken, decision, id, instant, optional, text, wholeNumber, word, type DecisionContext } from '#kernel';
import { addWorking } from '../business-hours/business-hours.js';
import { handoffOffered } from '../events/handoffs/handoff-offered.js';
import type { HandoffGround, OwnerGround, StaffGround } from '../grounds.js';
import { handoff, partiesOf, type HandoffState, type Parties } from './handoff-state.js';

/** How long the receiver has to answer where the offer does not say: a working day of eight hours, in minutes. */
export const ANSWER_WITHIN_MINUTES = 480;

/** The longest time to answer an offer may give: a year of working days, in minutes. */
const LONGEST_MINUTES = 260 * ANSWER_WITHIN_MINUTES;

/** Who asks, where a person does. */
export function askerOf({ by }: Pick<DecisionContext, 'by'>): string | null {
  return by.kind === 'person' ? by.id : null;
}

interface Offering {
  readonly contact: string;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly team?: string | undefined;
  readonly deal?: string | undefined;
}

function asksForParties(_state: HandoffState, offering: Offering, context: Pick<DecisionContext, 'by'>) {
  const asker = askerOf(context);
  const { contact, from = asker, to = null, team = null } = offering;
  return { question: 'handoff-ground', params: { contact, asker, from, fromTeam: null, to, team } };
}

/**
 * Whether somebody may give a contact away: its owner, or anybody where it is nobody's; whoever leads the giver's team, or
 * one above, may for them. Rules and imports may for everybody.
 */
function checkGiver({ asker, giver, owners }: HandoffGround, from: string | undefined): OwnerGround | null {
  if (from === undefined) return null;
  if (asker !== null && asker.person !== from && !asker.leads.includes(giver?.team ?? ''))
    throw broken('handoff.not-yours');
  const own = owners.find(({ person }) => person === from);
  if (own === undefined && owners.length > 0) throw broken('handoff.not-the-owner');
  return own ?? null;
}

/** To which team and whom it goes. Throws where there is nobody to take it. */
function receiverOf({ receiver, team }: HandoffGround, { to, team: named }: Offering, from: string | undefined) {
  if (to === undefined && named === undefined) throw broken('handoff.to-nobody');
  if (named !== undefined && team === null) throw broken('handoff.team-unknown');
  if (team?.open === false) throw broken('handoff.team-closed');
  if (to !== undefined && to === from) throw broken('handoff.to-oneself');
  if (to !== undefined && receiver?.here !== true) throw broken('handoff.receiver-gone');
  if (to !== undefined && named !== undefined && receiver?.team !== named) throw broken('handoff.not-a-member');
  return { ...(to === undefined ? {} : { to }), ...(team === null ? {} : { team: team.team }) };
}

/** Until when an answer counts: as said, else so many working minutes of the receiver's calendar from now. */
function answerBy(
  { calendar }: Pick<HandoffGround, 'calendar'>,
  says: { readonly answerBy?: string; readonly within?: number },
  at: string,
): string {
  if (says.answerBy !== undefined && says.within !== undefined) throw broken('handoff.two-times');
  const { within = ANSWER_WITHIN_MINUTES } = says;
  if (within < 1 || within > LONGEST_MINUTES) throw broken('handoff.time-unfit', { within });
  if (says.answerBy !== undefined && Date.parse(says.answerBy) <= Date.parse(at)) throw broken('handoff.over-already');
  return says.answerBy ?? new Date(addWorking(calendar, Date.parse(at), within)).toISOString();
}

/** Whether an offer repeats the one that stands under its id: of the same contact, whatever it was called then. */
function repeats(parties: Parties, { from, to, team, deal }: Offering, id: string, { offers }: HandoffGround): boolean {
  return (
    parties.from === from &&
    parties.to === to &&
    parties.deal === deal &&
    (team === undefined || parties.team === team) &&
    offers.some(({ handoff }) => handoff === id)
  );
}

/**
 * Offers a contact, or a company, to a team or to one of its members. It stays the giver's until somebody accepts. The
 * journey so far is pinned as a briefing; the time to answer is reckoned in working minutes of the receiver's calendar.
 * For one team there is one open offer of a contact at a time.
 */
export const offerHandoff = decision(
  handoff,
  'offer',
  {
    permission: 'handoffs.write',
    params: {
      contact: id,
      from: optional(id),
      to: optional(id),
      team: optional(id),
      deal: optional(id),
      reason: word,
      comment: optional(text),
      /** Working minutes the receiver has to answer. */
      within: optional(wholeNumber),
      answerBy: optional(instant),
    },
    asks: asksForParties,
    guards: ({ contact }, _context, known) => [`offers-${(known as HandoffGround | null)?.contact ?? contact}`],
  },
  (state, { reason, comment, ...says }, context) => {
    const ground = context.known as HandoffGround;
    const from = says.from ?? askerOf(context) ?? undefined;
    if (state.status !== 'unknown') {
      if (state.status === 'open' && repeats(state.parties, { ...says, from }, context.id, ground)) return [];
      throw broken('handoff.already-offered', { status: state.status });
    }
    if (ground.contact === null) throw broken('contact.unknown');
    const receiver = receiverOf(ground, says, from);
    const own = checkGiver(ground, from);
    const standing = ground.offers.find((offer) =>
      receiver.team === undefined ? offer.to === receiver.to : offer.team === receiver.team,
    );
    if (standing !== undefined) throw broken('handoff.already-open', { handoff: standing.handoff });
    const { log, event } = ground.pin;
    if (event === null) throw broken('contact.unknown');
    const fromTeam = own?.team ?? teamOf(ground.giver);
    return [
      handoffOffered.of(
        {
          handoff: context.id,
          ...partiesOf({
            profile: own?.profile ?? ground.contact,
            ...receiver,
            ...(from === undefined ? {} : { from }),
            ...(fromTeam === null ? {} : { fromTeam }),
            ...(says.deal === undefined ? {} : { deal: says.deal }),
          }),
        },
        {
          reason,
          ...(comment === undefined ? {} : { comment }),
          briefing: { log, event },
          answerBy: answerBy(
            ground,
            {
              ...(says.answerBy && { answerBy: says.answerBy }),
              ...(says.within !== undefined && { within: says.within }),
            },
            context.at,
          ),
        },
      ),
    ];
  },
);

function teamOf(staff: StaffGround | null): string | null {
  return staff?.team ?? null;
}
