import { IANAZone } from 'luxon';

const DAY = 24 * 3_600_000;
const MINUTE = 60_000;
/** Days whose offset is remembered; a file spans a few thousand. */
const MOST_DAYS = 100_000;

/**
 * What a clock on the wall of a zone shows, as an instant. A time that the clocks show twice, as summer time ends, is
 * the first of the two; one that they never show, as it begins, is as long after the change as it seems to be: the same
 * whenever it is asked, so that a file that is imported again says the same. Times are milliseconds, those of the wall
 * as if they were UTC.
 */
export class WallClock {
  private readonly zone: IANAZone | null;
  /** For each day of the wall, the one offset that holds all around it; null where there is none. */
  private readonly days = new Map<number, number | null>();

  constructor(zone: string) {
    this.zone = zone === 'UTC' ? null : IANAZone.create(zone);
  }

  /** The instant of a time on the wall. */
  instantOf(wall: number): number {
    if (this.zone === null) return wall;
    const around = this.around(Math.floor(wall / DAY));
    return wall - (around ?? this.changing(wall));
  }

  private around(day: number): number | null {
    let offset = this.days.get(day);
    if (offset === undefined) {
      const before = this.offsetAt((day - 1) * DAY);
      offset = before === this.offsetAt((day + 2) * DAY) ? before : null;
      if (this.days.size >= MOST_DAYS) this.days.clear();
      this.days.set(day, offset);
    }
    return offset;
  }

  /** The offset of a time near one where it changes. */
  private changing(wall: number): number {
    const before = this.offsetAt(wall - DAY);
    const after = this.offsetAt(wall + DAY);
    if (this.offsetAt(wall - before) === before) return before;
    return this.offsetAt(wall - after) === after ? after : before;
  }

  private offsetAt(instant: number): number {
    return this.zone!.offset(instant) * MINUTE;
  }
}
