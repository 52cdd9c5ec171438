import type { ReactionDefinition } from '#kernel';
import { expireSignInLinkInTime } from './expire-sign-in-link.js';

/** Every reaction, in the order of their names. */
export const reactions: readonly ReactionDefinition[] = [expireSignInLinkInTime];
