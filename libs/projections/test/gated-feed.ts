import { ALL_LANES, type Feed, type FeedBatch, type FeedRecord, type RecordedEvent } from '#kernel';
import { laneOfEvent } from '#feed';

/** A feed of some lanes that hands on what a test lets it. */
export class GatedFeed implements Feed {
  private allowed = 0;

  constructor(
    private readonly events: readonly RecordedEvent[],
    private readonly lanes: readonly number[],
  ) {}

  /** Lets everything up to a position through. */
  open(position: number): void {
    this.allowed = position;
  }

  subscribe(after: ReadonlyMap<number, number>): ReturnType<Feed['subscribe']> {
    let at = Math.min(...after.values());
    const next = async (_max: number, waitMs: number): Promise<FeedBatch> => {
      const until = Date.now() + waitMs;
      while (this.allowed <= at && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 5));
      const records: FeedRecord[] = this.events
        .filter((event) => event.position > at && event.position <= this.allowed)
        .map((event) => ({ lane: laneOfEvent(event), previous: 0, event }))
        .filter(({ lane }) => lane === ALL_LANES || this.lanes.includes(lane));
      at = Math.max(at, this.allowed);
      return { records, watermarks: new Map(this.lanes.map((lane) => [lane, at])), seen: null };
    };
    return Promise.resolve({ next, close: () => Promise.resolve() });
  }

  async share(checkpoints: Parameters<Feed['share']>[0]): ReturnType<Feed['share']> {
    return this.subscribe(await checkpoints(this.lanes));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
