import type { Position } from '#kernel';

/** How soon positions are looked at again, and how late where they stay behind. */
const SOONEST_MS = 5;
const LATEST_MS = 100;

interface Waiting {
  readonly names: readonly string[];
  readonly position: Position;
  /** Epoch milliseconds. */
  readonly until: number;
  readonly settle: (isThere: boolean) => void;
  readonly fail: (error: unknown) => void;
}

/** All of a process who wait for read models to hold a position: they are looked at for all of them at once. */
export class PositionWaiters {
  private readonly waiting = new Set<Waiting>();
  private isLooking = false;
  private wake = (): void => undefined;

  constructor(private readonly positions: (names: readonly string[]) => Promise<ReadonlyMap<string, Position>>) {}

  /** False when time ran out first. Rejects with what kept positions from being read twice in a row. */
  waitFor(names: readonly string[], position: Position, timeoutMs: number): Promise<boolean> {
    return new Promise((settle, fail) => {
      this.waiting.add({ names, position, until: Date.now() + timeoutMs, settle, fail });
      if (this.isLooking) this.wake();
      else void this.look();
    });
  }

  /** Until nobody waits; sooner again where somebody new came. */
  private async look(): Promise<void> {
    this.isLooking = true;
    let failed = 0;
    for (let pause = SOONEST_MS; this.waiting.size > 0;) {
      const asked = new Set(this.waiting);
      try {
        this.settle(asked, await this.positions([...new Set([...asked].flatMap(({ names }) => names))]));
        failed = 0;
      } catch (error) {
        // one connection that broke is no answer for all of them
        failed++;
        if (failed > 1) for (const each of asked) this.fail(each, error);
      }
      await this.paused(pause, asked);
      pause = this.hasOthersThan(asked) ? SOONEST_MS : Math.min(pause * 1.5, LATEST_MS);
    }
    this.isLooking = false;
  }

  private settle(asked: ReadonlySet<Waiting>, at: ReadonlyMap<string, Position>): void {
    const now = Date.now();
    for (const each of asked) {
      const isThere = each.names.every((name) => (at.get(name) ?? -1) >= each.position);
      if (!isThere && now < each.until) continue;
      this.waiting.delete(each);
      each.settle(isThere);
    }
  }

  private fail(each: Waiting, error: unknown): void {
    this.waiting.delete(each);
    each.fail(error);
  }

  /** Waits for the next look: no longer than the first of them has, or until somebody new comes. */
  private async paused(pause: number, asked: ReadonlySet<Waiting>): Promise<void> {
    if (this.waiting.size === 0 || this.hasOthersThan(asked)) return;
    const left = Math.min(...[...this.waiting].map(({ until }) => until)) - Date.now();
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, Math.min(pause, Math.max(left, 1)));
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private hasOthersThan(asked: ReadonlySet<Waiting>): boolean {
    return [...this.waiting].some((each) => !asked.has(each));
  }
}
