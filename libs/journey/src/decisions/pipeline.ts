import { broken, decider, decision, evolves, isUuid } from '#kernel';
import { pipelineSet } from '../events/settings/pipeline-set.js';
import { same } from './known-deal.js';

/** The stages deals go through, as somebody set them last. */
export interface PipelineState {
  readonly name: string | null;
  readonly stages: readonly unknown[];
}

export const pipeline = decider<PipelineState>(
  'pipeline',
  { name: null, stages: [] },
  evolves(pipelineSet, (_state, { payload }) => ({ name: payload.name, stages: payload.stages })),
);

/** Sets a pipeline, new or not: its name, and all of its stages in order. Deals stay where they are. */
export const setPipeline = decision(
  pipeline,
  'set',
  { permission: 'settings.manage', params: pipelineSet.payload },
  (state, { name, stages }, { id }) => {
    if (!isUuid(id)) throw broken('pipeline.unknown');
    if (name.trim() === '') throw broken('pipeline.name');
    if (stages.length === 0) throw broken('pipeline.no-stages');
    const names = new Set<string>();
    for (const { name: stage, probability, target } of stages) {
      if (stage.trim() === '' || names.has(stage)) throw broken('pipeline.stage-name', { stage });
      names.add(stage);
      if (probability < 0 || probability > 100) throw broken('pipeline.probability', { stage, probability });
      if (target !== undefined && target < 1) throw broken('pipeline.target', { stage, target });
    }
    return same(state, { name, stages }) ? [] : [pipelineSet.of({ pipeline: id }, { name, stages })];
  },
);
