import { DateTime } from 'luxon';
import { InvalidInput, sql, type KpiDefinition, type KpiReading, type Sql } from '#kernel';
import { moved } from '../../reading/moments.js';
import { endsOf as periodEnds, local, type Period } from '../../reading/period.js';
import { raw } from './slices.js';

/** Into what a period can be cut. Weeks begin on Monday. */
export const BUCKETS = ['day', 'week', 'month', 'quarter', 'year'] as const;
export type Bucket = (typeof BUCKETS)[number];

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
  { bucket, in: part }: { readonly bucket?: Bucket; readonly in?: string },
): Bucket | undefined {
  const given = bucket !== undefined ? 'bucket' : part !== undefined ? 'in' : undefined;
  if (kind === 'matrix' && given !== undefined)
    throw new InvalidInput('kpi.period', [
      {
        where: given,
        what: `${name} is a matrix, of cohorts and months after them`,
        remedy: `leave ${given} out: from and to say which cohorts`,
      },
    ]);
  return bucket;
}

/** The ends of a period in SQL; null where it is open. Throws InvalidInput (`query.moment`, `kpi.period`). */
export function endsOf(period: Period, zone: string): ReturnType<typeof periodEnds> {
  return periodEnds(period, zone, 'kpi.period');
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

/** Whether a part of a period is called by a day: a bucket begins with it, and some of the bucket is in the period. */
export function isPart({ from, to }: Period, bucket: Bucket, name: string, zone: string): boolean {
  const start = DateTime.fromISO(name, { zone }).startOf(bucket);
  // another way to write that day is none that a row is called by
  if (!start.isValid || start.toFormat('yyyy-MM-dd') !== name) return false;
  const next = start.plus({ [bucket]: 1 }).startOf(bucket);
  return (from === undefined || next > local(from, zone)) && (to === undefined || start < local(to, zone));
}

/**
 * The period before, of the same length: as many months where it is of whole months, as many days where it is of days,
 * else as much time. Null where an end is open, and where it would begin before the year 1.
 */
export function previousOf({ from, to }: Period, zone: string): { readonly from: string; readonly to: string } | null {
  if (from === undefined || to === undefined) return null;
  const begin = local(from, zone);
  const end = local(to, zone);
  const days = from.length === 10 && to.length === 10;
  const whole = begin.day === 1 && end.day === 1;
  const before = !days
    ? begin.minus(end.diff(begin)).toUTC()
    : whole
      ? begin.minus({ months: Math.round(end.diff(begin, 'months').months) })
      : begin.minus({ days: Math.round(end.diff(begin, 'days').days) });
  if (before.year < 1) return null;
  return { from: days ? before.toFormat('yyyy-MM-dd') : before.toISO()!, to: from };
}
