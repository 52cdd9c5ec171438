import { event, open, optional, perhaps, required, text } from '#kernel';

/** Somebody said which company another one belongs to; without a parent, that it belongs to none. */
export const companyParentNamed = event('company-parent-named', 1, {
  about: { profile: required, parent: perhaps },
  payload: { reason: optional(open(text)) },
});
