import { event, id, optional, word } from '#kernel';
import { aboutHandoff } from '../../vocabulary.js';

/** An offer is over because another one settled whose the contact is: two contacts turned out to be one. */
export const handoffClosed = event('handoff-closed', 1, {
  about: aboutHandoff,
  payload: {
    reason: word,
    /** The handoff that goes on, where one does. */
    instead: optional(id),
  },
  refers: { from: 'person', fromTeam: 'team', to: 'person', person: 'person' },
});
