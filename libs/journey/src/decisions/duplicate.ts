import { decider, decision, evolves, ofPairs, optional, text } from '#kernel';
import { duplicateDismissed } from '../events/duplicate-dismissed.js';
import { pairOf } from './identity.js';

/** Whether a suggestion that two contacts are one was dismissed. Its id is that of the pair. */
export interface DuplicateState {
  readonly dismissed: boolean;
}

export const duplicate = ofPairs(
  decider<DuplicateState>(
    'duplicate',
    { dismissed: false },
    evolves(duplicateDismissed, (): DuplicateState => ({ dismissed: true })),
  ),
);

/** Says that two contacts are not one, though they look like it: they are not suggested again. */
export const dismissDuplicate = decision(
  duplicate,
  'dismiss',
  { permission: 'contacts.link', params: { reason: optional(text) } },
  ({ dismissed }, { reason }, context) => {
    const about = pairOf(context.id);
    return dismissed ? [] : [duplicateDismissed.of(about, reason === undefined ? {} : { reason })];
  },
);
