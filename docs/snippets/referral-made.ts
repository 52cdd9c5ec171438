// #region event
import { event, optional, text, wholeNumber, word } from '#kernel';
import { aboutContact, identifiers } from '#journey';

/** A contact recommended the company to somebody, under a referral programme. */
export const referralMade = event('referral-made', 1, {
  about: aboutContact,
  payload: {
    /** The programme's code. */
    programme: word,
    /** What the contact gets for it, in cents. */
    reward: optional(wholeNumber),
    /** What the contact wrote to the one they recommended us to. */
    note: optional(text),
    identifiers,
  },
});
// #endregion

// #region next-version
/** As it would read one day: rewards got a currency. Version 1 stays readable for ever. */
export const referralMadeInMoney = event('referral-made', 2, {
  about: aboutContact,
  payload: {
    programme: word,
    amount: optional(wholeNumber),
    currency: optional(word),
    note: optional(text),
    identifiers,
  },
  upcast: {
    1: {
      personal: { note: 'content', identifiers: 'identity' },
      to: ({ reward, ...rest }) => (reward === undefined ? rest : { ...rest, amount: reward, currency: 'EUR' }),
    },
  },
});
// #endregion
