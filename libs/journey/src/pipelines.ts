/** A stage of a pipeline: how likely a deal is won from there, in percent, and for how many hours it is to stay. */
export interface PipelineStage {
  readonly name: string;
  readonly probability: number;
  readonly target?: number;
}

/** The stages deals go through, in order. */
export interface Pipeline {
  readonly id: string;
  readonly name: string;
  readonly stages: readonly PipelineStage[];
}

/** The pipeline of deals that name none. It holds until somebody sets it: the id is the same in every installation. */
export const DEFAULT_PIPELINE: Pipeline = {
  id: '5a1e0000-0000-4000-8000-000000000001',
  name: 'Sales',
  stages: [
    { name: 'prospecting', probability: 10 },
    { name: 'qualification', probability: 20 },
    { name: 'proposal', probability: 50 },
    { name: 'negotiation', probability: 75 },
  ],
};
