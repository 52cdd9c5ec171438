import { setTimeout as sleep } from 'node:timers/promises';
import { compareLogs } from './compare-logs.js';
import type { LogSource, MovedEvent } from './log-source.js';
import { MoveRefused, type LogTarget, type Moved } from './log-target.js';

/** How a log is moved. */
export interface Moving {
  /**
   * Given, what is recorded meanwhile follows, until `stopped`, or until nothing was recorded for so many milliseconds:
   * whoever says how many says that nobody records any more then. Without it a source that grows meanwhile is refused.
   */
  readonly follow?: { readonly quietMs: number | null };
  /** Ends after the batch at hand; the same move goes on from there later. */
  readonly stopped?: AbortSignal;
  readonly on?: {
    /** Events that were there before, the same in both logs. */
    readonly found?: (events: number) => void;
    /** Events moved now, and how many of the source are left, about. */
    readonly moved?: (events: number, left: number) => void;
  };
}

/** What became of it. */
export interface MoveResult {
  /** Events moved now. */
  readonly events: number;
  /** Everything is there, and the source does not grow any more. */
  readonly done: boolean;
  /** An earlier move went on. */
  readonly resumed: boolean;
}

/** How long to wait for more where nothing wakes, milliseconds. */
const LOOK_MS = 1_000;

/**
 * Moves a log's events to another log as they are: order, streams, revisions, texts and times of recording. Goes on where
 * an earlier move ended. A target that holds events already must hold the source's, from its beginning. Throws
 * MoveRefused, and what the target throws.
 */
export async function moveLog(source: LogSource, target: LogTarget, moving: Moving = {}): Promise<MoveResult> {
  const known = await target.moved();
  const resumed = known !== null && known.from === source.id;
  const move = new Move(source, target, moving, resumed ? known : await notMovedFrom(source, target, moving, known));
  const done = await move.toItsEnd();
  return { events: move.events, done, resumed };
}

/** Of a target that another log was moved to: that one may be a copy of the source, which comparing them tells. */
async function notMovedFrom(source: LogSource, target: LogTarget, moving: Moving, known: Moved | null): Promise<Moved> {
  const other = (): MoveRefused =>
    new MoveRefused('other-log', `it was made of log ${known?.from}, and this is log ${source.id}`);
  if (known?.done === false) throw other();
  try {
    return await alreadyThere(source, target, moving);
  } catch (error) {
    throw known !== null && error instanceof MoveRefused ? other() : error;
  }
}

/** What a target holds that knows of no move: nothing, or the beginning of the source. */
async function alreadyThere(source: LogSource, target: LogTarget, { on }: Moving): Promise<Moved> {
  const { same, position, difference, longer } = await compareLogs(source.pages(0), target.pages(), on?.found);
  if (difference !== null) throw new MoveRefused('other-events', `its event ${same + 1} ${difference}`);
  if (longer === 'second') throw new MoveRefused('other-events', `it holds more than the ${same} events there are`);
  const moved = { from: source.id, position, done: false };
  await target.take([], moved);
  return moved;
}

/** One run of a move. */
class Move {
  /** Events that were moved. */
  events = 0;
  private grewAt = performance.now();

  constructor(
    private readonly source: LogSource,
    private readonly target: LogTarget,
    private readonly moving: Moving,
    private at: Moved,
  ) {}

  /** Answers whether everything is there for good. */
  async toItsEnd(): Promise<boolean> {
    const { follow } = this.moving;
    const head = await this.source.head();
    await this.pass();
    if (follow === undefined && !this.stopped && (await this.source.head()) > head)
      throw new MoveRefused('source-moves', 'events were recorded meanwhile');
    while (follow !== undefined && !this.stopped) {
      if (follow.quietMs !== null && performance.now() - this.grewAt > follow.quietMs) break;
      await this.news();
      await this.pass();
    }
    await this.upToHead();
    if (this.stopped) return false;
    await this.take([], { ...this.at, done: true });
    return true;
  }

  /** Nothing may be missing of what is called whole: reading may have ended too early, or events have come since. */
  private async upToHead(): Promise<void> {
    for (let behind = -1; !this.stopped;) {
      const { position } = this.at;
      const head = await this.source.head();
      if (position >= head) return;
      if (position === behind)
        throw new Error(`the log ends at position ${head}, and nothing can be read of it after position ${position}`);
      behind = position;
      await this.pass();
    }
  }

  private get stopped(): boolean {
    return this.moving.stopped?.aborted === true;
  }

  /** Up to where the source ends now, or a little further. While a page is written, the next one is read. */
  private async pass(): Promise<void> {
    const head = await this.source.head();
    let writing: Promise<void> = Promise.resolve();
    try {
      for await (const events of this.source.pages(this.at.position)) {
        await writing;
        if (this.stopped) return;
        const next = { ...this.at, position: events.at(-1)!.position, done: false };
        writing = this.take(events, next).then(() => {
          this.events += events.length;
          this.moving.on?.moved?.(this.events, this.source.events(head - next.position));
        });
        // heard when the next one is at hand
        writing.catch(() => undefined);
        if (next.position >= head) return;
      }
    } finally {
      await writing;
    }
  }

  private async take(events: readonly MovedEvent[], moved: Moved): Promise<void> {
    await this.target.take(events, moved);
    this.at = moved;
    if (events.length > 0) this.grewAt = performance.now();
  }

  /** Until the source grew, or a while has passed. */
  private async news(): Promise<void> {
    const woken = new AbortController();
    const unwatch = this.source.watch(() => woken.abort());
    const signals = [woken.signal, ...(this.moving.stopped === undefined ? [] : [this.moving.stopped])];
    // being woken is not a failure
    await sleep(LOOK_MS, undefined, { signal: AbortSignal.any(signals) }).catch(() => undefined);
    unwatch();
  }
}
