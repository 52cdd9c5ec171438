import type { BusinessHours } from './business-hours/business-hours.js';

/*
 * What decisions have to know that other streams tell: the answers to the questions they ask of the read models
 * (`asks`). Ids are UUIDs; a contact may be a company everywhere.
 */

/** A team as it is now. */
export interface TeamGround {
  readonly team: string;
  readonly open: boolean;
  /** The teams it is below, the nearest first. */
  readonly above: readonly string[];
}

/** Somebody of the staff as they are now. */
export interface StaffGround {
  readonly person: string;
  /** Whether they were not removed; colleagues who never could sign in are here, too. */
  readonly here: boolean;
  readonly team: string | null;
  /** Teams they lead, and every team below one of these. */
  readonly leads: readonly string[];
}

/** Whose a contact is for a team. */
export interface OwnerGround {
  readonly team: string | null;
  readonly person: string;
  /** The node it was said of. */
  readonly profile: string;
}

/** What is known of a contact before it is given to somebody. */
export interface OwnershipGround {
  /** The id it has now; null for a contact nobody knows. */
  readonly contact: string | null;
  readonly owners: readonly OwnerGround[];
  /** Nodes of the contact of which owners of the team were said. */
  readonly claims: readonly string[];
  readonly person: StaffGround | null;
  readonly team: TeamGround | null;
}

/** An offer nobody answered yet. */
export interface OfferGround {
  readonly handoff: string;
  readonly team: string | null;
  readonly to: string | null;
}

/** What is known of those a handoff is between. */
export interface HandoffGround {
  /** The id the contact has now; null for a contact nobody knows. */
  readonly contact: string | null;
  readonly owners: readonly OwnerGround[];
  readonly offers: readonly OfferGround[];
  /** Nodes of the contact of which owners of the receiving team were said. */
  readonly claims: readonly string[];
  readonly asker: StaffGround | null;
  readonly giver: StaffGround | null;
  /** The lead of the giver's team, who is here and not the giver. */
  readonly lead: string | null;
  readonly receiver: StaffGround | null;
  readonly team: TeamGround | null;
  /** When the receiving team works; null where it has no calendar: around the clock. */
  readonly calendar: BusinessHours | null;
  /** The log, and its last event. */
  readonly pin: { readonly log: string; readonly event: string | null };
  /** The reasons people choose from. */
  readonly reasons: {
    readonly 'handoff-refused': readonly string[];
    readonly 'handoff-returned': readonly string[];
  };
}

/** Why people refuse or return a contact, where the workspace said nothing else (`reasons.set`). */
export const HANDOFF_REASONS: HandoffGround['reasons'] = {
  'handoff-refused': ['not-a-fit', 'too-early', 'wrong-team', 'no-capacity', 'duplicate', 'other'],
  'handoff-returned': ['not-a-fit', 'no-answer', 'wrong-team', 'no-capacity', 'other'],
};
