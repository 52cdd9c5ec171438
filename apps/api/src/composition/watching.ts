import type { Pool } from 'pg';
import { reactions, type ReactionStatus } from '#automation';
import { eventsWithin, type EventLog, type Head } from '#kernel';
import { inTime, type Health, type Metrics } from '#platform';
import type { ReadModels, ReadModelStatus } from '#projections';
import type { Store } from './store.js';
import { READ_MODELS } from './read-models.js';
import { RUNS_EVERYTHING, type Runs } from './runs.js';
import { Standing } from './standing.js';

/** What makes the process ready: the log answers, and the read models it is about can be read and have not stopped. */
export function watchHealth(
  health: Health,
  store: Store,
  readModels: ReadModels,
  names: readonly string[] = READ_MODELS,
): void {
  health.addReady('log', async () => {
    const { position } = await store.log.head();
    return `position ${position}`;
  });
  health.addReady('read models', async () => {
    const status = (await readModels.status()).filter(({ name }) => names.includes(name));
    const missing = names.filter((name) => !status.some((model) => model.name === name));
    if (missing.length > 0) throw new Error(`${missing.join(', ')} not built yet`);
    const halted = status.filter((model) => model.halted !== null);
    if (halted.length > 0) throw new Error(halted.map((model) => `${model.name} stopped: ${model.halted}`).join('; '));
    const rebuilding = status.filter((model) => model.rebuilding !== null).map((model) => model.name);
    return rebuilding.length === 0 ? undefined : `rebuilding ${rebuilding.join(', ')}`;
  });
}

/** A follower that is behind and has not moved for so long does not do its work. */
const STUCK_MS = 60_000;
/** And after so long it will not by itself. */
const LOST_MS = 5 * 60_000;

/** What the checks of whoever follows the log look at. */
export interface Followed {
  readonly log: Pick<EventLog, 'head'>;
  readonly readModels: Pick<ReadModels, 'status'>;
  readonly reactions: () => Promise<readonly ReactionStatus[]>;
  /** What the process runs; everything unless told. */
  readonly runs?: Pick<Runs, 'projections' | 'reactions'> & Partial<Pick<Runs, 'kafka'>>;
  readonly clock?: () => number;
}

/**
 * For a program that follows the log. Ready: reactions move. Live: somebody who is behind, and neither stopped with a
 * reason nor being rebuilt, has moved within five minutes: a restart helps whoever hangs. A database that is away says
 * nothing about that.
 */
export function watchFollowing(health: Health, followed: Followed): void {
  const { log, readModels, reactions, runs = RUNS_EVERYTHING, clock } = followed;
  const standing = new Standing(clock);
  const stillFor = async (): Promise<ReadonlyMap<string, number>> => {
    const [{ position: head }, status] = await Promise.all([log.head(), reactions()]);
    return new Map(
      (runs.reactions ? reactionNames : []).map((name) => {
        const position = status.find(({ reaction }) => reaction === name)?.position ?? -1;
        return [`the reaction ${name}`, standing.of(`reaction ${name}`, position, head)];
      }),
    );
  };
  const readModelsStillFor = async (): Promise<ReadonlyMap<string, number>> => {
    const [{ position: head }, status] = await Promise.all([log.head(), readModels.status()]);
    const running = status.filter(
      (model) => runs.projections.includes(model.name) && model.halted === null && model.rebuilding === null,
    );
    return new Map(
      running.map(({ name, position }) => [
        `the read model ${name}`,
        standing.of(`read model ${name}`, position, head),
      ]),
    );
  };
  if (runs.reactions) health.addReady('reactions', async () => refuseStanding(await stillFor(), STUCK_MS));
  const following = async (): Promise<string | undefined> => {
    let still: ReadonlyMap<string, number>;
    try {
      still = new Map([...(await stillFor()), ...(await readModelsStillFor())]);
    } catch (error) {
      return `cannot be told: ${error instanceof Error ? error.message : String(error)}`;
    }
    refuseStanding(still, LOST_MS);
    return undefined;
  };
  // through Kafka, what stands still is most often another's: the relay, the broker, whoever has the other lanes
  if ((runs.kafka ?? null) === null) health.addLive('following', following);
  else health.addReady('following', following);
}

