import { DateTime } from 'luxon';
import { InvalidInput, type Sql } from '#kernel';
import { inPeriod, momentSql } from './moments.js';

/** A half-open period of days of the workspace or of instants; an end that is missing is open. */
export interface Period {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** A moment given as an instant or as a day, as the workspace's clocks show it; a day is where it begins. */
export function local(moment: string, zone: string): DateTime {
  const at = DateTime.fromISO(moment, { zone });
  return moment.length === 10 ? at.startOf('day') : at;
}

/**
 * The ends of a period in SQL; null where it is open. Throws InvalidInput: `query.moment` for an end that is no moment,
 * `code` for a period that ends before it begins.
 */
export function endsOf(
  { from, to }: Period,
  zone: string,
  code = 'query.period',
): { readonly from: Sql | null; readonly to: Sql | null } {
  const ends = {
    from: from === undefined ? null : momentSql('from', from, zone),
    to: to === undefined ? null : momentSql('to', to, zone),
  };
  if (from !== undefined && to !== undefined && local(from, zone) > local(to, zone))
    throw new InvalidInput(code, [
      { where: 'to', what: `${to} is before ${from}`, remedy: 'give a period that begins before it ends' },
    ]);
  return ends;
}

/**
 * SQL of the conditions that a fact happened in a period: none where it is open at both ends. Throws InvalidInput
 * (`query.moment`, `query.period`).
 */
export function happenedIn(column: Sql, precision: Sql, period: Period, zone: string): readonly Sql[] {
  const { from, to } = endsOf(period, zone);
  return from === null && to === null ? [] : [inPeriod(column, precision, from, to, zone)];
}
