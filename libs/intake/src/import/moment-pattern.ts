import { Settings, type TokenParser } from 'luxon';

/** A time on a wall, milliseconds as if it were UTC; null for a text that is not written so. */
export type WallReader = (text: string) => number | null;

/** Where the parts of a time are noted. */
const PARTS = ['year', 'month', 'day', 'hour', 'minute', 'second', 'millisecond', 'half'] as const;
type Part = (typeof PARTS)[number];

const [YEAR, MONTH, DAY, HOUR, MINUTE, SECOND, MILLISECOND, HALF] = PARTS.map((_, i) => i) as [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
];

/** Digits of a token, at least and at most. */
const NUMBERS: Readonly<Record<string, readonly [part: Part, least: number, most: number]>> = {
  yyyy: ['year', 4, 4],
  yy: ['year', 2, 4],
  MM: ['month', 2, 2],
  M: ['month', 1, 2],
  dd: ['day', 2, 2],
  d: ['day', 1, 2],
  HH: ['hour', 2, 2],
  H: ['hour', 1, 2],
  hh: ['hour', 2, 2],
  h: ['hour', 1, 2],
  mm: ['minute', 2, 2],
  m: ['minute', 1, 2],
  ss: ['second', 2, 2],
  s: ['second', 1, 2],
  SSS: ['millisecond', 3, 3],
  S: ['millisecond', 1, 3],
};

interface Token {
  readonly literal: boolean;
  readonly val: string;
}

type Step =
  | {
      readonly kind: 'number';
      readonly part: number;
      readonly least: number;
      readonly most: number;
      readonly short: boolean;
    }
  | { readonly kind: 'half' }
  | { readonly kind: 'text'; readonly lower: string };

/**
 * A reader of one pattern that is several times as fast as Luxon's and reads exactly what that reads; null for a pattern
 * with tokens that are rarely met, which is left to Luxon.
 */
export function wallReader(parser: TokenParser): WallReader | null {
  const steps = stepsOf(parser);
  if (steps === null) return null;
  const found = new Int32Array(PARTS.length);
  return (text) => {
    found.set(NOTHING);
    let at = 0;
    for (const step of steps) {
      at = take(step, text, at, found);
      if (at < 0) return null;
    }
    if (at !== text.length) return null;
    return wallOf(found);
  };
}

/** What stands where a pattern says nothing: the first month and day, midnight, no half of the day. */
const NOTHING = [0, 1, 1, 0, 0, 0, 0, -1];

function stepsOf(parser: TokenParser): readonly Step[] | null {
  const { tokens } = parser as unknown as { readonly tokens?: readonly Token[] };
  if (tokens === undefined) return null;
  const steps: Step[] = [];
  const parts = new Set<string>();
  for (const { literal, val } of tokens) {
    const step = stepOf(literal, val);
    if (step === null) return null;
    if (step.kind !== 'text') {
      const part = step.kind === 'half' ? 'half' : PARTS[step.part]!;
      if (parts.has(part)) return null;
      parts.add(part);
    }
    const before = steps.at(-1);
    // How many digits the one before takes would depend on those that follow.
    if (before?.kind === 'number' && before.least < before.most && beginsWithDigit(step)) return null;
    steps.push(step);
  }
  return parts.has('year') ? steps : null;
}

function stepOf(literal: boolean, val: string): Step | null {
  const number = literal ? undefined : NUMBERS[val];
  if (number !== undefined) {
    const [part, least, most] = number;
    return { kind: 'number', part: PARTS.indexOf(part), least, most, short: val === 'yy' };
  }
  if (!literal && val === 'a') return { kind: 'half' };
  // Other letters are tokens, unless they are quoted; a blank that is none may stand for any.
  if (!literal && /[\s\p{L}]/u.test(val)) return null;
  return /^[ -~]*$/.test(val) ? { kind: 'text', lower: val.toLowerCase() } : null;
}

function beginsWithDigit(step: Step): boolean {
  return step.kind === 'number' || (step.kind === 'text' && /^\d/.test(step.lower));
}

/** Where a step ends that begins there; -1 where the text says something else. */
function take(step: Step, text: string, from: number, found: Int32Array): number {
  if (step.kind === 'number') {
    let value = 0;
    let at = from;
    for (const end = from + step.most; at < end; at++) {
      const digit = text.charCodeAt(at) - 0x30;
      if (!(digit >= 0 && digit <= 9)) break;
      value = value * 10 + digit;
    }
    if (at - from < step.least) return -1;
    found[step.part] = step.short ? century(value) : value;
    return at;
  }
  if (step.kind === 'half') {
    const first = text.charCodeAt(from) | 0x20;
    if ((first !== 0x61 && first !== 0x70) || (text.charCodeAt(from + 1) | 0x20) !== 0x6d) return -1;
    found[HALF] = first === 0x61 ? 0 : 1;
    return from + 2;
  }
  const { lower } = step;
  for (let i = 0; i < lower.length; i++) {
    const code = text.charCodeAt(from + i);
    if (code !== lower.charCodeAt(i) && !(code >= 0x41 && code <= 0x5a && code + 0x20 === lower.charCodeAt(i)))
      return -1;
  }
  return from + lower.length;
}

/** A year that is written by two digits. */
function century(year: number): number {
  if (year > 99) return year;
  return year > Settings.twoDigitCutoffYear ? 1900 + year : 2000 + year;
}

/** The time on the wall of its parts; null where there is none. */
function wallOf(found: Int32Array): number | null {
  let hour = found[HOUR]!;
  if (found[HALF] === 1 && hour < 12) hour += 12;
  else if (found[HALF] === 0 && hour === 12) hour = 0;
  return wallAt(found[YEAR]!, found[MONTH]!, found[DAY]!, hour, found[MINUTE], found[SECOND], found[MILLISECOND]);
}

const LENGTHS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** The time on the wall of a day and a time of it, months from 1 on; null where the calendar has none. 24:00 ends a day. */
export function wallAt(
  year: number,
  month: number,
  day: number,
  hour = 0,
  minute = 0,
  second = 0,
  millisecond = 0,
): number | null {
  if (month < 1 || month > 12 || day < 1 || day > LENGTHS[month - 1]!) return null;
  if (month === 2 && day === 29 && (year % 4 !== 0 || (year % 100 === 0 && year % 400 !== 0))) return null;
  if (minute > 59 || second > 59) return null;
  if (hour > 23 && (hour > 24 || minute + second + millisecond > 0)) return null;
  const wall = Date.UTC(year, month - 1, day, hour, minute, second, millisecond);
  // The calendar of Date takes the years of the first century for those of the twentieth.
  return year > 99 ? wall : new Date(wall).setUTCFullYear(year, month - 1, hour === 24 ? day + 1 : day);
}
