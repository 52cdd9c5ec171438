import { kpis, type KpiAnswer } from '#queries';
import { answerCsv, catalogueCsv } from './kpi-output.js';

const figure = { value: 0.5, numerator: 1, denominator: 2, n: 2 };

function csvOf(...rows: readonly object[]): readonly string[] {
  return answerCsv({ kpi: 'mrr', version: 1, rows } as unknown as KpiAnswer);
}

describe('figures as CSV', () => {
  it('have a line for each row, and run nothing in a spreadsheet', () => {
    expect(csvOf({ ...figure, bucket: null, slice: { campaign: '=1+1, "sale"' } })).toEqual([
      'kpi,version,bucket,campaign,value,numerator,denominator,n,median,mean,p90,currency',
      'mrr,1,,"\'=1+1, ""sale""",0.5,1,2,2,,,,',
    ]);
  });

  it('have a line for each currency of a row', () => {
    const amounts = { EUR: 100, USD: 250 };
    const mixed = { value: null, numerator: null, denominator: null, n: 3, currency: null, amounts };
    expect(csvOf({ ...mixed, bucket: '2026-01-01', slice: {} }).slice(1)).toEqual([
      'mrr,1,2026-01-01,100,,,3,,,,EUR',
      'mrr,1,2026-01-01,250,,,3,,,,USD',
    ]);
  });

  it('are listed one a line', () => {
    const openRate = kpis.find(({ name }) => name === 'open-rate')!;
    const [head, line] = catalogueCsv([openRate]);
    expect(head).toBe('kpi,version,unit,team,slices,definition');
    expect(line).toMatch(/^open-rate,1,ratio,marketing,campaign variant source,/);
  });
});
