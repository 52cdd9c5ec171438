import { DateTime } from 'luxon';
import { InvalidInput, sql, type KpiDefinition, type KpiReading, type Sql } from '#kernel';
import { momentSql, moved } from '../../reading/moments.js';
import { raw } from './slices.js';

/** Into what a period can be cut. Weeks begin on Monday. */
export const BUCKETS = ['day', 'week', 'month', 'quarter', 'year'] as const;
export type Bucket = (typeof BUCKETS)[number];

/** A half-open period of days of the workspace or of instants; an end that is missing is open. */
export interface Period {
  readonly from?: string;
  readonly to?: string;
}

/** A part of a period: its instants, and the day it is called by. */
export interface Part {
  readonly name: string;
  readonly from: Date;
  readonly to: Date;
}

/** More than this nobody looks at; a decade of days fits. */
const MOST_PARTS = 4_000;
/** A model is fitted to each part: two years of months. */
const MOST_FITS = 24;

/** How many parts a figure may be asked in. */
export function mostParts({ kind }: Pick<KpiDefinition, 'kind'>): number {
  return kind === 'prediction' ? MOST_FITS : MOST_PARTS;
}

/** The parts a question asks for. Throws InvalidInput (`kpi.period`) for those of a matrix: its cohorts are parts already. */
export function bucketOf(
  { name, kind }: Pick<KpiDefinition, 'name' | 'kind'>,
  { bucket }: { readonly bucket?: Bucket },
): Bucket | undefined {
  if (kind === 'matrix' && bucket !== undefined)
    throw new InvalidInput('kpi.period', [
      {
        where: 'bucket',
        what: `${name} is a matrix, of cohorts and months after them`,
        remedy: 'leave bucket out: from and to say which cohorts',
      },
    ]);
  return bucket;
}

/** The ends of a period in SQL; null where it is open. Throws InvalidInput (`query.moment`, `kpi.period`). */
export function endsOf({ from, to }: Period, zone: string): { readonly from: Sql | null; readonly to: Sql | null } {
  const ends = {
    from: from === undefined ? null : momentSql('from', from, zone),
    to: to === undefined ? null : momentSql('to', to, zone),
  };
  if (from !== undefined && to !== undefined && local(from, zone) > local(to, zone))
    throw new InvalidInput('kpi.period', [
      { where: 'to', what: `${to} is before ${from}`, remedy: 'give a period that begins before it ends' },
    ]);
  return ends;
}

/** SQL of the last moment before an instant. */
export function justBefore(instant: Sql): Sql {
  return moved(instant, sql`-interval '1 microsecond'`);
}

/** SQL of the bucket a record falls into: the local day it begins with. */
export function bucketSql(bucket: Bucket, reading: KpiReading): Sql {
  const localTime = sql`(CASE r.placed_precision WHEN 'day' THEN r.placed AT TIME ZONE 'UTC' ELSE r.placed AT TIME ZONE ${reading.zone} END)`;
  return sql`to_char(date_trunc(${raw(`'${bucket}'`)}, ${localTime}), 'YYYY-MM-DD')`;
}

/**
 * The parts of a period: whole buckets of the workspace's zone, cut off where the period begins and ends.
 * Throws InvalidInput (`kpi.period`) where an end is open or there are too many.
 */
export function partsOf(period: Period, bucket: Bucket, zone: string, most = MOST_PARTS): readonly Part[] {
  const { from, to } = period;
  if (from === undefined || to === undefined)
    throw new InvalidInput('kpi.period', [
      { where: from === undefined ? 'from' : 'to', what: 'is open', remedy: 'give both ends, or no buckets' },
    ]);
  const end = local(to, zone);
  const begin = local(from, zone);
  const parts: Part[] = [];
  for (let start = begin.startOf(bucket); start < end; start = start.plus({ [bucket]: 1 }).startOf(bucket)) {
    if (parts.length === most)
      throw new InvalidInput('kpi.period', [
        {
          where: 'bucket',
          what: `more than ${most} of a ${bucket}`,
          remedy: 'give a shorter period or larger buckets',
        },
      ]);
    const next = start.plus({ [bucket]: 1 }).startOf(bucket);
    parts.push({
      name: start.toFormat('yyyy-MM-dd'),
      from: (start < begin ? begin : start).toJSDate(),
      to: (next > end ? end : next).toJSDate(),
    });
  }
  return parts;
}

/**
 * The period before, of the same length: as many months where it is of whole months, as many days where it is of days,
 * else as much time. Null where an end is open.
 */
export function previousOf({ from, to }: Period, zone: string): Required<Period> | null {
  if (from === undefined || to === undefined) return null;
  const begin = local(from, zone);
  const end = local(to, zone);
  const days = from.length === 10 && to.length === 10;
  if (!days) return { from: begin.minus(end.diff(begin)).toUTC().toISO()!, to: from };
  const whole = begin.day === 1 && end.day === 1;
  const length = whole
    ? { months: Math.round(end.diff(begin, 'months').months) }
    : { days: Math.round(end.diff(begin, 'days').days) };
  return { from: begin.minus(length).toFormat('yyyy-MM-dd'), to: from };
}

function local(moment: string, zone: string): DateTime {
  const at = DateTime.fromISO(moment, { zone });
  return moment.length === 10 ? at.startOf('day') : at;
}
