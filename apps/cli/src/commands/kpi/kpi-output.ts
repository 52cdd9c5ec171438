import { decimalsOf } from '#journey';
import type { KpiDefinition, KpiUnit } from '#kernel';
import type { Figure, KpiAnswer, KpiRow, Verdict } from '#queries';
import type { Output } from '../../output/output.js';

/** A figure in lines for people: its value and what it is made of, then its rows. */
export function answerLines(output: Output, kpi: KpiDefinition, answer: KpiAnswer): readonly string[] {
  const { unit, undated, immature, previous, currency } = answer;
  const summed = unit === 'money' || kpi.amounts === true;
  const period = `${answer.from ?? 'the beginning'} to ${answer.to ?? answer.asOf ?? 'now'}`;
  const head = [
    `${kpi.title.en}, ${period}: ${told(unit, answer)}`,
    kpi.says.en,
    ...(answer.median === undefined
      ? []
      : [
          `median ${value(unit, answer.median, currency)}, mean ${value(unit, answer.mean ?? null, currency)}, 90 % below ${value(unit, answer.p90 ?? null, currency)}`,
        ]),
    ...(answer.model === undefined ? [] : modelLines(answer.model)),
    ...(undated.n > 0 ? [`without a date, not counted: ${undated.n}`] : []),
    ...(immature.n > 0 ? [`too young to tell, not counted: ${immature.n}`] : []),
    ...(previous === undefined || previous === null
      ? []
      : [`the period before, from ${previous.from}: ${told(unit, previous)}`]),
  ];
  const [first] = answer.rows;
  if (
    first === undefined ||
    (answer.rows.length === 1 && first.bucket === null && Object.keys(first.slice).length === 0)
  )
    return [...head, ...curveLines(output, answer)];
  const buckets = answer.rows.some(({ bucket }) => bucket !== null);
  return [
    ...head,
    ...output.table(answer.rows, [
      ...(buckets ? [{ title: 'FROM', value: (row: KpiRow) => row.bucket }] : []),
      ...Object.keys(first.slice).map((name) => ({
        title: name.toUpperCase(),
        value: (row: KpiRow) => row.slice[name] ?? null,
      })),
      { title: 'VALUE', value: (row: KpiRow) => told(unit, row), right: true as const },
      {
        title: 'NUMERATOR',
        value: (row: KpiRow) => (summed ? value('money', row.numerator, row.currency) : plain(row.numerator)),
        right: true as const,
      },
      {
        title: 'DENOMINATOR',
        value: (row: KpiRow) =>
          kpi.amounts === true ? value('money', row.denominator, row.currency) : plain(row.denominator),
        right: true as const,
      },
      { title: 'N', value: (row: KpiRow) => row.n, right: true as const },
      ...(answer.verdicts === undefined ? [] : INTERVAL),
    ]),
    ...(answer.verdicts ?? []).map(verdictLine),
  ];
}

type PredictionModel = NonNullable<Figure['model']>;

/** What a prediction was made by, and whether it is to be trusted. */
function modelLines({ histories, fits }: PredictionModel): readonly string[] {
  if (fits.length === 0) return [`too little has happened to predict anything: ${histories} histories`];
  return fits.map(({ name, parameters, logLikelihood, converged }) => {
    const fitted = Object.entries(parameters).map(([parameter, number]) => `${parameter} ${plain(number)}`);
    const says = `${name}, fitted to ${histories} histories: ${fitted.join(', ')}; log-likelihood ${plain(logLikelihood)}`;
    return converged ? says : `${says}; it has no maximum, so nothing is predicted`;
  });
}

const INTERVAL = (['lower', 'upper'] as const).map((end) => ({
  title: end.toUpperCase(),
  value: ({ interval }: KpiRow) => value('ratio', interval?.[end] ?? null),
  right: true as const,
}));

function verdictLine({ slice, bucket, enough, winner }: Verdict): string {
  const of = [bucket, ...Object.values(slice)].filter((word) => word !== null).join(', ');
  const says = enough ? (winner === null ? 'no significant difference' : `${winner} is better`) : 'too few to tell';
  return of === '' ? says : `${of}: ${says}`;
}

