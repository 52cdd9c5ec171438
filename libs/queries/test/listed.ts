import type { KpiDefinition } from '#kernel';
import type { KpiAnswer, KpiEngine, KpiQuestion, KpiRecord, KpiRecordsQuestion, KpiRow } from '../src/index.js';

/** Every record of a part of a figure, page by page. */
export async function listed(
  engine: KpiEngine,
  kpi: KpiDefinition,
  question: KpiRecordsQuestion,
  limit = 3,
): Promise<readonly KpiRecord[]> {
  const all: KpiRecord[] = [];
  let cursor: string | undefined;
  do {
    const page = await engine.records(kpi, { ...question, limit, ...(cursor === undefined ? {} : { cursor }) });
    all.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  return all;
}

/** Month by month, where a figure is asked in parts: a matrix is parts already. */
export function inMonths({ kind }: KpiDefinition): Pick<KpiQuestion, 'bucket'> {
  return kind === 'matrix' ? {} : { bucket: 'month' };
}

/** What a figure says of how many records, and how many are listed: equal, or something is wrong. */
export async function compared(
  engine: KpiEngine,
  kpi: KpiDefinition,
  question: KpiQuestion,
): Promise<{ readonly answer: KpiAnswer; readonly said: readonly unknown[]; readonly listed: readonly unknown[] }> {
  const answer = await engine.evaluate(kpi, question);
  const said: unknown[] = [];
  const found: unknown[] = [];
  for (const row of answer.rows) {
    const slice = Object.entries(row.slice).map(([name, value]) => `${name}=${value ?? ''}`);
    const which = { ...question, slice, ...(row.bucket === null ? {} : { in: row.bucket }) };
    for (const [part, expected] of partsOf(kpi, row)) {
      const records = await listed(engine, kpi, { ...which, part }, 500);
      said.push([slice.join(), row.bucket, part, expected]);
      found.push([slice.join(), row.bucket, part, new Set(records.map(({ record }) => record)).size]);
      said.push(records.length);
      found.push(new Set(records.map(({ record }) => record)).size);
    }
  }
  for (const part of ['undated', 'immature'] as const)
    if (kpi.kind === 'count' || kpi.kind === 'sum' || kpi.kind === 'quantile') {
      said.push([part, answer[part].n]);
      found.push([part, (await listed(engine, kpi, { ...question, part }, 500)).length]);
    }
  return { answer, said, listed: found };
}

/** How many records each part of a row is made of. */
function partsOf(kpi: KpiDefinition, row: KpiRow): readonly (readonly ['numerator' | 'denominator', number])[] {
  if (kpi.amounts === true) return [];
  if (kpi.kind === 'count' || kpi.kind === 'sum' || kpi.kind === 'quantile' || kpi.kind === 'prediction')
    return [['numerator', row.n]];
  const above = ['numerator', row.numerator ?? 0] as const;
  // the size of a cohort is not that of a cell
  return kpi.kind === 'matrix' ? [above] : [above, ['denominator', row.denominator ?? 0]];
}
