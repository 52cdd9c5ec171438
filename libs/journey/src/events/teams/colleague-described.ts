import { event, identity, optional, required, word } from '#kernel';

/** Who a member of staff is, who need not be able to sign in here: an agent another system names. */
export const colleagueDescribed = event('colleague-described', 1, {
  importable: true,
  about: { person: required },
  payload: { name: identity, title: optional(word) },
});
