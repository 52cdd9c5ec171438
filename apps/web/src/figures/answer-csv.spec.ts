import type { KpiAnswer } from '../api/types.js';
import { answerCsv } from './answer-csv.js';

const figure = { value: 0.5, numerator: 1, denominator: 2, n: 2 };
const answer = {
  kpi: 'open-rate',
  version: 1,
  from: '2026-01-01',
  to: '2026-02-01',
  rows: [
    { ...figure, bucket: null, slice: { campaign: 'spring, "sale"' } },
    { ...figure, bucket: null, slice: { campaign: '=1+1' }, value: null },
  ],
} as unknown as KpiAnswer;

describe('a figure as CSV', () => {
  it('has a line for each row, and runs nothing in a spreadsheet', () => {
    expect(answerCsv(answer).split('\r\n')).toEqual([
      'kpi,version,from,to,bucket,campaign,value,currency,numerator,denominator,n',
      'open-rate,1,2026-01-01,2026-02-01,,"spring, ""sale""",0.5,,1,2,2',
      "open-rate,1,2026-01-01,2026-02-01,,'=1+1,,,1,2,2",
      '',
    ]);
  });

  it('has a line for each currency', () => {
    const rows = [{ ...figure, bucket: '2026-01-01', slice: {}, amounts: { EUR: 100, USD: 250 } }];
    expect(
      answerCsv({ ...answer, rows })
        .split('\r\n')
        .slice(1, 3),
    ).toEqual([
      'open-rate,1,2026-01-01,2026-02-01,2026-01-01,100,EUR,1,2,2',
      'open-rate,1,2026-01-01,2026-02-01,2026-01-01,250,USD,1,2,2',
    ]);
  });
});
