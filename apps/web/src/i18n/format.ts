/** Dates, numbers and spans of time by locale and zone. Pure: the hook beside it says which. */

const formats = new Map<string, Intl.DateTimeFormat>();

function dateFormat(locale: string, zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${zone} ${JSON.stringify(options)}`;
  let format = formats.get(key);
  if (format === undefined)
    formats.set(key, (format = new Intl.DateTimeFormat(locale, { timeZone: zone, ...options })));
  return format;
}

/** A moment to the second, with its zone: what a person can quote. */
export function exact(locale: string, zone: string, at: string): string {
  return dateFormat(locale, zone, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  }).format(new Date(at));
}

/** Hours and minutes, 24 of them. */
export function clock(locale: string, zone: string, at: string): string {
  return dateFormat(locale, zone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(at));
}

/** A date for a column: 3 Mar 2024. */
export function shortDate(locale: string, zone: string, at: string): string {
  return dateFormat(locale, zone, { year: 'numeric', month: 'short', day: 'numeric' }).format(new Date(at));
}

/** A month for an axis: Mar 2024. */
export function month(locale: string, zone: string, at: string): string {
  return dateFormat(locale, zone, { year: 'numeric', month: 'short' }).format(new Date(at));
}

/** The heading of a day: Sunday, 3 March 2024; the year only where it is not this one. */
export function longDay(locale: string, day: string, today: string): string {
  const year = day.slice(0, 4) === today.slice(0, 4) ? {} : { year: 'numeric' as const };
  return dateFormat(locale, 'UTC', { weekday: 'long', month: 'long', day: 'numeric', ...year }).format(
    new Date(`${day}T00:00:00Z`),
  );
}

/** Days change on a quarter of an hour in every zone there is: what is known of one moment holds for its quarter. */
const QUARTER_MS = 900_000;
const days = new Map<string, string>();
const MOST_DAYS = 50_000;

/** The calendar day (YYYY-MM-DD) a moment falls on in a zone. A day stays itself: it has no zone. */
export function dayOf(zone: string, at: string): string {
  if (at.length === 10) return at;
  const key = `${zone} ${Math.floor(Date.parse(at) / QUARTER_MS)}`;
  let day = days.get(key);
  if (day === undefined) {
    if (days.size >= MOST_DAYS) days.clear();
    days.set(key, (day = computedDay(zone, at)));
  }
  return day;
}

function computedDay(zone: string, at: string): string {
  const parts: Record<string, string> = {};
  for (const part of dateFormat('en-US', zone, { year: 'numeric', month: '2-digit', day: '2-digit' }).formatToParts(
    new Date(at),
  ))
    parts[part.type] = part.value;
  return `${parts['year']!.padStart(4, '0')}-${parts['month']}-${parts['day']}`;
}

/** Days between two calendar days. */
export function daysBetween(earlier: string, later: string): number {
  return Math.round((Date.parse(`${later}T00:00:00Z`) - Date.parse(`${earlier}T00:00:00Z`)) / 86_400_000);
}

const steps: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];

const relatives = new Map<string, Intl.RelativeTimeFormat>();

/** In short, French says minutes and months alike (« m. »), and years by one letter. */
function styleOf(locale: string): 'long' | 'short' {
  return locale.startsWith('fr') ? 'long' : 'short';
}

/** How long ago, or how far ahead: 3 hr. ago; "now" within 45 seconds. */
export function relative(locale: string, at: string, now: number): string {
  let format = relatives.get(locale);
  if (format === undefined)
    relatives.set(locale, (format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: styleOf(locale) })));
  const seconds = (Date.parse(at) - now) / 1000;
  if (Math.abs(seconds) < 45) return format.format(0, 'second');
  for (const [unit, size] of steps)
    if (Math.abs(seconds) >= size * 0.95) return format.format(Math.round(seconds / size), unit);
  return format.format(Math.round(seconds / 60), 'minute');
}

/** A span of seconds in its one or two largest units: 2 min, 1 h 5 min. */
export function span(locale: string, seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const unit = (value: number, name: string): string =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'short' }).format(value);
  if (whole < 90) return unit(whole, 'second');
  const minutes = Math.round(whole / 60);
  if (minutes < 60) return unit(minutes, 'minute');
  const hours = Math.floor(minutes / 60);
  if (hours >= 48) return unit(Math.round(hours / 24), 'day');
  return minutes % 60 === 0 ? unit(hours, 'hour') : `${unit(hours, 'hour')} ${unit(minutes % 60, 'minute')}`;
}

/** A whole number with the locale's separators. */
export function count(locale: string, value: number): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 0 }).format(value);
}

/** A large number in few characters: 12.4K. */
export function compact(locale: string, value: number): string {
  return new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 }).format(value);
}

/** A share from 0 to 1 in whole per cent, rounded down: nothing is 100 % before it is done. */
export function percent(locale: string, share: number): string {
  return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }).format(
    Math.floor(Math.min(1, Math.max(0, share)) * 100) / 100,
  );
}

/** A whole number of per cent as it is: 58 %. */
export function chance(locale: string, percent: number): string {
  return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }).format(percent / 100);
}
