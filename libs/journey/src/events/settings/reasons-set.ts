import { event, list, oneOf, required, word } from '#kernel';

/** Which reasons people choose from where they give one. */
export const reasonsSet = event('reasons-set', 1, {
  about: { reasons: required },
  payload: {
    of: oneOf('handoff-refused', 'handoff-returned', 'deal-lost', 'deal-won', 'subscription-cancelled'),
    reasons: list(word),
  },
});
