import { event, many } from '#kernel';
import { aboutHandoff } from '../../vocabulary.js';

/**
 * Who was offered a contact took it over: `person` is its owner from here on, for the team, and the giver is not any more.
 * `over` are nodes of the contact whose own owners of the team it outweighs: contacts that are linked have several.
 */
export const handoffAccepted = event('handoff-accepted', 1, {
  about: { ...aboutHandoff, over: many },
  payload: {},
  refers: { from: 'person', fromTeam: 'team', to: 'person', person: 'person' },
});