function curveLines(output: Output, { curve }: Figure): readonly string[] {
  if (curve === undefined) return [];
  return output.table(curve.points, [
    { title: 'AFTER', value: ({ time }) => plain(time), right: true },
    { title: 'SURVIVE', value: ({ survival }) => value('ratio', survival), right: true },
    { title: 'LOWER', value: ({ lower }) => value('ratio', lower), right: true },
    { title: 'UPPER', value: ({ upper }) => value('ratio', upper), right: true },
    { title: 'AT RISK', value: ({ atRisk }) => atRisk, right: true },
    { title: 'ENDED', value: ({ events }) => events, right: true },
  ]);
}

/**
 * A figure's rows as CSV (RFC 4180): slices first, one line a row, and one a point where the figure is a curve. Of several
 * currencies a row has a line for each; `n` is that of the row in all of them.
 */
export function answerCsv({ kpi, version, rows }: KpiAnswer): readonly string[] {
  const names = Object.keys(rows[0]?.slice ?? {});
  const columns = ['value', 'numerator', 'denominator', 'n', 'median', 'mean', 'p90', 'currency'] as const;
  const curve = rows.some((row) => row.curve !== undefined);
  const points = ['time', 'survival', 'lower', 'upper', 'atRisk', 'events'] as const;
  const line = (row: KpiRow): readonly (string | number | null)[] => [
    kpi,
    version,
    row.bucket,
    ...names.map((name) => row.slice[name] ?? null),
    ...columns.map((column) => row[column] ?? null),
  ];
  return [
    ['kpi', 'version', 'bucket', ...names, ...columns, ...(curve ? points : [])],
    ...rows
      .flatMap(inEachCurrency)
      .flatMap((row) =>
        row.curve === undefined
          ? [line(row)]
          : row.curve.points.map((point) => [...line(row), ...points.map((name) => point[name])]),
      ),
  ].map(csvLine);
}

/** Figures in words as CSV (RFC 4180), one line a figure. */
export function catalogueCsv(kpis: readonly KpiDefinition[]): readonly string[] {
  return [
    ['kpi', 'version', 'unit', 'team', 'slices', 'definition'],
    ...kpis.map(({ name, version, unit, team, slices, says }) => [
      name,
      version,
      unit,
      team,
      Object.keys(slices).join(' '),
      says.en,
    ]),
  ].map(csvLine);
}

function inEachCurrency(row: KpiRow): readonly KpiRow[] {
  return row.amounts === undefined
    ? [row]
    : Object.entries(row.amounts).map(([currency, value]) => ({ ...row, value, currency }));
}

function csvLine(cells: readonly (string | number | null)[]): string {
  return cells.map(cell).join(',');
}

/** A cell; what a spreadsheet would take for a formula gets an apostrophe in front (OWASP, CSV injection). */
function cell(given: string | number | null): string {
  if (given === null) return '';
  const text = typeof given === 'string' && /^[-=+@\t\r\n]/.test(given) ? `'${given}` : String(given);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function told(unit: KpiUnit, figure: Figure): string {
  if (figure.amounts === undefined)
    return [value(unit, figure.value, figure.currency), figure.currency ?? ''].join(' ').trim();
  return Object.entries(figure.amounts)
    .map(([currency, amount]) => `${value(unit, amount, currency)} ${currency}`.trim())
    .join(' + ');
}

/** A number as people read it: money, which comes in minor units, in those of its currency. */
function value(unit: KpiUnit, given: number | null, currency?: string | null): string {
  if (given === null) return '-';
  if (unit === 'ratio') return `${(given * 100).toFixed(2)} %`;
  if (unit !== 'money') return unit === 'count' ? plain(given) : `${plain(given)} ${unit}`;
  const digits = decimalsOf(currency ?? '');
  return (given / 10 ** digits).toLocaleString('en-US', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

function plain(given: number | null): string {
  return given === null ? '-' : given.toLocaleString('en-US', { maximumFractionDigits: 4 });
}
