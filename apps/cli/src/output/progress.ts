import type { Sink } from './sink.js';
import { duration, number } from './table.js';

const ON_TERMINAL_MS = 100;
const PIPED_MS = 5_000;
const BAR = 24;

/**
 * How far some work is. On a terminal one line that is rewritten: bar, count, rate, time left. Elsewhere a plain line
 * every five seconds. `done` leaves a last line.
 */
export class Progress {
  private readonly began: number;
  private shown: number;

  constructor(
    private readonly sink: Sink,
    private readonly what: string,
    private total: number | null,
    private readonly unit: string,
    private readonly clock: () => number = () => performance.now(),
  ) {
    this.began = clock();
    this.shown = this.began;
  }

  /** The work is at `count` now; `total` if it is only known now; `detail` is said behind it. */
  at(count: number, total?: number | null, detail?: string): void {
    if (total !== undefined) this.total = total;
    const now = this.clock();
    if (now - this.shown < (this.sink.isTTY ? ON_TERMINAL_MS : PIPED_MS)) return;
    this.shown = now;
    const line = this.line(count, now) + (detail === undefined ? '' : `; ${detail}`);
    this.sink.write(this.sink.isTTY ? `\r\u001b[2K${line.slice(0, (this.sink.columns ?? 80) - 1)}` : `${line}\n`);
  }

  /** The work is over after `count`. */
  done(count: number): void {
    const seconds = (this.clock() - this.began) / 1_000;
    const line = `${this.what}: ${number(count)} ${this.unit} in ${duration(seconds)}`;
    this.sink.write(this.sink.isTTY ? `\r\u001b[2K${line}\n` : `${line}\n`);
  }

  /** Takes the bar away: something went wrong, or something else is to be said. */
  clear(): void {
    if (this.sink.isTTY) this.sink.write('\r\u001b[2K');
  }

  private line(count: number, now: number): string {
    const seconds = (now - this.began) / 1_000;
    const rate = seconds > 0 ? count / seconds : 0;
    const pace = `${number(rate)}/s`;
    if (this.total === null || this.total === 0) return `${this.what}: ${number(count)} ${this.unit}, ${pace}`;
    const share = Math.min(1, count / this.total);
    const left = rate > 0 ? `, ${duration((this.total - count) / rate)} left` : '';
    const filled = Math.round(share * BAR);
    const bar = this.sink.isTTY ? `[${'#'.repeat(filled)}${'.'.repeat(BAR - filled)}] ` : '';
    return `${this.what}: ${bar}${Math.floor(share * 100)} %, ${number(count)} of ${number(this.total)} ${this.unit}, ${pace}${left}`;
  }
}
