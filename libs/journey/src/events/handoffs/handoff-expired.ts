import { event } from '#kernel';
import { aboutHandoffOver, backTo, handoffRefers } from '../../vocabulary.js';

/** Nobody answered an offer in time. */
export const handoffExpired = event('handoff-expired', 1, {
  about: aboutHandoffOver,
  payload: { backTo },
  refers: handoffRefers,
});
