import { LogBusy, type AppendOutcome, type AppendRequest } from '#kernel';
import { prepare } from '../prepare.js';
import type { Pending } from './lane.js';

/** What the queue hands to whoever writes. */
export interface Accepted extends Pending {
  /** When it was accepted, by `performance.now()`. */
  readonly since: number;
}

/** Writes one group and answers its outcomes in order; rejects when it gives up. */
export type WriteGroup = (group: readonly Accepted[]) => Promise<readonly AppendOutcome[]>;

/** The same, telling how many events a group had and how many seconds it took. */
export function timedGroups(write: WriteGroup, told?: (events: number, seconds: number) => void): WriteGroup {
  if (told === undefined) return write;
  return async (group) => {
    const began = performance.now();
    try {
      return await write(group);
    } finally {
      told(
        group.reduce((sum, { request }) => sum + request.events.length, 0),
        (performance.now() - began) / 1_000,
      );
    }
  };
}

export interface QueueLimits {
  /** Events that may wait; more are turned away with LogBusy. */
  readonly events: number;
  /** Bytes of texts that may wait. */
  readonly bytes: number;
  /** Events of one group: as many as wait, up to this. */
  readonly groupEvents: number;
  readonly groupBytes: number;
  /** Groups being written at the same time: while one waits for the disk, the next is read and decided. */
  readonly inFlight: number;
}

export const QUEUE_LIMITS: QueueLimits = {
  events: 20_000,
  bytes: 64 * 1024 * 1024,
  groupEvents: 1_000,
  groupBytes: 4 * 1024 * 1024,
  inFlight: 2,
};

/** Below this, one larger group is cheaper than two that overlap. */
const SMALL_GROUP = 32;

interface Call {
  readonly outcomes: AppendOutcome[];
  left: number;
  /** Of its requests, how many are being written. */
  writing: number;
  failed: boolean;
  readonly resolve: (outcomes: readonly AppendOutcome[]) => void;
  readonly reject: (error: unknown) => void;
}

interface Waiting extends Accepted {
  readonly call: Call;
  readonly index: number;
}

/** Group commit: many callers, few transactions, each caller its own result. */
export class AppendQueue {
  /** Those that were taken leave their places empty: what is answered is not kept. */
  private waiting: (Waiting | undefined)[] = [];
  private taken = 0;
  private events = 0;
  private bytes = 0;
  private writing = 0;
  private pulsing: NodeJS.Immediate | null = null;
  private closed = false;
  private drained: (() => void) | null = null;

  constructor(
    private readonly write: WriteGroup,
    private readonly limits: QueueLimits,
  ) {}

  /** Resolves when every request has its outcome. Rejects with LogBusy, at once where the queue is full. */
  append(requests: readonly AppendRequest[]): Promise<readonly AppendOutcome[]> {
    return new Promise((resolve, reject) => {
      if (this.closed) throw new Error('the event log is closed');
      const call: Call = {
        outcomes: [],
        left: 0,
        writing: 0,
        failed: false,
        resolve,
        reject,
      };
      const since = performance.now();
      const accepted: Waiting[] = [];
      let events = 0;
      let bytes = 0;
      requests.forEach((asked, index) => {
        const request = prepare(asked);
        if ('kind' in request) {
          call.outcomes[index] = request;
          return;
        }
        events += request.events.length;
        bytes += request.bytes;
        accepted.push({ request, call, index, since });
      });
      if (accepted.length === 0) {
        resolve(call.outcomes);
        return;
      }
      const full =
        this.events > 0 && (this.events + events > this.limits.events || this.bytes + bytes > this.limits.bytes);
      if (full) throw new LogBusy(`${this.events} events wait to be appended already`, 1);
      call.left = accepted.length;
      this.events += events;
      this.bytes += bytes;
      for (const item of accepted) this.waiting.push(item);
      this.pulseSoon();
    });
  }

  /** Takes no more, and resolves when all that was accepted has been answered. */
  async close(): Promise<void> {
    this.closed = true;
    if (this.writing > 0 || this.taken < this.waiting.length)
      await new Promise<void>((resolve) => {
        this.drained = resolve;
      });
  }

  /** Whoever calls in the same turn of the event loop comes into the same group. */
  private pulseSoon(): void {
    this.pulsing ??= setImmediate(() => {
      this.pulsing = null;
      this.pulse();
    });
  }

  private pulse(): void {
    while (this.writing < this.limits.inFlight && this.taken < this.waiting.length) {
      // the rest of a call that did not fit one group follows its beginning: a caller's own order is kept
      if (this.waiting[this.taken]!.call.writing > 0) break;
      const group = this.takeGroup();
      this.writing++;
      void this.write(group).then(
        (outcomes) => this.answer(group, outcomes),
        (error: unknown) => this.fail(group, error),
      );
    }
    if (this.writing === 0 && this.taken === this.waiting.length) this.drained?.();
  }

  /**
   * An equal share of what is on its way, so that groups overlap: while one is written, the next is prepared. Cut
   * between calls; within one only where it is larger than a group may be.
   */
  private takeGroup(): Waiting[] {
    const group: Waiting[] = [];
    const share = Math.max(SMALL_GROUP, Math.ceil(this.events / this.limits.inFlight));
    let events = 0;
    let bytes = 0;
    while (this.taken < this.waiting.length) {
      const next = this.waiting[this.taken]!;
      const { request, call } = next;
      events += request.events.length;
      bytes += request.bytes;
      const begins = group.length > 0 && group.at(-1)!.call !== call;
      const full = events > this.limits.groupEvents || bytes > this.limits.groupBytes;
      if (group.length > 0 && (full || (begins && events > share))) break;
      group.push(next);
      this.waiting[this.taken++] = undefined;
    }
    for (const { call } of group) call.writing++;
    if (this.taken === this.waiting.length || this.taken > 4_096) {
      this.waiting = this.waiting.slice(this.taken);
      this.taken = 0;
    }
    return group;
  }

  private answer(group: readonly Waiting[], outcomes: readonly AppendOutcome[]): void {
    this.release(group);
    group.forEach(({ call, index }, i) => {
      call.outcomes[index] = outcomes[i]!;
      if (--call.left === 0 && !call.failed) call.resolve(call.outcomes);
    });
    this.pulseSoon();
  }

  private fail(group: readonly Waiting[], error: unknown): void {
    this.release(group);
    for (const { call } of group) {
      call.failed = true;
      call.left--;
      call.reject(error);
    }
    this.pulseSoon();
  }

  private release(group: readonly Waiting[]): void {
    this.writing--;
    for (const { request, call } of group) {
      call.writing--;
      this.events -= request.events.length;
      this.bytes -= request.bytes;
    }
  }
}
