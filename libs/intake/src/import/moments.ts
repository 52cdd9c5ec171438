import { DateTime, IANAZone, type TokenParser } from 'luxon';
import type { When } from '#kernel';
import { Recent } from '../engine/identify/recent.js';
import type { MomentFormat, Shift } from './mapping.js';
import { wallAt, wallReader } from './moment-pattern.js';
import { WallClock } from './wall-clock.js';

/** Whether a name is one of a time zone. */
export function isZone(name: string): boolean {
  return name === 'UTC' || IANAZone.isValidZone(name);
}

const NUMBERED: ReadonlySet<string> = new Set(['unix', 'unix-ms']);
/** Parts of a pattern that say a time of day; what stands in quotation marks is text. */
const TIME_OF_DAY = /[HhTtXxFf]/;

function withoutTexts(format: string): string {
  return format.replace(/'[^']*'/g, '');
}

/** What is wrong with a pattern of dates, or null. */
export function formatProblem(format: string): string | null {
  if (format === 'iso' || NUMBERED.has(format)) return null;
  const tokens = withoutTexts(format);
  const sample = DateTime.fromMillis(Date.UTC(2026, 10, 25, 13, 14, 15, 167), { zone: 'UTC', locale: 'en' });
  const remedy = 'write it with yyyy MM dd HH mm ss (dd/MM/yyyy HH:mm), or as iso, unix, unix-ms';
  if (!/y|X|x|D/.test(tokens)) return `${JSON.stringify(format)} names no year: ${remedy}`;
  try {
    if (DateTime.fromFormat(sample.toFormat(format), format, { zone: 'UTC', locale: 'en' }).isValid) return null;
  } catch {
    // said below
  }
  return `${JSON.stringify(format)} is no pattern of dates that can be read: ${remedy}`;
}

/** Reads moments that are written in one of several ways; null for what is written in none of them. */
export function momentReader({ formats, zone, precision }: MomentFormat): (text: string) => When | null {
  const clock = new WallClock(zone);
  const readers = formats.map((format) => readerOf(format, zone));
  return (text) => {
    for (const read of readers) {
      const found = read(text);
      if (found === null) continue;
      const kept = precision ?? found.precision;
      if (kept === 'instant') return { precision: 'instant', at: new Date(instantOf(found, clock)).toISOString() };
      return { precision: 'day', at: dayOf(found, zone) };
    }
    return null;
  };
}

/**
 * A moment so many units of the calendar later, earlier where negative: at the same time on the wall of the zone, and on
 * the month's last day where the month has no such day. Null where that is no date of the years 1 to 9999.
 */
export function shifted(when: When, by: Readonly<Partial<Record<Shift['unit'], number>>>, zone: string): When | null {
  if (when.precision === 'none') return when;
  const { precision } = when;
  const moved = DateTime.fromISO(when.at, { zone: precision === 'day' ? 'UTC' : zone }).plus(by);
  if (!moved.isValid || moved.year < 1 || moved.year > 9999) return null;
  return { precision, at: precision === 'day' ? moved.toISODate() : new Date(moved.toMillis()).toISOString() };
}

/** What a text says: a time on the wall of the zone, or an instant; milliseconds. */
type Found = { readonly precision: 'instant' | 'day' } & ({ readonly wall: number } | { readonly instant: number });

function instantOf(found: Found, clock: WallClock): number {
  return 'wall' in found ? clock.instantOf(found.wall) : found.instant;
}

function dayOf(found: Found, zone: string): string {
  if ('wall' in found) return new Date(found.wall).toISOString().slice(0, 10);
  return DateTime.fromMillis(found.instant, { zone }).toISODate()!;
}

type Reader = (text: string) => Found | null;

function readerOf(format: string, zone: string): Reader {
  if (format === 'iso') return isoReader();
  if (NUMBERED.has(format)) return countReader(format === 'unix' ? 1_000 : 1);
  const parser: TokenParser = DateTime.buildFormatParser(format, { locale: 'en' });
  const precision = TIME_OF_DAY.test(withoutTexts(format)) ? 'instant' : 'day';
  const fast = wallReader(parser);
  if (fast === null) return remembering(luxonReader(parser, format, zone, precision));
  return (text) => {
    const wall = fast(text);
    return wall === null ? null : { precision, wall };
  };
}

const ISO =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?\s?(?:([Zz])|([+-])(\d\d)(?::?(\d\d))?)?)?$/;

/** A day, or a time of a day: of UTC, with an offset, or on the wall of the zone. */
function isoReader(): Reader {
  return (text) => {
    const parts = ISO.exec(text);
    if (parts === null) return null;
    const [, year, month, day, hour, minute, second, fraction, utc, sign, hours, minutes = '0'] = parts;
    const millisecond = fraction === undefined ? 0 : Math.floor(Number(`0.${fraction}`) * 1_000);
    const wall = wallAt(
      Number(year),
      Number(month),
      Number(day),
      Number(hour ?? 0),
      Number(minute ?? 0),
      Number(second ?? 0),
      millisecond,
    );
    if (wall === null) return null;
    if (hour === undefined) return { precision: 'day', wall };
    if (utc !== undefined) return { precision: 'instant', instant: wall };
    if (sign === undefined) return { precision: 'instant', wall };
    const offset = (Number(hours) * 60 + Number(minutes)) * 60_000;
    return { precision: 'instant', instant: sign === '-' ? wall + offset : wall - offset };
  };
}

/** The farthest instants that a Date holds. */
const FARTHEST = 8.64e15;

/** Seconds or milliseconds since 1970. */
function countReader(unit: number): Reader {
  return (text) => {
    if (!/^-?\d{1,16}(\.\d+)?$/.test(text)) return null;
    const instant = Math.round(Number(text) * unit);
    return Math.abs(instant) <= FARTHEST ? { precision: 'instant', instant } : null;
  };
}

/** Patterns with names of months, zones and whatever else Luxon reads. */
function luxonReader(parser: TokenParser, format: string, zone: string, precision: Found['precision']): Reader {
  // A time on the wall, unless the text names its zone.
  const ofZone = /[ZzXx]|[TtFf]{3}/.test(withoutTexts(format));
  return (text) => {
    const at = DateTime.fromFormatParser(text, parser, { zone: ofZone ? zone : 'UTC', locale: 'en' });
    if (!at.isValid) return null;
    return ofZone ? { precision, instant: at.toMillis() } : { precision, wall: at.toMillis() };
  };
}

/** Texts that were read lately: dates of a file repeat. */
const REMEMBERED = 5_000;

function remembering(read: Reader): Reader {
  const recent = new Recent<Found | null>(REMEMBERED);
  return (text) => {
    const known = recent.get(text);
    if (known !== undefined) return known;
    const found = read(text);
    recent.set(text, found);
    return found;
  };
}
