import { document, facts, label, projection, spans, states, uuid, when, type Json } from '#kernel';
import { pipelineSet } from '#journey';

/** The pipelines of deals, as they were set at any moment. The one that is shipped stands in no table until somebody sets it. */
export const pipelines = projection('pipelines', 1, {
  facts: {
    set: facts(
      { pipeline: uuid, name: label, stages: document },
      [
        when(pipelineSet, ({ about, payload }) => ({
          pipeline: about.pipeline,
          name: payload.name,
          stages: payload.stages as unknown as Json,
        })),
      ],
      ['pipeline'],
    ),
  },
  states: {
    pipeline: states({
      per: ['pipeline'],
      from: ['set'],
      columns: { name: label, stages: document },
      derive: (believed) => spans(believed, (fact) => ({ name: fact['name'], stages: fact['stages'] })),
    }),
  },
});
