import { InvalidInput, sql, type Asking, type KpiDefinition, type KpiReading } from '#kernel';
import { inPeriod } from '../../reading/moments.js';
import type { Telling } from './figure.js';
import { bucketOf, endsOf, isPart, justBefore, type Bucket } from './period.js';
import { horizonOf, type Horizon } from './prediction.js';
import { chosen, unitOf, type KpiQuestion, type KpiRecordsQuestion } from './question.js';

/** How far ahead a question looks, where its figure is a prediction. */
export function horizonIn(kpi: KpiDefinition, { parameters }: KpiQuestion): Horizon | undefined {
  return kpi.kind === 'prediction' ? horizonOf(chosen(kpi, parameters)) : undefined;
}

/** How a question has its figure told. */
export function tellingOf(kpi: KpiDefinition, question: KpiQuestion): Telling {
  const horizon = horizonIn(kpi, question);
  return { unit: unitOf(kpi, question.parameters), ...(horizon === undefined ? {} : { horizon }) };
}

/** The clocks and the period of a question, in SQL. */
export function readingOf(kpi: KpiDefinition, asking: Asking, question: KpiQuestion): KpiReading {
  const { asOf, knownAt, zone, now } = asking;
  const ends = endsOf(question, zone);
  const { from, to } = ends;
  const moment = sql`${asOf ?? now}::timestamptz`;
  const closing = to === null ? moment : sql`least(${justBefore(to)}, ${moment})`;
  return {
    asOf,
    knownAt,
    zone,
    now,
    at: kpi.placing === 'period' ? closing : moment,
    from: from ?? sql`'-infinity'::timestamptz`,
    to: to === null ? moment : sql`least(${to}, ${moment})`,
    asked: askedSql(kpi, ends, zone),
    opening: from === null ? sql`'-infinity'::timestamptz` : justBefore(from),
    closing,
    parameter: chosen(kpi, question.parameters),
  };
}

/** `KpiReading.asked` of a period. */
function askedSql(
  { placing }: KpiDefinition,
  { from, to }: ReturnType<typeof endsOf>,
  zone: string,
): KpiReading['asked'] {
  return placing === 'period' || (from === null && to === null)
    ? () => sql`true`
    : (moment, precision) => sql`(${moment} IS NULL OR ${inPeriod(moment, precision, from, to, zone)})`;
}

/**
 * The part of the period that records are asked of, by what it is cut into and its first day; undefined for all of it.
 * Throws InvalidInput (`kpi.period`) for one that is none.
 */
export function partNamed(
  kpi: KpiDefinition,
  question: KpiRecordsQuestion,
  zone: string,
): { readonly bucket: Bucket; readonly name: string } | undefined {
  const bucket = bucketOf(kpi, question);
  const { in: name } = question;
  if (name === undefined) return undefined;
  if (bucket !== undefined && isPart(question, bucket, name, zone)) return { bucket, name };
  throw new InvalidInput('kpi.period', [
    bucket === undefined
      ? { where: 'in', what: `${name} is of no bucket`, remedy: 'say which begins then, as bucket=month' }
      : {
          where: 'in',
          what: `no ${bucket} of the period begins on ${name}`,
          remedy: 'give the first day of one, as 2026-03-01; weeks begin on Monday',
        },
  ]);
}
