/** What the clocks of a zone show, and the instant they show it at. Pure. */

/** A date and a time as the clocks of a zone show them: `2026-03-01`, `09:30`. */
export interface WallClock {
  readonly date: string;
  readonly time: string;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (format === undefined)
    formats.set(
      zone,
      (format = new Intl.DateTimeFormat('en-US', {
        timeZone: zone,
        calendar: 'gregory',
        hourCycle: 'h23',
        year: 'numeric',
        month: '2-digit',
        day: '2-digit',
        hour: '2-digit',
        minute: '2-digit',
        second: '2-digit',
      })),
    );
  return format;
}

type Parts = Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', number>;

function partsAt(zone: string, at: number): Parts {
  const parts = formatOf(zone).formatToParts(at);
  return Object.fromEntries(parts.map(({ type, value }) => [type, Number(value)])) as Parts;
}

/** Milliseconds that a zone's clocks are ahead of UTC at an instant. */
function aheadOfUtc(zone: string, at: number): number {
  const { year, month, day, hour, minute, second } = partsAt(zone, at);
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
}

/** What a zone's clocks show at an instant, to the minute. */
export function wallClockAt(zone: string, at: string): WallClock {
  const shown = new Date(Date.parse(at) + aheadOfUtc(zone, Date.parse(at))).toISOString();
  return { date: shown.slice(0, 10), time: shown.slice(11, 16) };
}

/**
 * The instant at which a zone's clocks show a date and a time; null where these are none. Of a time that is shown twice
 * the first is meant, of one that is skipped as much later as the clocks were put on.
 */
export function instantAt(zone: string, { date, time }: WallClock): string | null {
  const shown = /^\d{4}-\d\d-\d\d$/.test(date) && /^\d\d:\d\d$/.test(time) ? Date.parse(`${date}T${time}:00Z`) : NaN;
  // a 31st of February is carried over into March
  if (Number.isNaN(shown) || !new Date(shown).toISOString().startsWith(date)) return null;
  const day = 86_400_000;
  const [before, after] = [aheadOfUtc(zone, shown - day), aheadOfUtc(zone, shown + day)];
  const fits = [shown - before, shown - after].filter((at) => at + aheadOfUtc(zone, at) === shown);
  return new Date(fits.length > 0 ? Math.min(...fits) : shown - before).toISOString();
}
