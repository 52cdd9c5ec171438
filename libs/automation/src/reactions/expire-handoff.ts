import { ask, cancel, reaction, timer, whenever } from '#kernel';
import { expireHandoff, handoffAccepted, handoffOffered, handoffRefused, handoffWithdrawn } from '#journey';

/**
 * An offer is over when its time is over, unless somebody answered before. One that was closed in favour of another keeps
 * its timer: it may be opened again, and expires only if it is open then.
 */
export const expireHandoffInTime = reaction('expire-handoff', 1, [
  whenever(handoffOffered, ({ about, payload }) =>
    timer(about.handoff, payload.answerBy, ask(expireHandoff, about.handoff, {})),
  ),
  whenever(handoffAccepted, ({ about }) => cancel(about.handoff)),
  whenever(handoffRefused, ({ about }) => cancel(about.handoff)),
  whenever(handoffWithdrawn, ({ about }) => cancel(about.handoff)),
]);