const reactionNames: readonly string[] = reactions.map(({ name }) => name);

function refuseStanding(still: ReadonlyMap<string, number>, mostMs: number): void {
  const stuck = [...still].filter(([, ms]) => ms >= mostMs);
  if (stuck.length === 0) return;
  throw new Error(
    stuck.map(([name, ms]) => `${name} is behind and has not moved for ${Math.floor(ms / 1_000)} s`).join('; '),
  );
}

/** How far every reaction is behind, what it parked and which timers stand, read when the metrics are. */
export function watchReactions(
  metrics: Metrics,
  log: Pick<EventLog, 'head' | 'spacing'>,
  reactions: () => Promise<readonly ReactionStatus[]>,
): void {
  let reading: Promise<readonly [Head, readonly ReactionStatus[]]> | null = null;
  const read = (): Promise<readonly [Head, readonly ReactionStatus[]]> =>
    (reading ??= within(PATIENCE_MS, Promise.all([log.head(), reactions()])).finally(() => {
      reading = null;
    }));
  const ofEach = (name: string, help: string, value: (status: ReactionStatus, head: Head) => number): void => {
    metrics.gauge(name, help, ['reaction'], async (gauge) => {
      const [head, status] = await read();
      for (const one of status) gauge.set({ reaction: one.reaction }, value(one, head));
    });
  };
  ofEach('reaction_lag_events', 'Events a reaction has not read yet, about.', ({ position }, head) =>
    eventsWithin(log, head.position - position),
  );
  ofEach('reaction_dead_letters', 'Events a reaction parked.', ({ deadLetters }) => deadLetters);
  ofEach('reaction_timers', 'Timers that stand.', ({ timers }) => timers);
}

/** Prometheus waits ten seconds for an answer; a database that is away is not waited for so long. */
const PATIENCE_MS = 2_000;

/** Lag and dead letters of every read model, read when the metrics are: once for all of them. */
export function watchReadModels(
  metrics: Metrics,
  store: {
    readonly log: Pick<EventLog, 'head' | 'spacing'>;
    readonly pool: Pick<Pool, 'idleCount' | 'totalCount' | 'waitingCount'>;
  },
  readModels: Pick<ReadModels, 'status'>,
): void {
  let reading: Promise<readonly [Head, readonly ReadModelStatus[]]> | null = null;
  const read = (): Promise<readonly [Head, readonly ReadModelStatus[]]> =>
    (reading ??= within(PATIENCE_MS, Promise.all([store.log.head(), readModels.status()])).finally(() => {
      reading = null;
    }));
  metrics.gauge('up', '1 while the database answers, 0 while it does not.', [], async (gauge) => {
    const answers = await read().then(
      () => true,
      () => false,
    );
    gauge.set(answers ? 1 : 0);
  });
  const ofEach = (name: string, help: string, value: (model: ReadModelStatus, head: Head) => number): void => {
    metrics.gauge(name, help, ['projection'], async (gauge) => {
      const [head, status] = await read();
      for (const model of status) gauge.set({ projection: model.name }, value(model, head));
    });
  };
  ofEach('projection_lag_events', 'Events not visible yet in a read model, about.', (model, head) =>
    eventsWithin(store.log, head.position - model.position),
  );
  ofEach('projection_dead_letters', 'Events a read model parked.', (model) => model.deadLetters);
  ofEach('projection_halted', '1 where a read model stopped.', (model) => (model.halted === null ? 0 : 1));
  metrics.gauge('log_position', 'The last position of the log.', [], async (gauge) => {
    gauge.set((await read())[0].position);
  });
  metrics.gauge(
    'database_connections',
    'Connections for read models and questions, by what they do.',
    ['state'],
    (gauge) => {
      gauge.set({ state: 'idle' }, store.pool.idleCount);
      gauge.set({ state: 'busy' }, store.pool.totalCount - store.pool.idleCount);
      gauge.set({ state: 'waited for' }, store.pool.waitingCount);
    },
  );
}

function within<T>(ms: number, answer: Promise<T>): Promise<T> {
  return inTime(ms, answer, () => new Error(`no answer within ${ms} ms`));
}
