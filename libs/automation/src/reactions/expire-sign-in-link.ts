import { ask, cancel, reaction, timer, whenever } from '#kernel';
import { expireSignInLink, signInLinkIssued, signInLinkUsed } from '#journey';

/** A one-time link is said to be over when its time is over, unless somebody used it before. */
export const expireSignInLinkInTime = reaction('expire-sign-in-link', 1, [
  whenever(signInLinkIssued, ({ about, payload }) =>
    timer(
      `link-${payload.linkHash}`,
      payload.expiresAt,
      ask(expireSignInLink, about.person, { linkHash: payload.linkHash }),
    ),
  ),
  whenever(signInLinkUsed, ({ payload }) => cancel(`link-${payload.linkHash}`)),
]);
