/** Wakes whoever waits for something that happened in this process. */
export class Signal {
  private readonly sleepers = new Set<() => void>();
  private given = 0;

  /** How often it was given. */
  get count(): number {
    return this.given;
  }

  give(): void {
    this.given++;
    for (const wake of this.sleepers) wake();
  }

  /** Until the signal was given since it had been given `count` times, a while has passed, or whoever waits has ended. */
  wait(ms: number, ended: AbortSignal, count = this.given): Promise<void> {
    if (ended.aborted || ms <= 0 || count !== this.given) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timeout);
        this.sleepers.delete(done);
        ended.removeEventListener('abort', done);
        resolve();
      };
      const timeout = setTimeout(done, ms);
      this.sleepers.add(done);
      ended.addEventListener('abort', done);
    });
  }
}
