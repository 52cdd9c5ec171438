import { query, sql } from '#kernel';
import { DEFAULT_PIPELINE, type PipelineStage } from '#journey';
import { dealsAt } from '../reading/deals.js';
import { pipelinesOf } from '../reading/pipelines.js';

/** A pipeline, for settings and wherever a stage is chosen. */
export interface PipelineLine {
  readonly pipeline: string;
  readonly name: string;
  /** The one of deals that name none. */
  readonly isDefault: boolean;
  readonly stages: readonly PipelineStage[];
  /** Stages that open deals are in, but the pipeline does not know. */
  readonly unknownStages: readonly { readonly stage: string; readonly deals: number }[];
}

/** Every pipeline, the default one first, with what its deals say that it does not know. */
export const pipelineList = query('pipelines', {
  path: 'pipelines',
  permission: 'deals.read',
  params: {},
  reads: ['deals', 'pipelines'],
  clocks: true,
  answer: async (asking): Promise<{ readonly items: readonly PipelineLine[] }> => {
    const [known, used] = await Promise.all([
      pipelinesOf(asking),
      asking.rows<{ pipeline: string; stage: string; deals: string }>(sql`
        SELECT d.pipeline, d.stage, count(*) AS deals FROM ${dealsAt(asking)} d
        WHERE d.status = 'open' AND d.stage IS NOT NULL
        GROUP BY d.pipeline, d.stage ORDER BY d.stage`),
    ]);
    const items = [...known.values()].map(({ id, name, stages }) => ({
      pipeline: id,
      name,
      isDefault: id === DEFAULT_PIPELINE.id,
      stages,
      unknownStages: used
        .filter(({ pipeline, stage }) => pipeline === id && !stages.some((one) => one.name === stage))
        .map(({ stage, deals }) => ({ stage, deals: Number(deals) })),
    }));
    return {
      items: items.sort((a, b) => Number(b.isDefault) - Number(a.isDefault) || a.name.localeCompare(b.name)),
    };
  },
});
