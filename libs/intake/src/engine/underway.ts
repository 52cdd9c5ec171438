/**
 * How many messages are on their way. Several services, each in a thread of its own, may count into the same memory:
 * the bound is one for all of them.
 */
export class Underway {
  /** `counts` has a place for each service; `place` is this one's. */
  constructor(
    private readonly counts: Int32Array = new Int32Array(1),
    private readonly place = 0,
  ) {}

  /** Memory for so many services. */
  static shared(services: number): Int32Array {
    return new Int32Array(new SharedArrayBuffer(services * Int32Array.BYTES_PER_ELEMENT));
  }

  /** Those of all services. */
  get messages(): number {
    let sum = 0;
    for (let place = 0; place < this.counts.length; place++) sum += Atomics.load(this.counts, place);
    return sum;
  }

  add(messages: number): void {
    Atomics.add(this.counts, this.place, messages);
  }

  /** Forgets this service's: it ended, and nothing of it is on its way any more. */
  clear(): void {
    Atomics.store(this.counts, this.place, 0);
  }
}
