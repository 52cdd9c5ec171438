import type { EventLog, Position } from '#kernel';
import type { Logger } from '#platform';
import type { ReadModels } from '#projections';
import { READ_MODELS } from '../composition/read-models.js';
import { readFreshness, type Freshness } from './freshness.js';

/** What listeners are told: which read models changed up to which position, or how fresh they are. */
export type LiveMessage =
  { readonly changed: readonly string[]; readonly position: Position } | { readonly freshness: Freshness };

/** While read models move. */
const SOONEST_MS = 40;
/** While they are behind and do not move; this often it is said how far behind they are, at least. */
const STALLED_MS = 1_000;
/** While there is nothing to wait for. */
const QUIET_MS = 2_000;
/** A screen may have asked long before it listens, while its program was being loaded and read models were behind. */
const RECENT_MS = 30_000;

/**
 * Tells screens what changed. While somebody listens it looks where read models are: often while they catch up with
 * what was appended, ever more seldom down to once a second while they do not move, every two seconds when they have
 * everything. While nobody listens it does nothing.
 */
export class LiveHub {
  private readonly listeners = new Set<(message: LiveMessage) => void>();
  /** Those that have not been told what changed before they listened. */
  private readonly newcomers = new Set<(message: LiveMessage) => void>();
  private positions = new Map<string, Position>();
  /** What was told last of freshness, and when: empty where somebody has not heard it yet. */
  private told = { text: '', at: 0 };
  /** How long to wait before looking again for what was appended: grows while nothing moves. */
  private patience = SOONEST_MS;
  private lookedAt = 0;
  /** When read models were last seen to hold everything. */
  private hadAllAt = 0;
  private timer: { readonly due: number; readonly handle: NodeJS.Timeout } | null = null;
  /** How long after the look at hand the next was asked for. */
  private asked = QUIET_MS;
  private unwatch: (() => void) | null = null;
  private looking = false;

  constructor(
    private readonly log: Pick<EventLog, 'watch' | 'head' | 'readAll'>,
    private readonly readModels: Pick<ReadModels, 'positions' | 'status'>,
    private readonly logger: Pick<Logger, 'warn'>,
  ) {}

  /**
   * Listens until the function it returns is called. It is told at once how fresh everything is and then, where something
   * was recorded a moment ago, that everything changed: what it asked for before it listened may be from before that.
   */
  listen(listener: (message: LiveMessage) => void): () => void {
    this.listeners.add(listener);
    this.newcomers.add(listener);
    this.told = { text: '', at: 0 };
    this.unwatch ??= this.log.watch(() => this.look(this.patience));
    this.look(SOONEST_MS);
    return () => {
      this.listeners.delete(listener);
      this.newcomers.delete(listener);
      if (this.listeners.size === 0) this.rest();
    };
  }

  /** Stops looking; nobody is told anything any more. */
  close(): void {
    this.listeners.clear();
    this.newcomers.clear();
    this.rest();
  }

  private rest(): void {
    this.unwatch?.();
    this.unwatch = null;
    if (this.timer !== null) clearTimeout(this.timer.handle);
    this.timer = null;
    this.patience = SOONEST_MS;
    this.positions = new Map();
  }

  /** Looks so long after the last look, unless it will sooner. */
  private look(afterMs: number): void {
    if (this.looking) {
      this.asked = Math.min(this.asked, afterMs);
      return;
    }
    const due = this.lookedAt + afterMs;
    if (this.listeners.size === 0 || (this.timer !== null && this.timer.due <= due)) return;
    if (this.timer !== null) clearTimeout(this.timer.handle);
    this.timer = { due, handle: setTimeout(() => void this.lookNow(), Math.max(due - Date.now(), 0)) };
  }

  private async lookNow(): Promise<void> {
    this.timer = null;
    this.looking = true;
    this.lookedAt = Date.now();
    this.asked = QUIET_MS;
    try {
      this.look(await this.compare());
    } catch (error) {
      this.logger.warn({ err: error }, 'How fresh read models are could not be read; trying again');
    }
    this.looking = false;
    this.look(this.asked);
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
    if (changed.length > 0) this.tell({ changed, position: Math.min(...changed.map((name) => positions.get(name)!)) });
    const behind = slowest < head;
    if (!behind) this.hadAllAt = Date.now();
    const due = this.told.at === 0 || Date.now() - Math.max(this.told.at, this.hadAllAt) >= STALLED_MS;
    if (!behind || changed.length > 0 || due) await this.tellFreshness(behind && due);
    await this.tellNewcomers(slowest, head);
    const moving = !behind || changed.length > 0;
    this.patience = moving ? SOONEST_MS : Math.min(this.patience * 1.5, STALLED_MS);
    return behind ? this.patience : QUIET_MS;
  }

  private async tellNewcomers(position: Position, head: Position): Promise<void> {
    if (this.newcomers.size === 0) return;
    const [last] = (await this.log.readAll({ after: head - 1, limit: 1 })).events;
    // who left meanwhile is not among them any more; what failed is tried again with the next look
    const newcomers = [...this.newcomers];
    this.newcomers.clear();
    if (last === undefined || Date.now() - last.recordedAt > RECENT_MS) return;
    for (const listener of newcomers) listener({ changed: READ_MODELS, position });
  }

  private async tellFreshness(again: boolean): Promise<void> {
    const freshness = await readFreshness(this.log, this.readModels);
    const text = JSON.stringify({ ...freshness, lagSeconds: Math.round(freshness.lagSeconds) });
    if (text === this.told.text && !again) return;
    this.told = { text, at: Date.now() };
    this.tell({ freshness });
  }

  private tell(message: LiveMessage): void {
    for (const listener of this.listeners) listener(message);
  }
}
