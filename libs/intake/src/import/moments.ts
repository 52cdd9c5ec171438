import { DateTime, IANAZone, type TokenParser } from 'luxon';
import type { When } from '#kernel';
import { Recent } from '../engine/identify/recent.js';
import type { MomentFormat } from './mapping.js';

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

/** Texts that were read lately: dates of a file repeat. */
const REMEMBERED = 20_000;

const ISO = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d([.,]\d+)?)?\s?(Z|z|[+-]\d\d(:?\d\d)?)?)?$/;

/** Reads moments that are written in one of several ways; null for what is written in none of them. */
export function momentReader({ formats, zone, precision }: MomentFormat): (text: string) => When | null {
  const readers = formats.map((format) => readerOf(format, zone));
  const recent = new Recent<When | null>(REMEMBERED);
  const read = (text: string): When | null => {
    for (const one of readers) {
      const found = one(text);
      if (found === null) continue;
      const kept = precision ?? found.precision;
      return kept === 'day'
        ? { precision: 'day', at: found.at.toISODate()! }
        : { precision: 'instant', at: new Date(found.at.toMillis()).toISOString() };
    }
    return null;
  };
  return (text) => {
    const known = recent.get(text);
    if (known !== undefined) return known;
    const when = read(text);
    recent.set(text, when);
    return when;
  };
}

interface Found {
  readonly at: DateTime;
  readonly precision: 'instant' | 'day';
}

function readerOf(format: string, zone: string): (text: string) => Found | null {
  if (format === 'iso')
    return (text) => {
      if (!ISO.test(text)) return null;
      const at = DateTime.fromISO(text.replace(' ', 'T').replace(/\s/, ''), { zone });
      return at.isValid ? { at, precision: text.length === 10 ? 'day' : 'instant' } : null;
    };
  if (NUMBERED.has(format))
    return (text) => {
      if (!/^-?\d{1,16}(\.\d+)?$/.test(text)) return null;
      const at = DateTime.fromMillis(Math.round(Number(text) * (format === 'unix' ? 1_000 : 1)), { zone });
      return at.isValid ? { at, precision: 'instant' } : null;
    };
  const parser: TokenParser = DateTime.buildFormatParser(format, { locale: 'en' });
  const precision = TIME_OF_DAY.test(withoutTexts(format)) ? 'instant' : 'day';
  return (text) => {
    const at = DateTime.fromFormatParser(text, parser, { zone, locale: 'en' });
    return at.isValid ? { at, precision } : null;
  };
}
