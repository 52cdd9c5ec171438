import { event, id, optional, word } from '#kernel';
import { aboutDeal } from '../../vocabulary.js';

/** A deal moved to another stage of its pipeline, or to one of another pipeline. */
export const dealStageChanged = event('deal-stage-changed', 1, {
  importable: true,
  about: aboutDeal,
  payload: { pipeline: optional(id), stage: word },
  refers: { owner: 'person' },
});
