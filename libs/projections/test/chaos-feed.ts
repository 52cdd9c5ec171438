import {
  ALL_LANES,
  LANES,
  type CheckpointsOf,
  type Feed,
  type FeedBatch,
  type FeedRecord,
  type Position,
  type RecordedEvent,
  type Subscription,
} from '#kernel';
import { laneOfEvent } from '#feed';

/**
 * A feed that keeps its contract and nothing more: from a seed it delays lanes apart, splits batches anywhere, repeats
 * what it sent, and says watermarks as late as it may. Each lane stays in order.
 */
export class ChaosFeed implements Feed {
  private readonly laneOf: ReadonlyMap<RecordedEvent, number>;

  constructor(
    private readonly events: readonly RecordedEvent[],
    private readonly random: () => number,
    /** The lanes of whoever shares. */
    private readonly lanes: readonly number[] = Array.from({ length: LANES }, (_, lane) => lane),
  ) {
    this.laneOf = new Map(events.map((event) => [event, laneOfEvent(event)]));
  }

  async share(checkpoints: CheckpointsOf): Promise<Subscription> {
    return this.subscribe(await checkpoints(this.lanes));
  }

  subscribe(after: ReadonlyMap<number, Position>): Promise<Subscription> {
    const head = this.events.at(-1)?.position ?? 0;
    const queues = new Map<number, FeedRecord[]>();
    const at = new Map<number, number>();
    const marks = new Map<number, Position>(after);
    for (const lane of after.keys()) {
      let previous = 0;
      const queue: FeedRecord[] = [];
      for (const event of this.events) {
        const own = this.laneOf.get(event)!;
        if (own !== lane && own !== ALL_LANES) continue;
        queue.push({ lane: own, previous: own === ALL_LANES ? 0 : previous, event });
        if (own !== ALL_LANES) previous = event.position;
      }
      queues.set(lane, queue);
      // it may begin again well before the checkpoint
      const start = queue.findIndex((record) => record.event.position > after.get(lane)!);
      at.set(lane, Math.max(0, (start < 0 ? queue.length : start) - Math.floor(this.random() * 5)));
    }
    const next = (): FeedBatch => {
      const records: FeedRecord[] = [];
      for (const [lane, queue] of queues) {
        if (this.random() < 0.4) continue;
        const from = at.get(lane)!;
        const to = Math.min(queue.length, from + 1 + Math.floor(this.random() * 40));
        records.push(...queue.slice(Math.max(0, from - Math.floor(this.random() * 4)), to));
        at.set(lane, to);
        const sent = to === queue.length ? head : (queue[to - 1]?.event.position ?? 0);
        marks.set(lane, Math.max(marks.get(lane)!, sent));
      }
      const seen = records.reduce<RecordedEvent | null>(
        (last, r) => (last === null || r.event.position > last.position ? r.event : last),
        null,
      );
      return {
        records,
        watermarks: new Map(marks),
        seen: seen === null ? null : { position: seen.position, event: seen.id },
      };
    };
    return Promise.resolve({
      next: async () => {
        // one that has sent everything repeats itself now and then: in a circle it would keep the workers from their work
        const everything = [...queues].every(([lane, queue]) => at.get(lane) === queue.length);
        await new Promise((resolve) => setTimeout(resolve, this.random() * (everything ? 100 : 3)));
        return next();
      },
      close: () => Promise.resolve(),
    });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
