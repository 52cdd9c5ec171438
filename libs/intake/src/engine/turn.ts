/** Looking at the clock costs as much as a little work: it is looked at once in so many asks. */
const ASKS = 16;

/**
 * A turn of work on the one thread there is: whoever has much to do asks now and then whether the turn is over, and
 * lets what waits (other requests, answers of the database) go first.
 */
export class Turn {
  private asked = 0;
  private began = performance.now();

  constructor(private readonly milliseconds = 8) {}

  /** Whether it is somebody else's turn. */
  over(): boolean {
    return ++this.asked % ASKS === 0 && performance.now() - this.began >= this.milliseconds;
  }

  /** Resolves when it is this one's turn again. */
  async next(): Promise<void> {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    this.began = performance.now();
  }
}
