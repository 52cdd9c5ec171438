import { sql, type Asking } from '#kernel';
import { DEFAULT_PIPELINE, type Pipeline, type PipelineStage } from '#journey';

/**
 * The pipelines as they were known at the asked moment, by id: of each the one that held then, or, before any did, the
 * first that was set. The shipped one is among them until somebody sets it.
 */
export async function pipelinesOf(asking: Asking): Promise<ReadonlyMap<string, Pipeline>> {
  const { asOf, knownAt } = asking;
  const rows = await asking.rows<{ pipeline: string; name: string; stages: readonly PipelineStage[] }>(sql`
    SELECT DISTINCT ON (p.pipeline) p.pipeline, p.name, p.stages
    FROM read.pipelines_pipeline p
    WHERE ${
      knownAt === null
        ? sql`p.believed_until IS NULL`
        : sql`p.believed_from <= ${knownAt} AND (p.believed_until IS NULL OR p.believed_until > ${knownAt})`
    }
    ORDER BY p.pipeline, (p.valid_from <= ${asOf ?? asking.now}) DESC,
             CASE WHEN p.valid_from <= ${asOf ?? asking.now} THEN -extract(epoch FROM p.valid_from) ELSE extract(epoch FROM p.valid_from) END`);
  const set = rows.map(({ pipeline, name, stages }): [string, Pipeline] => [pipeline, { id: pipeline, name, stages }]);
  return new Map([[DEFAULT_PIPELINE.id, DEFAULT_PIPELINE], ...set]);
}

/** The pipelines that begin with a stage. */
export async function firstIn(asking: Asking, stage: string): Promise<readonly string[]> {
  const known = await pipelinesOf(asking);
  return [...known.values()].flatMap(({ id, stages }) => (stages[0]?.name === stage ? [id] : []));
}

/** How likely a deal of a stage is won, in percent; null where its pipeline knows no such stage. A deal without one is in the first. */
export function probabilityOf(pipeline: Pipeline | undefined, stage: string | null): number | null {
  const found = stage === null ? pipeline?.stages[0] : pipeline?.stages.find(({ name }) => name === stage);
  return found?.probability ?? null;
}
