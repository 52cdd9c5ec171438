import { event, required } from './event.js';
import { id, list, optional, record, text } from './shape.js';

/** Further pairs of the same judgement: what was kept apart before between two contacts that are linked now. */
const also = optional(list(record({ a: id, b: id })));

/** Somebody linked two contacts: the identifiers are one contact's from here on, whatever was seen. */
export const contactsLinked = event('contacts-linked', 1, {
  about: { node: required, other: required },
  payload: { also, reason: optional(text) },
});

/** Somebody took two contacts apart: whatever is seen from here on, the identifiers are not one contact's. */
export const contactsUnlinked = event('contacts-unlinked', 1, {
  about: { node: required, other: required },
  payload: { also, reason: optional(text) },
});

/** An identifier is used by many: it joins nobody. */
export const identifierMarkedShared = event('identifier-marked-shared', 1, {
  about: { node: required },
  payload: { reason: optional(text) },
});

/** An identifier is one contact's own, whatever it looks like. */
export const identifierMarkedOwn = event('identifier-marked-own', 1, {
  about: { node: required },
  payload: { reason: optional(text) },
});

/** What people judge about identity, beside what is seen: the identity map is derived from both. */
export const LINKING = [contactsLinked, contactsUnlinked, identifierMarkedShared, identifierMarkedOwn] as const;
