import { event, optional, text, word } from '#kernel';
import { aboutHandoffOver, backTo, handoffRefers } from '../../vocabulary.js';

/** Who was offered a contact does not take it. */
export const handoffRefused = event('handoff-refused', 1, {
  about: aboutHandoffOver,
  payload: { reason: word, comment: optional(text), backTo },
  dataSubject: 'profile',
  refers: handoffRefers,
});
