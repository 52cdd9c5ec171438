import { event, day, optional, word } from '#kernel';
import { aboutDeal } from '../../vocabulary.js';

/** What is to be done next about a deal, and by when; without a step, nothing is planned. */
export const dealNextStepSet = event('deal-next-step-set', 1, {
  importable: true,
  about: aboutDeal,
  payload: { step: optional(word), dueOn: optional(day) },
  refers: { owner: 'person' },
});
