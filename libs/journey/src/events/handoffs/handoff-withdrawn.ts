import { event, optional, word } from '#kernel';
import { aboutHandoffOver, backTo, handoffRefers } from '../../vocabulary.js';

/** Who had offered a contact does not offer it any more. */
export const handoffWithdrawn = event('handoff-withdrawn', 1, {
  about: aboutHandoffOver,
  payload: { reason: optional(word), backTo },
  refers: handoffRefers,
});
