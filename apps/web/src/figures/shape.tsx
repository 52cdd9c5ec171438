import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import type { Bucket, KpiAnswer, KpiLine } from '../api/types.js';
import type { PeriodSearch } from '../app/search.js';
import { useFormat } from '../i18n/use-format.js';
import { currenciesOf, amountOf } from './currencies.js';
import { amount, figureTexts, MANY_HOURS } from './figure-format.js';
import styles from './figure.module.css';
import { PartTable } from './part-table.js';
import { useFigureWords } from './use-figure-words.js';

const TrendChart = lazy(() => import('./trend-chart.js').then((module) => ({ default: module.TrendChart })));
const Survival = lazy(() => import('./survival.js').then((module) => ({ default: module.Survival })));
const CohortMatrix = lazy(() => import('./cohort-matrix.js').then((module) => ({ default: module.CohortMatrix })));

interface Props {
  readonly line: KpiLine;
  readonly answer: KpiAnswer;
  readonly bucket: Bucket | undefined;
  readonly period: PeriodSearch;
  readonly onPart: (day: string) => void;
}

/** A figure drawn as its kind is: over time, as a curve, as a matrix. Nothing where it has no parts. */
export function Shape({ line, answer, bucket, period, onPart }: Props) {
  const { t } = useTranslation();
  const { said, part } = useFigureWords();
  const { locale } = useFormat();
  const { kind, unit } = line;
  const title = said(line.title);
  if (answer.n === 0) return null;
  if (kind === 'matrix')
    return (
      <Suspense fallback={null}>
        <CohortMatrix line={line} rows={answer.rows} label={title} period={period} />
      </Suspense>
    );
  if (kind === 'curve')
    return answer.curve === undefined ? null : (
      <div className={styles.panel}>
        <Suspense fallback={null}>
          <Survival line={line} curve={answer.curve} />
        </Suspense>
      </div>
    );
  const rows = answer.rows.filter((row) => row.bucket !== null);
  if (rows.length < 2) return null;
  const several = rows.some(({ amounts }) => amounts !== undefined);
  const codes = [...new Set(rows.flatMap(currenciesOf))].sort();
  const currencies: readonly (string | undefined)[] = several ? codes : codes.slice(0, 1);
  // an axis has one unit: days, where there are many hours
  const [drawn, each] =
    unit === 'hours' && rows.some(({ value }) => (value ?? 0) > MANY_HOURS) ? (['days', 24] as const) : [unit, 1];
  const pointsOf = (currency: string | undefined) =>
    rows.map((row) => {
      const value = several ? amountOf(row, currency) : row.value;
      return {
        key: row.bucket!,
        label: part(row.bucket!, bucket),
        value: value === null ? null : value / each,
        text: `${part(row.bucket!, bucket)}: ${several ? amount(locale, unit, value, currency) : figureTexts(locale, unit, row).join(' · ')}`,
      };
    });
  return (
    <div className={styles.panel}>
      {(currencies.length === 0 ? [undefined] : currencies).map((currency) => (
        <Suspense key={currency ?? ''} fallback={<div style={{ height: 220 }} />}>
          {several ? <p className={styles.of}>{currency}</p> : null}
          <TrendChart
            points={pointsOf(currency)}
            label={[t('figures.trendOf', { title }), ...(several ? [currency] : [])].join(', ')}
            look={kind === 'count' || kind === 'sum' ? 'bars' : 'line'}
            axis={(value) => amount(locale, drawn, value, currency, true)}
            onPick={onPart}
          />
        </Suspense>
      ))}
      <details>
        <summary>{t('figures.asTable')}</summary>
        <PartTable line={line} rows={rows} bucket={bucket} onPick={onPart} />
      </details>
    </div>
  );
}
