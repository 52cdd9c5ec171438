import type { Freshness, LiveMessage } from '../api/types.js';

/** The state of the live connection, as the header says it. */
export type LiveState =
  | { readonly status: 'connecting' }
  | { readonly status: 'open' }
  | { readonly status: 'lost'; readonly retryAt: number };

/** What the connection needs of an EventSource. */
export interface Source {
  onopen: (() => void) | null;
  onerror: (() => void) | null;
  close(): void;
  addEventListener(type: string, listener: (event: { data: string }) => void): void;
}

interface Options {
  readonly connect: () => Source;
  readonly onState: (state: LiveState) => void;
  readonly onChanged: (changed: readonly string[], position: number | undefined) => void;
  readonly onFreshness: (freshness: Freshness) => void;
  /** Called when the connection is back after a loss: anything may have changed meanwhile. */
  readonly onReturn: () => void;
  readonly now?: () => number;
  readonly random?: () => number;
}

/** The longest wait between two attempts. */
const LONGEST_WAIT_MS = 30_000;

/** How long to wait before attempt n (from 0): doubling from half a second, a quarter of it by chance. */
export function waitBefore(attempt: number, random: number): number {
  const base = Math.min(LONGEST_WAIT_MS, 500 * 2 ** attempt);
  return Math.round(base * (0.75 + 0.25 * random));
}

/** Reads a message; null for what is not one. */
export function readMessage(data: string): LiveMessage | null {
  try {
    const parsed = JSON.parse(data) as unknown;
    return typeof parsed === 'object' && parsed !== null ? parsed : null;
  } catch {
    return null;
  }
}

/** Keeps a live connection up: opens it, opens it again with back-off when it is lost, and says which it is. */
export class LiveConnection {
  private source: Source | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private attempts = 0;
  private lostOnce = false;
  private stopped = false;

  constructor(private readonly options: Options) {}

  start(): void {
    this.stopped = false;
    this.open();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    this.source?.close();
    this.source = null;
  }

  /** Tries at once, without waiting for the back-off. */
  retryNow(): void {
    if (this.stopped || this.source !== null) return;
    clearTimeout(this.timer);
    this.open();
  }

  private open(): void {
    if (!this.lostOnce) this.options.onState({ status: 'connecting' });
    const source = this.options.connect();
    this.source = source;
    source.onopen = () => {
      this.attempts = 0;
      this.options.onState({ status: 'open' });
      if (this.lostOnce) this.options.onReturn();
      this.lostOnce = false;
    };
    source.onerror = () => {
      if (this.source === source) this.lose(source);
    };
    for (const type of ['message', 'changed', 'freshness'])
      source.addEventListener(type, (event) => this.receive(event.data));
  }

  private lose(source: Source): void {
    source.close();
    this.source = null;
    this.lostOnce = true;
    const wait = waitBefore(this.attempts++, (this.options.random ?? Math.random)());
    this.options.onState({ status: 'lost', retryAt: (this.options.now ?? Date.now)() + wait });
    this.timer = setTimeout(() => this.open(), wait);
  }

  private receive(data: string): void {
    const message = readMessage(data);
    if (message === null) return;
    if (message.changed !== undefined) this.options.onChanged(message.changed, message.position);
    if (message.freshness !== undefined) this.options.onFreshness(message.freshness);
  }
}

/** Gathers what changed and passes it on at most once per `every` milliseconds, the first at once. */
export class ChangeGatherer {
  private readonly gathered = new Set<string>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly pass: (changed: ReadonlySet<string>) => void,
    private readonly every = 100,
  ) {}

  add(changed: readonly string[]): void {
    for (const one of changed) this.gathered.add(one);
    if (this.timer !== undefined || this.gathered.size === 0) return;
    this.flush();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.gathered.clear();
  }

  private flush(): void {
    const changed = new Set(this.gathered);
    this.gathered.clear();
    this.timer = setTimeout(() => {
      this.timer = undefined;
      if (this.gathered.size > 0) this.flush();
    }, this.every);
    this.pass(changed);
  }
}
