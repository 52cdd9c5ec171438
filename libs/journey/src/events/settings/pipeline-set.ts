import { event, list, optional, record, required, wholeNumber, word } from '#kernel';

/** The stages a deal goes through, in order, each with how likely it is to be won from there, in percent, and for how many hours it is to stay. */
export const pipelineSet = event('pipeline-set', 1, {
  importable: true,
  about: { pipeline: required },
  payload: {
    name: word,
    stages: list(record({ name: word, probability: wholeNumber, target: optional(wholeNumber) })),
  },
});
