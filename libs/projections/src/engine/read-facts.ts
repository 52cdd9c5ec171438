import { types, type QueryConfig } from 'pg';
import type { Fact } from '#kernel';

const INT8 = 20;
const TIMESTAMPTZ = 1184;
const DATE = 1082;

/** Parses columns as definitions write them: whole numbers as numbers, instants as epoch milliseconds, days as text. */
export const asDefined: QueryConfig['types'] = {
  getTypeParser(oid: number, format?: unknown): never {
    if (format !== 'binary') {
      if (oid === INT8) return Number as never;
      if (oid === TIMESTAMPTZ)
        return ((text: string) => Date.parse(text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00'))) as never;
      if (oid === DATE) return ((text: string) => text) as never;
    }
    return types.getTypeParser(oid, format as 'text') as never;
  },
};

/** A fact with the interval in which it was believed. */
export type BelievedFact = Fact & { readonly until: number | null };
