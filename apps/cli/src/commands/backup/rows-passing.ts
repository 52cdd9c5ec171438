const LINE_FEED = 0x0a;

/**
 * Counts rows of COPY's text format as they pass, in pieces cut anywhere, and says so to a bar: each row ends with a
 * line feed, and those in values are written as `\n`.
 */
export class RowsPassing {
  private counted = 0;

  constructor(
    private readonly bar: { at(count: number): void },
    private readonly before: number,
  ) {}

  get rows(): number {
    return this.counted;
  }

  piece(bytes: Buffer): void {
    for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) this.counted++;
    this.bar.at(this.before + this.counted);
  }
}
