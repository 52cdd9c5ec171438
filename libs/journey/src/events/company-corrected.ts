import { event, open, optional, properties, required, text } from '#kernel';

/** Somebody stated fields of a company: what people say outweighs what sources send. Null says that there is none. */
export const companyCorrected = event('company-corrected', 1, {
  about: { profile: required },
  payload: { fields: open(properties), reason: optional(open(text)) },
});
