import { event, open, required, text, word } from '#kernel';

/** Somebody moved a contact or a company to a stage, whatever brought it where it was. */
export const stageMoved = event('stage-moved', 1, {
  about: { profile: required },
  payload: { stage: word, reason: open(text) },
});
