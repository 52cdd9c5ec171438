export const MINUTE = 60_000;
export const DAY = 86_400_000;

/** Part of a UTC day in which the clocks of a zone are one offset ahead of UTC; instants and offset in milliseconds. */
export interface SameOffset {
  readonly from: number;
  readonly to: number;
  readonly offset: number;
}

/** Days that are remembered of a zone; tickets and handoffs of ten years span a few thousand. */
const MOST_DAYS = 50_000;

/** What the clocks on the walls of a zone show: for each UTC day the offsets that hold in it. A day with two changes is unheard of. */
class ZoneOffsets {
  private readonly format: Intl.DateTimeFormat;
  private readonly days = new Map<number, readonly SameOffset[]>();

  constructor(zone: string) {
    this.format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  }

  /** The parts of a UTC day (whole days since 1970), in order. */
  of(day: number): readonly SameOffset[] {
    let parts = this.days.get(day);
    if (parts === undefined) {
      if (this.days.size >= MOST_DAYS) this.days.clear();
      this.days.set(day, (parts = this.computed(day * DAY, (day + 1) * DAY)));
    }
    return parts;
  }

  private computed(from: number, to: number): readonly SameOffset[] {
    const before = this.offsetAt(from);
    const after = this.offsetAt(to - 1_000);
    if (before === after) return [{ from, to, offset: before }];
    let known = from;
    let change = to - 1_000;
    while (change - known > 1_000) {
      const middle = Math.floor((known + change) / 2_000) * 1_000;
      if (this.offsetAt(middle) === before) known = middle;
      else change = middle;
    }
    return [
      { from, to: change, offset: before },
      { from: change, to, offset: after },
    ];
  }

  /** How far the clocks are ahead of UTC at an instant on a whole second. */
  private offsetAt(at: number): number {
    const shown: Record<string, string> = {};
    for (const { type, value } of this.format.formatToParts(at)) shown[type] = value;
    const [year, month, day, hour, minute, second] = ['year', 'month', 'day', 'hour', 'minute', 'second'].map((part) =>
      Number(shown[part]),
    ) as [number, number, number, number, number, number];
    const wall = new Date(0);
    wall.setUTCFullYear(shown['era']!.startsWith('B') ? 1 - year : year, month - 1, day);
    wall.setUTCHours(hour, minute, second);
    return wall.getTime() - at;
  }
}

const zones = new Map<string, ZoneOffsets>();

/** The offsets of a zone by its IANA name. Throws RangeError for a name that is none. */
export function offsetsOf(zone: string): Pick<ZoneOffsets, 'of'> {
  let offsets = zones.get(zone);
  if (offsets === undefined) zones.set(zone, (offsets = new ZoneOffsets(zone)));
  return offsets;
}

/** Whether there is a zone of this name. */
export function isZone(zone: string): boolean {
  try {
    offsetsOf(zone);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
