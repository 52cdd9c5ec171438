import type { Millis } from '#kernel';

/** Something that goes on, step by step. */
export interface Underway<Step extends { readonly arrivesAt: Millis } = { readonly arrivesAt: Millis }> {
  /** Who goes first of those whose steps arrive together. */
  readonly rank: number;
  /** The steps to come, the next one last: what is over is let go. */
  readonly ahead: Step[];
  soonest: Millis;
}

/** Courses under way by their next arrival (a binary heap); of equals the one of the lower rank. */
export class ByArrival<C extends Underway> {
  private readonly heap: C[] = [];

  get size(): number {
    return this.heap.length;
  }

  get top(): C {
    return this.heap[0]!;
  }

  get soonest(): number {
    return this.heap[0]?.soonest ?? Infinity;
  }

  push(course: C): void {
    const { heap } = this;
    let at = heap.push(course) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!before(course, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = course;
  }

  /** Puts the top where it belongs after its next step moved on, or lets it go at its end. */
  settle(): void {
    const { heap } = this;
    let moving = heap[0]!;
    const following = moving.ahead.at(-1);
    if (following !== undefined) moving.soonest = following.arrivesAt;
    else {
      moving = heap.pop()!;
      if (heap.length === 0) return;
    }
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++;
      if (!before(heap[child]!, moving)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = moving;
  }
}

function before(a: Underway, b: Underway): boolean {
  return a.soonest < b.soonest || (a.soonest === b.soonest && a.rank < b.rank);
}
