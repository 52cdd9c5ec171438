import { LogBusy, LogReplaced, type AppendOutcome, type AppendRequest } from '#kernel';
import { inTime } from '#platform';
import { AppendQueue, type QueueLimits } from '../postgres/append-queue.js';
import type { Prepared } from '../prepare.js';
import { isRefusal } from './answers.js';

/** Writes a group; tries nothing any more after `until`, by `performance.now()`. */
export type WriteUntil = (requests: readonly Prepared[], until: number) => Promise<readonly AppendOutcome[]>;

/** A queue of appends whose callers never wait for long. */
export type BoundedQueue = Pick<AppendQueue, 'append' | 'close'>;

/** What came of looking, and until when that holds. */
interface Look {
  until: number;
  readonly done: Promise<void>;
}

/** Milliseconds for which who was refused is not heard again. */
const REFUSED_FOR = 1_000;

/** Milliseconds for whoever tries to say itself what went wrong. */
const GRACE = 500;

/**
 * A queue of appends where patience begins when an append is accepted: groups wait for each other, and each of them is
 * tried for a while. Callers get LogBusy when it is over, whatever their append is waiting for then; it may be stored.
 */
export function boundedQueue(write: WriteUntil, patience: number, limits: QueueLimits): BoundedQueue {
  const queue = new AppendQueue((group) => {
    // the latest of them: nobody is turned away for having come together with somebody who waited
    const since = Math.max(...group.map(({ since }) => since));
    return write(
      group.map(({ request }) => request),
      since + patience,
    );
  }, limits);
  return {
    append: (requests: readonly AppendRequest[]) =>
      inTime(patience + GRACE, queue.append(requests), () => late(patience + GRACE)),
    close: () => queue.close(),
  };
}

function late(milliseconds: number): LogBusy {
  return new LogBusy(
    `EventStoreDB did not take the events within ${milliseconds / 1_000} s; what was sent may be stored: send it again with the same ids`,
    2,
  );
}

/**
 * Does something for everybody who asks, and again for who asks after so many milliseconds; where it fails, the next one
 * tries again, but for a refusal: that holds for a moment, however many ask.
 */
export function preparedFor(milliseconds: number, work: () => Promise<void>): () => Promise<void> {
  let last: Look | null = null;
  return () => {
    if (last !== null && performance.now() < last.until) return last.done;
    const look: Look = {
      until: performance.now() + milliseconds,
      done: work().catch((error: unknown) => {
        // of this look: a later one may have found something else
        look.until = isRefusal(error) ? performance.now() + REFUSED_FOR : 0;
        if (error instanceof LogReplaced) throw error;
        throw new LogBusy(`nothing was appended (${(error as Error).message}): send it again`, 2);
      }),
    };
    last = look;
    return look.done;
  };
}

/** Touches and decisions by turns, as they came: a caller's own order is kept. */
export function runs(requests: readonly Prepared[]): Prepared[][] {
  const all: Prepared[][] = [];
  for (const request of requests) {
    const last = all.at(-1);
    if (last !== undefined && last[0]!.touch === request.touch) last.push(request);
    else all.push([request]);
  }
  return all;
}
