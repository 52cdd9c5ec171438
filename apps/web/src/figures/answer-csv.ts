import type { KpiAnswer } from '../api/types.js';

const LINE = '\r\n';

/** A cell of RFC 4180; what a spreadsheet would take for a formula is told to be text. */
function cell(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The rows of an answer, one a line; of several currencies a line for each. */
export function answerCsv(answer: KpiAnswer): string {
  const { kpi, version, from, to, rows } = answer;
  const slices = [...new Set(rows.flatMap(({ slice }) => Object.keys(slice)))];
  const head = [
    'kpi',
    'version',
    'from',
    'to',
    'bucket',
    ...slices,
    'value',
    'currency',
    'numerator',
    'denominator',
    'n',
  ];
  const lines = rows.flatMap((row) => {
    const before = [kpi, version, from, to, row.bucket, ...slices.map((name) => row.slice[name])];
    const after = [row.numerator, row.denominator, row.n];
    return row.amounts === undefined
      ? [[...before, row.value, row.currency, ...after]]
      : Object.entries(row.amounts).map(([currency, value]) => [...before, value, currency, ...after]);
  });
  return [head, ...lines].map((line) => line.map(cell).join(',') + LINE).join('');
}
