import { ReactionEngine, reactions } from '#automation';
import { laneOfEvent } from '#feed';
import { DECISIONS } from '#journey';
import { READER_ROLE, type Feed } from '#kernel';
import { inTracedBatch, NO_TRACING, StartFailure, type Logger, type Tracing } from '#platform';
import { models, LogMismatch, ProjectionEngine, ReadModels, type EngineListener } from '#projections';
import { askerOf, kpis, makeRecordViews, QueryEngine } from '#queries';
import { openFeed, tailOf } from './feed.js';
import { RUNS_EVERYTHING, type Runs } from './runs.js';
import type { Store } from './store.js';

/** The part that follows the log: read models and reactions. */
export interface Projector {
  readonly projections: ProjectionEngine;
  readonly reactions: ReactionEngine;
  /** Finishes what is at hand and stops. */
  stop(): Promise<void>;
}

/** How a projector runs. */
export interface Projecting {
  readonly listener?: EngineListener;
  /** What it runs; everything unless told. */
  readonly runs?: Runs;
  readonly tracing?: Tracing;
  /** The workspace's zone; UTC unless told. */
  readonly zone?: string;
}

/** Starts to follow the log. Throws StartFailure (`log.other`) where read models belong to another log. */
export async function startProjector(store: Store, logger: Logger, how: Projecting = {}): Promise<Projector> {
  const feed = await openFeed(store, how.runs ?? RUNS_EVERYTHING, logger);
  const projector = composeProjector(store, logger, how, feed);
  await projector.projections.start().catch((error: unknown) => {
    throw error instanceof LogMismatch ? new StartFailure('log.other', error.message, 1, { cause: error }) : error;
  });
  await makeRecordViews(store.pool, kpis, how.zone ?? 'UTC').catch((error: unknown) =>
    logger.warn({ err: error }, 'The views of figures are as they were: the next start tries again'),
  );
  if ((how.runs ?? RUNS_EVERYTHING).reactions) projector.reactions.start();
  return projector;
}

/** The engines over a store, not started; a tool that asks one thing of them follows the log's tail. */
export function composeProjector(
  store: Store,
  logger: Logger,
  { listener = {}, runs = RUNS_EVERYTHING, tracing = NO_TRACING }: Projecting = {},
  feed: Feed = tailOf(store),
): Projector {
  const { pool, log, vault, ids, catalogue, guards } = store;
  const projections = new ProjectionEngine({
    pool,
    log,
    vault,
    feed,
    catalogue,
    models,
    follows: runs.projections,
    laneOf: laneOfEvent,
    ...(tracing.on
      ? {
          around: (projection, events, work) =>
            inTracedBatch(tracing, { name: `project ${projection}`, kind: 'consumer', events }, work),
        }
      : {}),
    listener: {
      failed: (projection, error, retryMs) =>
        logger.error({ err: error, projection, retryMs }, 'A read model could not go on; trying again'),
      swapped: (projections) => logger.info({ projections }, 'Rebuilt read models are live'),
      noReader: () =>
        logger.warn(
          { role: READER_ROLE },
          'There is no role for analysts, and this database user may not make one: the views in the schema figures are readable by this user alone',
        ),
      ...listener,
    },
  });
  // what rules ask is asked for now: it depends on no zone
  const queries = new QueryEngine({ pool, log, vault, readModels: new ReadModels(pool, models), zone: 'UTC' });
  const automation = new ReactionEngine({
    pool,
    log,
    vault,
    ids,
    feed,
    catalogue,
    guards,
    reactions,
    decisions: DECISIONS,
    asker: askerOf(queries, { current: true }),
    told: {
      forbidden: (reaction, event, rule) =>
        logger.info({ reaction, event, code: rule.code }, 'A rule forbade a reaction'),
      parked: (reaction, event, error) =>
        logger.error({ err: error, reaction, event }, 'What follows from an event was parked'),
      trouble: (error, nextTryMs) => logger.warn({ err: error, nextTryMs }, 'Reactions could not go on; trying again'),
    },
  });
  return {
    projections,
    reactions: automation,
    stop: async () => {
      await Promise.all([projections.stop(), automation.stop()]);
      await feed.close();
    },
  };
}
