import type { ReactionDefinition } from '#kernel';
import { endSubscriptionWhenCancellationTakesEffect } from './end-subscription-when-cancellation-takes-effect.js';
import { expireHandoffInTime } from './expire-handoff.js';
import { expireSignInLinkInTime } from './expire-sign-in-link.js';
import { settleOwnersOfLinkedContacts } from './settle-owners-of-linked-contacts.js';
import { watchTicketClocks } from './watch-ticket-clocks.js';

/** Every reaction, in the order of their names. */
export const reactions: readonly ReactionDefinition[] = [
  endSubscriptionWhenCancellationTakesEffect,
  expireHandoffInTime,
  expireSignInLinkInTime,
  settleOwnersOfLinkedContacts,
  watchTicketClocks,
];
