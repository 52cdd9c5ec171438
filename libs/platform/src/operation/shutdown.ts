import type { Logger } from '../logging/logger.js';

/**
 * The phases of an orderly end, in this order: no new work comes in, what was accepted is finished, connections and
 * servers are closed (last opened first).
 */
export type ShutdownPhase = 'stop-accepting' | 'drain' | 'close';

/** Coordinates the end of the process. */
export interface Shutdown {
  /** Adds a step. Steps of the first two phases run side by side; those of `close` one by one, last added first. */
  add(phase: ShutdownPhase, name: string, step: () => Promise<void> | void): void;
  /** Ends in order on SIGTERM and SIGINT, and with exit code 1 on an error nobody caught; a second signal ends at once. */
  listen(): void;
  /** Runs all phases once and ends the process: 0 when all went well, 1 when a step failed or time ran out. */
  run(reason: string, exitCode?: number): Promise<void>;
  /** Undoes a start that failed half-way: runs all phases and leaves ending the process to the caller. */
  unwind(): Promise<void>;
  /** True from the moment the end began. */
  readonly stopping: boolean;
}

/** How the end is bounded; `exit` is replaced in tests. */
export interface ShutdownOptions {
  readonly logger: Logger;
  /**
   * Time for all phases together, in milliseconds. Each phase has its share of it; what is not done by then is cut off,
   * and the next phase has its turn all the same.
   */
  readonly deadlineMs?: number;
  readonly exit?: (code: number) => void;
}

/** By which part of the deadline a phase ends, however it stands: so that servers are always closed. */
const ENDS_BY: Readonly<Record<ShutdownPhase, number>> = { 'stop-accepting': 0.4, drain: 0.7, close: 1 };

/** Makes the coordinator. */
export function createShutdown(options: ShutdownOptions): Shutdown {
  const { logger, deadlineMs = 9_500 } = options;
  const exit = options.exit ?? ((code) => process.exit(code));
  const steps: { phase: ShutdownPhase; name: string; step: () => Promise<void> | void }[] = [];
  const unfinished = new Set<string>();
  let running: Promise<void> | undefined;
  let failed = false;

  /** Waits for a step as long as it may take; one that takes longer is left to itself. */
  const runStep = async (name: string, step: () => Promise<void> | void, mostMs: number): Promise<void> => {
    unfinished.add(name);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => resolve('late'), Math.max(mostMs, 0));
    });
    const ended = (async () => step())()
      .catch((error: unknown) => {
        failed = true;
        logger.error({ err: error, step: name }, 'A step of the shutdown failed');
      })
      .finally(() => unfinished.delete(name));
    if ((await Promise.race([ended, late])) === 'late') {
      failed = true;
      logger.error({ step: name }, `A step of the shutdown was not done within ${Math.round(mostMs)} ms; going on`);
    }
    clearTimeout(timer);
  };

  const allPhases = async (): Promise<void> => {
    const began = performance.now();
    const left = (phase: ShutdownPhase): number => ENDS_BY[phase] * deadlineMs - (performance.now() - began);
    for (const phase of ['stop-accepting', 'drain'] as const)
      await Promise.all(
        steps.filter((one) => one.phase === phase).map((one) => runStep(one.name, one.step, left(phase))),
      );
    const closing = steps.filter((step) => step.phase === 'close').reverse();
    // The last opened first, none of them at the expense of those before it: the database is the last to close.
    for (const [i, one] of closing.entries()) await runStep(one.name, one.step, left('close') / (closing.length - i));
  };

  const run = async (reason: string, exitCode: number): Promise<void> => {
    logger.info({ reason }, 'Stopping');
    const began = performance.now();
    await allPhases();
    const milliseconds = Math.round(performance.now() - began);
    if (unfinished.size > 0) logger.error({ unfinished: [...unfinished], milliseconds }, 'Stopped before all was done');
    else logger.info({ milliseconds }, 'Stopped');
    exit(failed ? Math.max(exitCode, 1) : exitCode);
  };

  const shutdown: Shutdown = {
    add: (phase, name, step) => void steps.push({ phase, name, step }),
    run: (reason, exitCode = 0) => (running ??= run(reason, exitCode)),
    unwind: () => (running ??= allPhases()),
    get stopping() {
      return running !== undefined;
    },
    listen() {
      const onSignal = (signal: NodeJS.Signals): void => {
        if (running) {
          logger.warn({ unfinished: [...unfinished] }, `${signal} again: ending at once`);
          exit(1);
          return;
        }
        void shutdown.run(signal);
      };
      process.on('SIGTERM', onSignal);
      process.on('SIGINT', onSignal);
      const onError = (error: unknown): void => {
        logger.fatal({ err: error }, 'An error that nobody caught');
        void shutdown.run('error', 1);
      };
      process.on('uncaughtException', onError);
      process.on('unhandledRejection', onError);
    },
  };
  return shutdown;
}
