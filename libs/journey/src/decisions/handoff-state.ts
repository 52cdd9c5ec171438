import { decider, evolves, type EventId } from '#kernel';
import { handoffAccepted } from '../events/handoffs/handoff-accepted.js';
import { handoffClosed } from '../events/handoffs/handoff-closed.js';
import { handoffExpired } from '../events/handoffs/handoff-expired.js';
import { handoffOffered } from '../events/handoffs/handoff-offered.js';
import { handoffRefused } from '../events/handoffs/handoff-refused.js';
import { handoffReturned } from '../events/handoffs/handoff-returned.js';
import { handoffWithdrawn } from '../events/handoffs/handoff-withdrawn.js';

/** Between whom a handoff is, about whom. */
export interface Parties {
  readonly profile: string;
  readonly from?: string;
  readonly fromTeam?: string;
  readonly team?: string;
  readonly to?: string;
  readonly deal?: string;
}

/** What is said of a handoff in every status. Of imported history the offer itself, and so its time, may be missing. */
interface Contract {
  readonly parties: Parties;
  readonly answerBy: string | null;
}

/** How a handoff can be over without anybody having taken it. */
export type CameToNothing = 'refused' | 'expired' | 'withdrawn' | 'returned';

/** A handoff: not there yet, open, taken over, come to nothing, or closed because another one goes on instead. */
export type HandoffState =
  | { readonly status: 'unknown' }
  | (Contract & { readonly status: 'open' })
  | (Contract & { readonly status: 'accepted'; readonly person: string | null; readonly at: number | null })
  | (Contract & { readonly status: CameToNothing; readonly person: string | null })
  | (Contract & { readonly status: 'closed'; readonly closing: EventId });

/** Whom an event is about, as every later one repeats it. */
export function partiesOf(about: Parties): Parties {
  const { profile, from, fromTeam, team, to, deal } = about;
  return {
    profile,
    ...(from === undefined ? {} : { from }),
    ...(fromTeam === undefined ? {} : { fromTeam }),
    ...(team === undefined ? {} : { team }),
    ...(to === undefined ? {} : { to }),
    ...(deal === undefined ? {} : { deal }),
  };
}

function contractOf(state: HandoffState, about: Parties): Contract {
  return state.status === 'unknown'
    ? { parties: partiesOf(about), answerBy: null }
    : { parties: state.parties, answerBy: state.answerBy };
}

function cameToNothing(status: CameToNothing) {
  return (
    state: HandoffState,
    { about }: { readonly about: Parties & { readonly person?: string } },
  ): HandoffState => ({
    ...contractOf(state, about),
    status,
    person: about.person ?? null,
  });
}

/** A contact that is given to somebody else: a contract on a stream of its own. What was said last counts. */
export const handoff = decider<HandoffState>(
  'handoff',
  { status: 'unknown' },
  evolves(handoffOffered, (state, { about, payload }): HandoffState => {
    const contract = { parties: partiesOf(about), answerBy: payload.answerBy };
    return state.status === 'unknown' ? { ...contract, status: 'open' } : { ...state, ...contract };
  }),
  evolves(handoffAccepted, (state, { about, occurredAt }): HandoffState => ({
    ...contractOf(state, about),
    status: 'accepted',
    person: about.person ?? null,
    at: occurredAt,
  })),
  evolves(handoffRefused, cameToNothing('refused')),
  evolves(handoffExpired, cameToNothing('expired')),
  evolves(handoffWithdrawn, cameToNothing('withdrawn')),
  evolves(handoffReturned, cameToNothing('returned')),
  evolves(handoffClosed, (state, { about, id }): HandoffState => ({
    ...contractOf(state, about),
    status: 'closed',
    closing: id,
  })),
);
