import { types, type QueryConfig } from 'pg';
import type { Fact } from '#kernel';

const INT8 = 20;
const TIMESTAMPTZ = 1184;
const DATE = 1082;

/** Digits of a text from a place on, as a number. */
function digits(text: string, from: number, count: number): number {
  let number = 0;
  for (let i = from; i < from + count; i++) number = number * 10 + text.charCodeAt(i) - 48;
  return number;
}

/**
 * An instant as PostgreSQL writes it (`2026-03-01 09:30:00.123+00`), in epoch milliseconds. Those of a connection in UTC and
 * of years from 1000 to 9999, which is nearly all there are, are taken apart by hand: each fact that is read has two.
 */
export function epochMilliseconds(text: string): number {
  const { length } = text;
  if (text[4] !== '-' || text[0] === '0' || !text.endsWith('+00'))
    return Date.parse(text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00'));
  const day = Date.UTC(digits(text, 0, 4), digits(text, 5, 2) - 1, digits(text, 8, 2));
  const seconds = digits(text, 11, 2) * 3_600 + digits(text, 14, 2) * 60 + digits(text, 17, 2);
  const fraction = length > 22 ? digits(text.slice(20, length - 3).padEnd(3, '0'), 0, 3) : 0;
  return day + seconds * 1_000 + fraction;
}

/** Parses columns as definitions write them: whole numbers as numbers, instants as epoch milliseconds, days as text. */
export const asDefined: QueryConfig['types'] = {
  getTypeParser(oid: number, format?: unknown): never {
    if (format !== 'binary') {
      if (oid === INT8) return Number as never;
      if (oid === TIMESTAMPTZ) return epochMilliseconds as never;
      if (oid === DATE) return ((text: string) => text) as never;
    }
    return types.getTypeParser(oid, format as 'text') as never;
  },
};

/** A fact with the interval in which it was believed. */
export type BelievedFact = Fact & { readonly until: number | null };

/** The order of facts as they were recorded. */
export function byPosition(a: Pick<Fact, 'position' | 'n'>, b: Pick<Fact, 'position' | 'n'>): number {
  return a.position - b.position || a.n - b.n;
}
