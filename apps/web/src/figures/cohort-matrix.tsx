import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { KpiLine, KpiRow } from '../api/types.js';
import type { PeriodSearch } from '../app/search.js';
import { useFormat } from '../i18n/use-format.js';
import { amount } from './figure-format.js';
import styles from './matrix.module.css';
import { monthsAfter, stepsOf } from './months-after.js';
import { rowAddress } from './row-address.js';
import { useToday } from './use-today.js';

interface Props {
  readonly line: KpiLine;
  readonly rows: readonly KpiRow[];
  readonly label: string;
  readonly period: PeriodSearch;
}

/**
 * Cohorts down, months after across: each cell says its share and opens its records; the colour only repeats it. A month
 * in which nobody did is 0 %, one that is yet to come is blank.
 */
export function CohortMatrix({ line, rows, label, period }: Props) {
  const { t } = useTranslation();
  const { locale, count, dayMonth } = useFormat();
  const month = useToday().slice(0, 7);
  if (rows.length === 0) return <p className={styles.nothing}>{t('figures.nothing')}</p>;
  const cohorts = [...new Set(rows.map(({ slice }) => slice['cohort'] ?? ''))].sort();
  const dated = cohorts.filter((cohort) => cohort !== '');
  const steps = stepsOf(
    rows.map(({ slice }) => Number(slice['step'] ?? 0)),
    Math.max(0, ...dated.map((cohort) => monthsAfter(cohort, month))),
  );
  const cells = new Map(rows.map((row) => [`${row.slice['cohort'] ?? ''} ${row.slice['step'] ?? 0}`, row]));
  const size = new Map<string, number>();
  for (const { slice, denominator } of rows)
    size.set(slice['cohort'] ?? '', Math.max(size.get(slice['cohort'] ?? '') ?? 0, denominator ?? 0));
  return (
    <div className={styles.scroll} tabIndex={0} role="region" aria-label={label}>
      <table className={styles.matrix}>
        <thead>
          <tr>
            <th scope="col" rowSpan={2}>
              {t('figures.cohort')}
            </th>
            <th scope="col" rowSpan={2} className={styles.size}>
              {t('figures.cohortSize')}
            </th>
            <th scope="colgroup" colSpan={steps.length} className={styles.steps}>
              {t('figures.monthsAfter')}
            </th>
          </tr>
          <tr>
            {steps.map((step) => (
              <th key={step} scope="col" aria-label={t('figures.step', { count: step })}>
                {step}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {cohorts.map((cohort) => (
            <tr key={cohort}>
              <th scope="row">{cohort === '' ? t('figures.none') : dayMonth(`${cohort}-01`)}</th>
              <td className={styles.size}>{count(size.get(cohort) ?? 0)}</td>
              {steps.map((step) => {
                const cell = cells.get(`${cohort} ${step}`);
                if (cell === undefined || cell.value === null)
                  return (
                    <td key={step} className={styles.empty}>
                      {cohort !== '' && step <= monthsAfter(cohort, month) ? amount(locale, 'ratio', 0) : null}
                    </td>
                  );
                const heat = Math.round(Math.min(1, Math.max(0, cell.value)) * 55);
                return (
                  <td
                    key={step}
                    style={{ background: `color-mix(in srgb, var(--accent) ${heat}%, var(--surface))` }}
                    data-strong={heat > 36 || undefined}
                  >
                    <Link
                      to="/kpis/$kpi"
                      params={{ kpi: line.name }}
                      search={{ ...period, row: rowAddress({ cohort, step: String(step) }), part: 'numerator' }}
                      title={t('figures.cellOf', {
                        numerator: cell.numerator ?? 0,
                        denominator: cell.denominator ?? 0,
                      })}
                    >
                      {amount(locale, 'ratio', cell.value)}
                    </Link>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
