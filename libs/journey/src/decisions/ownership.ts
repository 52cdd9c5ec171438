import { broken, decider, decision, evolves, id, list, optional, withdrawn, word, type DecisionContext } from '#kernel';
import { ownerAssigned } from '../events/handoffs/owner-assigned.js';
import type { OwnershipGround } from '../grounds.js';
import { happened, whenOf } from '../happened.js';

/** One of many assignments that belong together. */
interface Reassigned {
  readonly event: string;
  readonly profile: string;
  readonly team: string | null;
  readonly reassignment: string;
}

/** What was decided about whose a contact is, without a handoff: what belongs to reassignments. Its id is the contact's. */
export interface OwnershipState {
  readonly reassigned: readonly Reassigned[];
}

export const ownership = decider<OwnershipState>(
  'ownership',
  { reassigned: [] },
  evolves(ownerAssigned, (state, { id: event, about, payload }) =>
    payload.reassignment === undefined
      ? state
      : {
          reassigned: [
            ...state.reassigned,
            { event, profile: about.profile, team: about.team ?? null, reassignment: payload.reassignment },
          ],
        },
  ),
);

function asksForOwners(
  _state: OwnershipState,
  { person, team }: { readonly person?: string; readonly team?: string },
  { id: contact }: Pick<DecisionContext, 'id'>,
) {
  return { question: 'ownership-ground', params: { contact, person: person ?? null, team: team ?? null } };
}

function reasonOf(reason: string | undefined) {
  return reason === undefined ? {} : { reason };
}

/** The contact and its claims; throws `contact.unknown`. */
function contactOf({ contact, claims }: OwnershipGround): {
  readonly profile: string;
  readonly over?: readonly string[];
} {
  if (contact === null) throw broken('contact.unknown');
  const over = claims.filter((node) => node !== contact);
  return { profile: contact, ...(over.length === 0 ? {} : { over }) };
}

/**
 * Says whose a contact, or a company, is for a team: the person's own where none is named. It outweighs what was said of
 * each of several contacts that are linked: this is how a person overrules what was settled by itself.
 */
export const assignOwner = decision(
  ownership,
  'assign',
  {
    permission: 'owners.assign',
    params: { person: id, team: optional(id), reason: optional(word), ...happened },
    asks: asksForOwners,
  },
  (_state, { person, team: named, reason, at, on }, context) => {
    const ground = context.known as OwnershipGround;
    const about = contactOf(ground);
    if (ground.person?.here !== true) throw broken('ownership.person-gone');
    if (named !== undefined && ground.team === null) throw broken('team.unknown');
    if (ground.team?.open === false) throw broken('team.closed');
    const team = named ?? ground.person.team ?? undefined;
    const when = whenOf('ownership', { ...(at && { at }), ...(on && { on }) }, context.at);
    const now = ground.owners.find((owner) => owner.team === (team ?? null));
    if (when.when === undefined && now?.person === person) return [];
    return [ownerAssigned.of({ ...about, ...(team === undefined ? {} : { team }), person }, reasonOf(reason), when)];
  },
);

/** Says that a contact is nobody's any more: for a team, or at all where none is named. */
export const releaseOwner = decision(
  ownership,
  'release',
  { permission: 'owners.assign', params: { team: optional(id), reason: optional(word) }, asks: asksForOwners },
  (_state, { team, reason }, context) => {
    const ground = context.known as OwnershipGround;
    const { profile, over } = contactOf(ground);
    const others = over === undefined ? {} : { over };
    return ground.owners
      .filter((owner) => team === undefined || owner.team === team)
      .map((owner) =>
        ownerAssigned.of(
          { profile, ...(owner.team === null ? {} : { team: owner.team }), ...others },
          reasonOf(reason),
        ),
      );
  },
);

/** One contact of a reassignment: whoever asks has found what it is made of. Once per team. */
export const reassignOwner = decision(
  ownership,
  'reassign',
  {
    permission: 'owners.assign',
    params: {
      profile: id,
      reassignment: id,
      person: optional(id),
      team: optional(id),
      over: optional(list(id)),
      reason: optional(word),
    },
  },
  (state, { reassignment, reason, ...about }) =>
    state.reassigned.some((one) => one.reassignment === reassignment && one.team === (about.team ?? null))
      ? []
      : [ownerAssigned.of(about, { reassignment, ...reasonOf(reason) })],
);

/** Takes back what a reassignment said of this contact: it is as if it had never been said. */
export const takeBackReassignment = decision(
  ownership,
  'take-back',
  { permission: 'owners.assign', params: { reassignment: id, reason: optional(word) } },
  (state, { reassignment, reason }, context) =>
    state.reassigned
      .filter((one) => one.reassignment === reassignment)
      .map(({ event, profile }) =>
        withdrawn.of(
          { subject: profile },
          { target: event, targetStream: `ownership-${context.id}`, ...reasonOf(reason) },
        ),
      ),
);
