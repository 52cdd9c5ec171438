import { availableParallelism } from 'node:os';
import { Underway } from '#intake';
import { tracingOptions, type Configuration, type Logger } from '#platform';
import { BODY_LIMITS } from '../intake/body.js';
import type { Answer, Handed } from '../intake/handed.js';
import { IntakeThread, type IntakeThreadData, type IntakeThreadListener } from './intake-thread.js';
import type { Appended } from './metered-log.js';
import type { Store } from './store.js';
import { hearAll, type Heard } from './store-watch.js';

/** Deliveries up to this size are taken where they arrive: handing them over costs more than it saves. */
const SMALL = 64 * 1024;

/**
 * Large deliveries are work for milliseconds: other threads share it with the one that answers requests. All count what
 * is on its way together.
 */
export class IntakeThreads {
  /** Counts what this thread takes itself. */
  readonly underway: Underway;
  private readonly threads: readonly IntakeThread[];
  private here = 0;

  constructor(
    threads: number,
    data: Omit<IntakeThreadData, 'counts' | 'place'>,
    logger: Logger,
    hear: Pick<IntakeThreadListener, 'appended' | 'heard'>,
    entry?: URL,
  ) {
    const counts = Underway.shared(threads + 1);
    this.underway = new Underway(counts);
    this.threads = Array.from({ length: threads }, (_, n) => {
      const place = n + 1;
      const died = (): void => new Underway(counts, place).clear();
      return new IntakeThread({ ...data, counts, place }, logger, { ...hear, died }, entry);
    });
  }

  /** Whether all of them take deliveries. */
  get running(): boolean {
    return this.threads.every((thread) => thread.takes);
  }

  /** Gives a delivery to whoever has least to do: a thread that runs, or `here`. */
  async share(handed: Handed, here: () => Promise<Answer>): Promise<Answer> {
    const bytes = handed.raw.length;
    if (bytes <= SMALL) return here();
    let least: IntakeThread | null = null;
    for (const thread of this.threads) if (thread.takes && thread.bytes < (least?.bytes ?? Infinity)) least = thread;
    if (least !== null && least.bytes <= this.here) return least.take(handed);
    this.here += bytes;
    try {
      return await here();
    } finally {
      this.here -= bytes;
    }
  }

  /** Ends when everything taken is answered. */
  async stop(): Promise<void> {
    await Promise.all(this.threads.map((thread) => thread.stop()));
  }
}

/** Threads of intake besides the one that answers requests: they share what the machine has with the database. */
const MOST_THREADS = 3;
/** A thread asks nothing but how far the read models are. */
const CONNECTIONS = 1;

/** Starts as many threads as the machine has use for, over a program's store; none where it has one processor. */
export function startIntakeThreads(
  {
    store,
    configuration,
    logger,
    hear,
    version,
  }: {
    readonly store: Store;
    readonly configuration: Configuration;
    readonly logger: Logger;
    readonly hear: (appended: Appended) => void;
    readonly version: string;
  },
  threads = Math.min(MOST_THREADS, availableParallelism() - 1),
  entry?: URL,
): IntakeThreads {
  const { url, secrets } = store;
  const { intakeQueue, keyCache, logLevel, logFormat, maxBodyBytes, forbiddenPatterns, region } = configuration;
  const data = {
    store: { url, secrets, name: 'intake', connections: CONNECTIONS, queue: intakeQueue, keyCache, region },
    level: logLevel,
    ...(logFormat === undefined ? {} : { format: logFormat }),
    tracing: tracingOptions(configuration, 'throughline-intake', version),
    limits: { ...BODY_LIMITS, received: maxBodyBytes, decompressed: maxBodyBytes },
    forbidden: forbiddenPatterns,
    capacity: intakeQueue,
  };
  const heard = (all: Heard): void => {
    if (store.watch !== undefined) hearAll(store.watch, all);
  };
  return new IntakeThreads(threads, data, logger, { appended: hear, heard }, entry);
}
