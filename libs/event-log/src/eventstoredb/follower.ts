import { END, excludeSystemEvents, type AllStreamSubscription } from '@eventstore/db-client';
import type { Position } from '#kernel';
import { understood } from './answers.js';
import type { Connection } from './connection.js';

export interface FollowerOptions {
  readonly connection: Connection;
  /** Where the log ends: asked where the subscription has been silent. */
  readonly head: () => Promise<Position>;
  readonly onTrouble: (error: Error) => void;
  /** Milliseconds of silence after which the subscription is looked after. */
  readonly silence?: number;
}

const SILENCE = 10_000;
const LONGEST_PAUSE = 5_000;
/** Events after which the server says how far it has looked, where it has nothing to send: times 32. */
const CHECKPOINTS = 32;

/**
 * Follows the log by one catch-up subscription for the whole process, and wakes who watches. A subscription that ends
 * says so once and never comes back, and some end without a word: it is made again from where the last one was, after a
 * growing pause; and where it has been silent although the log has grown. "Consumer too slow" is normal on a burst.
 */
export class Follower {
  private readonly wakes = new Set<() => void>();
  private subscription: AllStreamSubscription | null = null;
  private position: { commit: bigint; prepare: bigint } | null = null;
  private timer: NodeJS.Timeout | null = null;
  private watchdog: NodeJS.Timeout | null = null;
  private waking: NodeJS.Immediate | null = null;
  private failures = 0;
  private heard = 0;

  constructor(private readonly options: FollowerOptions) {}

  /** Whether anybody watches. */
  get follows(): boolean {
    return this.wakes.size > 0;
  }

  /** Calls back soon after anything was appended, until the returned function is called. */
  on(wake: () => void): () => void {
    const own = (): void => wake();
    this.wakes.add(own);
    if (this.wakes.size === 1) this.begin();
    return () => {
      this.wakes.delete(own);
      if (this.wakes.size === 0) this.end();
    };
  }

  /** Wakes everybody in this process without waiting for the server; several calls of a moment are one. */
  wake(): void {
    if (this.wakes.size === 0) return;
    this.waking ??= setImmediate(() => {
      this.waking = null;
      for (const wake of this.wakes) wake();
    });
  }

  close(): void {
    this.wakes.clear();
    this.end();
  }

  private begin(): void {
    this.watchdog = setInterval(() => void this.lookAfter(), (this.options.silence ?? SILENCE) / 2);
    void this.subscribe();
  }

  private end(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    if (this.watchdog !== null) clearInterval(this.watchdog);
    if (this.waking !== null) clearImmediate(this.waking);
    this.timer = null;
    this.watchdog = null;
    this.waking = null;
    this.leave();
  }

  private async subscribe(): Promise<void> {
    this.timer = null;
    this.heard = performance.now();
    const client = await this.options.connection.subscribing();
    if (this.wakes.size === 0 || this.subscription !== null) return;
    const subscription: AllStreamSubscription = client.subscribeToAll({
      fromPosition: this.position ?? END,
      filter: excludeSystemEvents({
        checkpointInterval: CHECKPOINTS,
        checkpointReached: (_, position) => {
          if (this.subscription === subscription) this.reached(position);
        },
      }),
    });
    this.subscription = subscription;
    subscription.on('confirmation', () => {
      this.failures = 0;
      // Something may have been appended before there was anybody to hear of it.
      this.hear(subscription);
    });
    subscription.on('data', ({ event }) => {
      if (this.subscription !== subscription) return;
      if (event !== undefined) this.reached(event.position);
      this.hear(subscription);
    });
    subscription.on('error', (error) => this.lost(subscription, error));
    subscription.on('end', () => this.lost(subscription, new Error('the subscription ended')));
  }

  private reached(position: { readonly commit: bigint; readonly prepare: bigint }): void {
    this.heard = performance.now();
    if (this.position === null || position.commit > this.position.commit) this.position = position;
  }

  private hear(subscription: AllStreamSubscription): void {
    if (this.subscription !== subscription) return;
    this.heard = performance.now();
    this.wake();
  }

  private lost(subscription: AllStreamSubscription, error: unknown): void {
    if (this.subscription !== subscription) return;
    this.leave();
    if (this.wakes.size === 0) return;
    this.options.onTrouble(understood(error, this.options.connection.shown));
    this.again();
  }

  private again(): void {
    this.timer ??= setTimeout(() => void this.subscribe(), Math.min(100 * 2 ** this.failures++, LONGEST_PAUSE));
  }

  /** Silence is no sign of anything by itself: the log may be silent, too. */
  private async lookAfter(): Promise<void> {
    const { silence = SILENCE, head, onTrouble } = this.options;
    if (this.timer !== null || performance.now() - this.heard < silence) return;
    try {
      const end = await head();
      const behind = this.position === null ? end > 0 : BigInt(end) > this.position.commit;
      if (!behind || this.wakes.size === 0) return;
      // Who watches need not wait for the subscription.
      this.wake();
    } catch (error) {
      onTrouble(error as Error);
    }
    if (this.wakes.size === 0 || this.timer !== null) return;
    this.leave();
    this.again();
  }

  private leave(): void {
    const { subscription } = this;
    this.subscription = null;
    if (subscription === null) return;
    // A call that never began cannot be cancelled, and need not be.
    subscription.unsubscribe().catch(() => undefined);
    subscription.destroy();
  }
}
