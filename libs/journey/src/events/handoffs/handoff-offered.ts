import { event, id, instant, optional, record, text, word } from '#kernel';
import { aboutHandoff } from '../../vocabulary.js';

/** A contact was offered to a team, or to one of its members (`to`), by whoever has it (`from`). */
export const handoffOffered = event('handoff-offered', 1, {
  about: aboutHandoff,
  payload: {
    reason: word,
    comment: optional(text),
    /** The journey so far, pinned: which event of which log was the last one. */
    briefing: record({ log: word, event: id }),
    /** Until when an answer counts, by the receiver's working hours. */
    answerBy: instant,
  },
  dataSubject: 'profile',
  refers: { from: 'person', fromTeam: 'team', to: 'person', person: 'person' },
});
