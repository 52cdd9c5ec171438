/** Ranges of card issuers: first digits from, to, and the lengths of their numbers. */
const ISSUERS: readonly (readonly [from: number, to: number, lengths: readonly number[]])[] = [
  [4, 4, [13, 16, 19]],
  [51, 55, [16]],
  [2221, 2720, [16]],
  [34, 34, [15]],
  [37, 37, [15]],
  [36, 36, [14, 16, 19]],
  [38, 39, [14, 16, 19]],
  [300, 305, [14, 16, 19]],
  [3528, 3589, [16, 17, 18, 19]],
  [2200, 2204, [16, 17, 18, 19]],
  [50, 50, [13, 14, 15, 16, 17, 18, 19]],
  [56, 69, [13, 14, 15, 16, 17, 18, 19]],
  [81, 82, [16]],
  [9792, 9792, [16]],
];

/** For the first four digits, the lengths that an issuer uses: one bit each. */
const LENGTHS = new Uint32Array(10_000);
for (const [from, to, lengths] of ISSUERS) {
  const width = 10 ** (4 - String(from).length);
  for (let first = from * width; first < (to + 1) * width; first++)
    for (const length of lengths) LENGTHS[first]! |= 1 << length;
}

/** The fewest digits of a card number, and the most. */
export const FEWEST = 13;
const MOST = 19;

/** Places that are kept for the next run. */
const KEPT = 4_096;

/** Digits that follow each other, in groups apart by one separator each: noted as they go by, in memory that is used again. */
export class DigitRun {
  private digits: number[] = [];
  /** Where each group begins. */
  private groups: number[] = [0];
  private count = 0;
  private group = 0;
  private apart = false;

  /** How many digits went by. */
  get length(): number {
    return this.count;
  }

  add(digit: number): void {
    if (this.apart) {
      this.apart = false;
      this.groups[++this.group] = this.count;
    }
    this.digits[this.count++] = digit;
  }

  /** A separator; false where it is the second one and ends the run. */
  gap(): boolean {
    if (this.apart) return false;
    this.apart = true;
    return true;
  }

  /** Ends the run; whether some of its groups make a card number. */
  end(): boolean {
    const holds = this.count >= FEWEST && this.holds();
    this.begin();
    return holds;
  }

  /** Forgets what went by. */
  begin(): void {
    if (this.digits.length > KEPT) [this.digits, this.groups] = [[], [0]];
    this.count = 0;
    this.group = 0;
    this.apart = false;
  }

  private holds(): boolean {
    for (let first = 0; first <= this.group; first++) if (this.lastOfCard(first) >= 0) return true;
    return false;
  }

  /** The last of the groups that make a card number from the first on; -1 where none do. */
  lastOfCard(first: number): number {
    const from = this.groups[first]!;
    let longest = -1;
    for (let last = first; last <= this.group; last++) {
      const to = last < this.group ? this.groups[last + 1]! : this.count;
      if (to - from > MOST) break;
      if (to - from >= FEWEST && this.issued(from, to) && this.checks(from, to)) longest = last;
    }
    return longest;
  }

  private issued(from: number, to: number): boolean {
    const { digits } = this;
    const first = digits[from]! * 1_000 + digits[from + 1]! * 100 + digits[from + 2]! * 10 + digits[from + 3]!;
    return ((LENGTHS[first]! >> (to - from)) & 1) === 1;
  }

  /** Luhn, ISO/IEC 7812-1. */
  private checks(from: number, to: number): boolean {
    let sum = 0;
    for (let i = to - 1, twice = false; i >= from; i--, twice = !twice) {
      const digit = twice ? this.digits[i]! * 2 : this.digits[i]!;
      sum += digit > 9 ? digit - 9 : digit;
    }
    return sum % 10 === 0;
  }
}
