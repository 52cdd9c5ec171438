import { InvalidInput, sql, type Asking, type KpiDefinition, type KpiReading, type Sql } from '#kernel';
import type { Telling } from './figure.js';
import { endsOf, justBefore, partsOf, type Part } from './period.js';
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
export function readingOf(
  kpi: KpiDefinition,
  asking: Asking,
  question: KpiQuestion,
): { readonly reading: KpiReading; readonly from: Sql | null; readonly to: Sql | null } {
  const { asOf, knownAt, zone, now } = asking;
  const { from, to } = endsOf(question, zone);
  const moment = sql`${asOf ?? now}::timestamptz`;
  const closing = to === null ? moment : sql`least(${justBefore(to)}, ${moment})`;
  const reading: KpiReading = {
    asOf,
    knownAt,
    zone,
    now,
    at: kpi.placing === 'period' ? closing : moment,
    from: from ?? sql`'-infinity'::timestamptz`,
    to: to === null ? moment : sql`least(${to}, ${moment})`,
    opening: from === null ? sql`'-infinity'::timestamptz` : justBefore(from),
    closing,
    parameter: chosen(kpi, question.parameters),
  };
  return { reading, from, to };
}

/** The part of the period that records are asked of. Throws InvalidInput (`kpi.period`) for one that is none. */
export function partNamed(question: KpiRecordsQuestion, zone: string): readonly Part[] | undefined {
  if (question.in === undefined || question.bucket === undefined) return undefined;
  const part = partsOf(question, question.bucket, zone).find(({ name }) => name === question.in);
  if (part !== undefined) return [part];
  throw new InvalidInput('kpi.period', [
    { where: 'in', what: `no ${question.bucket} of the period begins on ${question.in}` },
  ]);
}
