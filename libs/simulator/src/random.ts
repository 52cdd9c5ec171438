/** 2^32, as a divisor. */
const RANGE = 4_294_967_296;

/** Spreads a word's bits over all 32 (the finaliser of MurmurHash3). */
function mix(word: number): number {
  let h = word | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/**
 * A stream of numbers that looks random and is the same for ever (sfc32, 128 bits of state). Every person, and every
 * message, has a stream of its own, told apart by two words: what one does never moves what another does.
 */
export class Random {
  private a = 0;
  private b = 0;
  private c = 0;
  private counter = 1;

  constructor(seed: number, first = 0, second = 0) {
    this.restart(seed, first, second);
  }

  /** Becomes the stream of a seed (a whole number up to 2^53) and two words. */
  restart(seed: number, first: number, second: number): this {
    this.a = mix(seed >>> 0) ^ mix(Math.floor(seed / RANGE) + 0x9e3779b9);
    this.b = mix(first + 0x7f4a7c15);
    this.c = mix(second + 0x51ed270b);
    this.counter = 1;
    for (let round = 0; round < 10; round++) this.word();
    return this;
  }

  /** The next 32 bits. */
  word(): number {
    const sum = (this.a + this.b + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = ((this.c << 21) | (this.c >>> 11)) + sum;
    this.c |= 0;
    return sum >>> 0;
  }

  /** A whole number from 0 to below `limit` (up to 2^32). */
  below(limit: number): number {
    return Math.floor((this.word() / RANGE) * limit);
  }

  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  /** True in this share of the calls. */
  chance(share: number): boolean {
    return this.word() < share * RANGE;
  }

  /** One of a list. */
  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }

  /** A whole number from 0 to below `limit`, small ones likelier. */
  low(limit: number): number {
    return Math.min(this.below(limit), this.below(limit));
  }

  /** A waiting time with a long tail around `mean`, never below a tenth of it. */
  wait(mean: number): number {
    return Math.floor(mean * (0.1 - 0.9 * Math.log((this.word() + 1) / RANGE)));
  }

  /** An id in the form of a random UUID. */
  uuid(): string {
    const hex = (): string => this.word().toString(16).padStart(8, '0');
    const [a, b, c] = [hex(), hex(), hex()];
    return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-a${c.slice(0, 3)}-${c.slice(3)}${hex().slice(1)}`;
  }
}
