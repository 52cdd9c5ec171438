import { LANES, type Position } from '#kernel';
import { PartitionWindow } from './partition-window.js';

/** Records kept of a partition, and characters of their texts, where nothing else is said: all partitions together. */
export interface WindowSize {
  readonly records: number;
  readonly characters: number;
}

/** A partition this process has: its window, its lanes, and the offset after the last record taken; null before the first. */
export interface HeldPartition {
  readonly partition: number;
  readonly window: PartitionWindow;
  readonly lanes: readonly number[];
  next: bigint | null;
}

/** The partitions a process has at the moment. One that went away and comes again begins anew. */
export class HeldPartitions {
  private readonly held = new Map<number, HeldPartition>();
  /** Of the topic. */
  private partitions = 1;

  constructor(private readonly size: WindowSize) {}

  get all(): readonly HeldPartition[] {
    return [...this.held.values()];
  }

  /** Whether all are complete up to the same position: the relay brings them there with each batch, one after the other. */
  get areEven(): boolean {
    let before: Position | null = null;
    for (const { window } of this.held.values()) {
      if (window.from === null || (before !== null && window.to !== before)) return false;
      before = window.to;
    }
    return true;
  }

  get(partition: number): HeldPartition | undefined {
    return this.held.get(partition);
  }

  /** Has these from now on, of so many; answers those that came. */
  have(partitions: readonly number[], of: number): readonly HeldPartition[] {
    if (of !== this.partitions) this.held.clear();
    this.partitions = of;
    for (const partition of this.held.keys()) if (!partitions.includes(partition)) this.held.delete(partition);
    const came = partitions.filter((partition) => !this.held.has(partition)).map((partition) => this.begin(partition));
    for (const held of came) this.held.set(held.partition, held);
    return came;
  }

  private begin(partition: number): HeldPartition {
    const share = (of: number): number => Math.ceil(of / this.partitions);
    return {
      partition,
      window: new PartitionWindow({ records: share(this.size.records), characters: share(this.size.characters) }),
      lanes: Array.from({ length: LANES }, (_, lane) => lane).filter((lane) => lane % this.partitions === partition),
      next: null,
    };
  }
}
