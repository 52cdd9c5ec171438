import { Worker } from 'node:worker_threads';
import type { Logger, TracingOptions } from '#platform';
import type { BodyLimits } from '../intake/body.js';
import { errorOf, type Failure } from '../intake/failure.js';
import type { Answer, Handed } from '../intake/handed.js';
import type { Appended } from './metered-log.js';
import type { StoreOptions } from './store.js';
import type { Heard } from './store-watch.js';

/** What a thread is started with. */
export interface IntakeThreadData {
  readonly store: Omit<StoreOptions, 'logger' | 'watch'>;
  readonly level: string;
  readonly format?: 'json' | 'pretty';
  readonly tracing?: TracingOptions | undefined;
  readonly limits: BodyLimits;
  /** Patterns of what must not be kept. */
  readonly forbidden: readonly string[];
  /** Messages that may be on their way in all threads together, and where they are counted. */
  readonly capacity: number;
  readonly counts: Int32Array;
  readonly place: number;
}

export type ToIntake =
  { readonly kind: 'take'; readonly number: number; readonly handed: Handed } | { readonly kind: 'stop' };
export type FromIntake =
  | { readonly kind: 'running' }
  | { readonly kind: 'taken'; readonly number: number; readonly answer: Answer }
  | { readonly kind: 'failed'; readonly number: number; readonly failure: Failure }
  | { readonly kind: 'appended'; readonly appended: Appended }
  | { readonly kind: 'heard'; readonly heard: Heard };

/** Room for what a delivery is parsed to, so that it dies young. */
const YOUNG_MB = 96;
const PAUSE_MS = 1_000;

interface Taking {
  readonly bytes: number;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/** Who wants to know what happens to a thread. */
export interface IntakeThreadListener {
  readonly appended: (appended: Appended) => void;
  readonly heard: (heard: Heard) => void;
  /** It died: nothing of it is on its way any more. */
  readonly died: () => void;
}

/**
 * A thread that takes deliveries: reads, seals and records them on connections of its own. When it dies, whoever waits
 * for it hears that the delivery may not be recorded, and it is started again.
 */
export class IntakeThread {
  private worker: Worker | null = null;
  private running = false;
  private stopping = false;
  private next = 0;
  private held = 0;
  private timer: NodeJS.Timeout | null = null;
  private ended: Promise<void> = Promise.resolve();
  private readonly taking = new Map<number, Taking>();

  constructor(
    private readonly data: IntakeThreadData,
    private readonly logger: Logger,
    private readonly listener: IntakeThreadListener,
    private readonly entry: URL = new URL('./intake-worker.js', import.meta.url),
  ) {
    this.spawn();
  }

  /** Whether it takes deliveries. */
  get takes(): boolean {
    return this.running && !this.stopping;
  }

  /** Bytes of the deliveries it has. */
  get bytes(): number {
    return this.held;
  }

  /** Takes a delivery, and its bytes with it. Rejects as intake does here. */
  take(handed: Handed): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const raw = ownBytes(handed.raw);
      const bytes = raw.length;
      const number = this.next++;
      this.tell({ kind: 'take', number, handed: { ...handed, raw } }, [raw.buffer as ArrayBuffer]);
      this.taking.set(number, { bytes, resolve, reject });
      this.held += bytes;
    });
  }

  /** Finishes what it has taken, and ends. */
  async stop(): Promise<void> {
    this.stopping = true;
    if (this.timer !== null) clearTimeout(this.timer);
    if (this.worker !== null) this.tell({ kind: 'stop' });
    await this.ended;
  }

  private tell(message: ToIntake, transferred: readonly ArrayBuffer[] = []): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port, not a window
    this.worker!.postMessage(message, [...transferred]);
  }

  private spawn(): void {
    const worker = new Worker(this.entry, {
      workerData: this.data,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    });
    this.worker = worker;
    worker.on('message', (message: FromIntake) => this.hear(message));
    worker.on('error', (error) => this.logger.error({ err: error }, 'A thread of intake failed'));
    this.ended = new Promise((resolve) => {
      worker.on('exit', () => {
        this.worker = null;
        this.buried();
        if (!this.stopping) this.timer = setTimeout(() => this.spawn(), PAUSE_MS);
        resolve();
      });
    });
  }

  private hear(message: FromIntake): void {
    switch (message.kind) {
      case 'running':
        this.running = true;
        break;
      case 'appended':
        this.listener.appended(message.appended);
        break;
      case 'heard':
        this.listener.heard(message.heard);
        break;
      case 'taken':
        this.done(message.number).resolve(message.answer);
        break;
      case 'failed':
        this.done(message.number).reject(errorOf(message.failure));
    }
  }

  private done(number: number): Taking {
    const taking = this.taking.get(number)!;
    this.taking.delete(number);
    this.held -= taking.bytes;
    return taking;
  }

  private buried(): void {
    this.running = false;
    this.listener.died();
    for (const number of this.taking.keys())
      this.done(number).reject(new Error('the thread that took the delivery ended'));
  }
}

/** Bytes in memory that holds nothing else: what can be handed over without a copy is. */
function ownBytes(bytes: Buffer): Buffer {
  const whole = bytes.byteOffset === 0 && bytes.byteLength === bytes.buffer.byteLength;
  return whole ? bytes : Buffer.from(new Uint8Array(bytes).buffer);
}
