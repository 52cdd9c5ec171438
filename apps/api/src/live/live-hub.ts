import type { EventLog, Position } from '#kernel';
import type { Logger } from '#platform';
import type { ReadModels } from '#projections';
import { READ_MODELS } from '../composition/read-models.js';
import { readFreshness, type Freshness } from './freshness.js';

/** What listeners are told: which read models changed up to which position, or how fresh they are. */
export type LiveMessage =
  { readonly changed: readonly string[]; readonly position: Position } | { readonly freshness: Freshness };

const CATCHING_UP_MS = 40;
const QUIET_MS = 2_000;

/**
 * Tells screens what changed. While somebody listens it looks where read models are: often from the moment something
 * was appended until they have it, every two seconds otherwise. While nobody listens it does nothing.
 */
export class LiveHub {
  private readonly listeners = new Set<(message: LiveMessage) => void>();
  private positions = new Map<string, Position>();
  private freshness = '';
  private timer: NodeJS.Timeout | null = null;
  private unwatch: (() => void) | null = null;
  private looking = false;
  private again = false;

  constructor(
    private readonly log: EventLog,
    private readonly readModels: ReadModels,
    private readonly logger: Logger,
  ) {}

  /** Listens until the function it returns is called. The first message says how fresh everything is. */
  listen(listener: (message: LiveMessage) => void): () => void {
    this.listeners.add(listener);
    this.freshness = '';
    this.unwatch ??= this.log.watch(() => void this.look());
    void this.look();
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) this.rest();
    };
  }

  /** Stops looking; nobody is told anything any more. */
  close(): void {
    this.listeners.clear();
    this.rest();
  }

  private rest(): void {
    this.unwatch?.();
    this.unwatch = null;
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.positions = new Map();
  }

  private async look(): Promise<void> {
    if (this.looking) {
      this.again = true;
      return;
    }
    this.looking = true;
    let pause = QUIET_MS;
    try {
      pause = await this.compare();
    } catch (error) {
      this.logger.warn({ err: error }, 'How fresh read models are could not be read; trying again');
    } finally {
      this.looking = false;
    }
    if (this.listeners.size === 0) return;
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.look(), this.again ? CATCHING_UP_MS : pause);
    this.again = false;
  }

  /** Tells what moved; answers how long to wait before looking again. */
  private async compare(): Promise<number> {
    const [positions, { position: head }] = await Promise.all([
      this.readModels.positions(READ_MODELS),
      this.log.head(),
    ]);
    const before = this.positions;
    this.positions = positions;
    const changed = [...positions].filter(([name, at]) => at > (before.get(name) ?? at)).map(([name]) => name);
    const slowest = Math.min(head, ...positions.values());
    if (changed.length > 0) this.tell({ changed, position: slowest });
    const behind = slowest < head;
    if (!behind || changed.length > 0) await this.tellFreshness();
    return behind ? CATCHING_UP_MS : QUIET_MS;
  }

  private async tellFreshness(): Promise<void> {
    const freshness = await readFreshness(this.log, this.readModels);
    const text = JSON.stringify({ ...freshness, lagSeconds: Math.round(freshness.lagSeconds) });
    if (text === this.freshness) return;
    this.freshness = text;
    this.tell({ freshness });
  }

  private tell(message: LiveMessage): void {
    for (const listener of this.listeners) listener(message);
  }
}
