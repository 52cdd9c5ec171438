import { momentReader } from './moments.js';

/** How the moments of a column are written. */
export interface MomentGuess {
  /** A pattern, or iso, unix, unix-ms: as a mapping says it. */
  readonly format: string;
  readonly precision: 'instant' | 'day';
  /** The other pattern that fits as well: no day that was looked at is past the twelfth. */
  readonly orElse?: string;
}

/** Days as they are written; where day and month can be told by their values alone, the day first. */
const DAYS = [
  ...['d/M/', 'M/d/', 'd.M.', 'd-M-', 'M-d-', 'M.d.', 'd M '].flatMap((day) => [`${day}yyyy`, `${day}yy`]),
  'yyyy/M/d',
  'yyyy.M.d',
  'yyyy-M-d',
  ...['d MMM ', 'd MMMM ', 'd-MMM-', 'MMM d, ', 'MMMM d, ', 'MMM d '].flatMap((day) => [`${day}yyyy`, `${day}yy`]),
  'EEE, d MMM yyyy',
];
const TIMES = [
  '',
  ...[' ', ', ', "'T'"].flatMap((gap) => ['H:mm', 'H:mm:ss', 'H:mm:ss.SSS', 'h:mm a', 'h:mm:ss a'].map((t) => gap + t)),
  ' H:mm:ss ZZZ',
  ' H:mm:ssZZ',
];
const PATTERNS = ['iso', ...DAYS.flatMap((day) => TIMES.map((time) => day + time))];
/** What is a moment only where a column's name says so: otherwise it is a number. */
const NUMBERED = ['unix', 'unix-ms', 'yyyyMMdd', 'yyyyMMddHHmmss'];

const readers = new Map<string, ReturnType<typeof momentReader>>();

function fits(format: string, text: string): boolean {
  let reader = readers.get(format);
  if (reader === undefined) readers.set(format, (reader = momentReader({ formats: [format], zone: 'UTC' })));
  const when = reader(text);
  // 1970 is where a number begins that is no date
  return when !== null && when.precision !== 'none' && when.at > '1900' && when.at < '2100';
}

/** How many different values the patterns are tried on, and how many of them choose which. */
const TRIED = 300;
const CHOOSING = 4;

/** How many values must fit one pattern: the rest is dirt. */
const MOST = 0.9;

/**
 * How moments are written, if these are any. Days before months unless a value says otherwise; `named` tells that the
 * column's name speaks of time: then numbers may be moments, too.
 */
export function guessMoments(values: readonly string[], named: boolean): MomentGuess | null {
  const some = [...new Set(values)].slice(0, TRIED);
  const numbers = some.filter((value) => /^\d+$/.test(value)).length > some.length / 2;
  if (some.length === 0 || (numbers && !named)) return null;
  const choosing = some.filter((value) => /\d/.test(value)).slice(0, CHOOSING);
  const candidates = (numbers ? NUMBERED : PATTERNS).filter((format) => choosing.some((value) => fits(format, value)));
  const counted = candidates
    .filter((format) => !numbers || plausible(format, some))
    .map((format) => ({ format, fitting: some.filter((value) => fits(format, value)).length }))
    .filter(({ fitting }) => fitting >= some.length * MOST);
  // the first of those that fit best
  const [best] = counted.toSorted((a, b) => b.fitting - a.fitting);
  if (best === undefined) return null;
  const other = counted.find(
    ({ format, fitting }) => format !== best.format && fitting === best.fitting && swapped(format) === best.format,
  );
  return {
    format: best.format,
    precision: precisionOf(best.format, some),
    ...(other === undefined ? {} : { orElse: other.format }),
  };
}

/** Counts since 1970 have ten digits in seconds, thirteen in milliseconds. */
function plausible(format: string, values: readonly string[]): boolean {
  const digits = { unix: [9, 10], 'unix-ms': [12, 13], yyyyMMdd: [8], yyyyMMddHHmmss: [14] }[format]!;
  return values.filter(({ length }) => digits.includes(length)).length >= values.length * MOST;
}

function swapped(format: string): string {
  return format.replace(/^([dM])([/.-])([dM])/, '$3$2$1');
}

function precisionOf(format: string, values: readonly string[]): MomentGuess['precision'] {
  if (format === 'iso') return values.every((value) => value.length === 10) ? 'day' : 'instant';
  return /[Hhu]/.test(format) ? 'instant' : 'day';
}
