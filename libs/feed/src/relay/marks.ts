/** Of watermarks that events earned, so many are kept for later. */
const KEPT = 500;

/**
 * When watermarks may be published: as many as events were, and a round of them in any case after a while. So readers
 * learn with every batch what is complete, and a topic holds hardly more watermarks than events.
 */
export class Marks {
  private earned = 0;
  private spentAt = -Infinity;

  constructor(
    /** After how many milliseconds without any a round is due, whatever was earned. */
    private readonly dueMs: number,
  ) {}

  /** So many events were published. */
  earn(events: number): void {
    this.earned = Math.min(this.earned + events, KEPT);
  }

  /** Whether so many watermarks may be published now. */
  mayCost(watermarks: number): boolean {
    return this.earned >= watermarks || this.silentMs() >= this.dueMs;
  }

  /** So many are published. */
  spend(watermarks: number): void {
    this.earned = Math.max(0, this.earned - watermarks);
    this.spentAt = performance.now();
  }

  /** Since when none were published, in milliseconds. */
  silentMs(): number {
    return performance.now() - this.spentAt;
  }
}
