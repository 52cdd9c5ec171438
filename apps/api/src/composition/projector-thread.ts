import { Worker } from 'node:worker_threads';
import { StartFailure, type Logger, type TracingOptions } from '#platform';
import type { Runs } from './runs.js';
import type { StoreOptions } from './store.js';
import { hearAll, type Heard, type StoreWatch } from './store-watch.js';

/** What the thread is started with. */
export interface ProjectorData {
  readonly store: Omit<StoreOptions, 'logger' | 'watch'>;
  readonly runs: Runs;
  readonly level: string;
  readonly format?: 'json' | 'pretty';
  readonly tracing?: TracingOptions | undefined;
  readonly zone?: string;
}

/** What the thread is told: to finish what is at hand and end. */
export type ToProjector = { readonly kind: 'stop' };
/** What the thread tells: that it follows the log, that it has ended in order, what its store did. */
export type FromProjector =
  { readonly kind: 'running' } | { readonly kind: 'stopped' } | { readonly kind: 'heard'; readonly heard: Heard };

/** Room for what a page of events is decoded to, so that it dies young: a third of the collector's work is left. */
const YOUNG_MB = 96;

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;
const STEADY_MS = 30_000;

/** Keeps a projector running in a thread of its own; when it dies it is started again, after ever longer pauses. */
export class ProjectorThread {
  private worker: Worker | null = null;
  private state: 'starting' | 'running' | 'waiting' | 'stopped' = 'starting';
  private failure: string | null = null;
  private pause = FIRST_PAUSE_MS;
  private timer: NodeJS.Timeout | null = null;
  private stopping = false;
  private ended: Promise<void> = Promise.resolve();

  constructor(
    private readonly data: ProjectorData,
    private readonly logger: Logger,
    private readonly watch?: StoreWatch,
    private readonly entry: URL = new URL('./projector-worker.js', import.meta.url),
  ) {}

  /** Starts the thread. Resolves when it follows the log; rejects with a StartFailure when the very first start fails. */
  start(): Promise<void> {
    return new Promise((resolve, reject) => {
      let ran = false;
      this.spawn(
        () => {
          ran = true;
          resolve();
        },
        (error) => {
          if (ran) return;
          this.stopping = true;
          reject(new StartFailure('projector.not-started', error.message, 1, { cause: error }));
        },
      );
    });
  }

  /** Throws while the thread does not run: a health check. */
  check(): void {
    if (this.state !== 'running')
      throw new Error(`the projector is ${this.state}${this.failure === null ? '' : `: ${this.failure}`}`);
  }

  /** Asks the thread to finish what is at hand, and waits for it. */
  async stop(): Promise<void> {
    this.stopping = true;
    if (this.timer !== null) clearTimeout(this.timer);
    this.worker?.postMessage({ kind: 'stop' } satisfies ToProjector);
    await this.ended;
    this.state = 'stopped';
  }

  private spawn(running: () => void, failed: (error: Error) => void): void {
    this.state = 'starting';
    const startedAt = Date.now();
    const worker = new Worker(this.entry, {
      workerData: this.data,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    });
    this.worker = worker;
    worker.on('message', (message: FromProjector) => {
      if (message.kind === 'heard' && this.watch !== undefined) hearAll(this.watch, message.heard);
      if (message.kind !== 'running') return;
      this.state = 'running';
      this.failure = null;
      running();
    });
    worker.on('error', (error) => {
      this.failure = error.message;
      failed(error);
    });
    this.ended = new Promise((resolve) => {
      worker.on('exit', (code) => {
        this.worker = null;
        if (!this.stopping) this.again(code, Date.now() - startedAt);
        resolve();
      });
    });
  }

  private again(code: number, livedMs: number): void {
    this.state = 'waiting';
    this.pause = livedMs > STEADY_MS ? FIRST_PAUSE_MS : Math.min(this.pause * 2, LONGEST_PAUSE_MS);
    this.logger.error({ code, failure: this.failure, pauseMs: this.pause }, 'The projector died; starting it again');
    this.timer = setTimeout(
      () =>
        this.spawn(
          () => this.logger.info('The projector runs again'),
          () => undefined,
        ),
      this.pause,
    );
  }
}
