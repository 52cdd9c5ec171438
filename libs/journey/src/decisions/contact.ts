import { decider, decision, evolves, id, open, optional, text, touchStream, withdrawn, type EventId } from '#kernel';

/** What people decided about a contact: which of its touches were taken back. */
export interface ContactState {
  readonly withdrawn: ReadonlySet<string>;
}

export const contact = decider<ContactState>(
  'contact',
  { withdrawn: new Set() },
  evolves(withdrawn, (state, { payload }) => ({ withdrawn: new Set([...state.withdrawn, payload.target]) })),
);

/**
 * Takes a touch back that never was, or was somebody else's: from here on nobody believes it. `profile` is the
 * touch's own subject, in whose lane the taking back travels.
 */
export const withdrawTouch = decision(
  contact,
  'withdraw-touch',
  { permission: 'contacts.correct', params: { touch: id, profile: id, reason: optional(open(text)) } },
  (state, { touch, profile, reason }) => {
    if (state.withdrawn.has(touch)) return [];
    return [
      withdrawn.of(
        { subject: profile },
        {
          target: touch,
          targetStream: touchStream(touch as EventId),
          ...(reason === undefined ? {} : { reason }),
        },
      ),
    ];
  },
);
