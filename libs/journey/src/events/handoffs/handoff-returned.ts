import { event, optional, text, word } from '#kernel';
import { aboutHandoffOver, backTo, handoffRefers } from '../../vocabulary.js';

/** Who had taken a contact over gave it back. */
export const handoffReturned = event('handoff-returned', 1, {
  about: aboutHandoffOver,
  payload: { reason: word, comment: optional(text), backTo },
  dataSubject: 'profile',
  refers: handoffRefers,
});
