import { useTranslation } from 'react-i18next';
import type { KpiLine } from '../api/types.js';
import { useFormat } from '../i18n/use-format.js';
import { amount, MANY_HOURS } from './figure-format.js';
import styles from './figure.module.css';
import { SurvivalChart, type Curve } from './survival-chart.js';
import { useFigureWords } from './use-figure-words.js';

interface Props {
  readonly line: KpiLine;
  readonly curve: Curve;
}

/** As many lines of a curve as one reads. */
const LINES = 13;

/** A survival curve with its numbers in a table: at which time which share is left, within which band. */
export function Survival({ line, curve: asGiven }: Props) {
  const { t } = useTranslation();
  const { locale, count } = useFormat();
  const { said } = useFigureWords();
  const { unit, curve } = inDays(line.unit, asGiven);
  const { median, points } = curve;
  const every = Math.ceil(points.length / LINES);
  const share = (value: number): string => amount(locale, 'ratio', value);
  const time = (value: number): string => amount(locale, unit, value);
  const told =
    median === null ? t('figures.medianBeyond') : t('figures.medianAt', { time: amount(locale, unit, median) });
  return (
    <>
      {median === null ? null : <p className={styles.of}>{told}</p>}
      <SurvivalChart curve={curve} label={`${said(line.title)}. ${told}`} share={share} time={time} />
      <details>
        <summary>{t('figures.asTable')}</summary>
        <div className={styles.table} tabIndex={0} role="region" aria-label={t('figures.asTable')}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t('figures.time')}</th>
                <th scope="col" className={styles.number}>
                  {t('figures.left')}
                </th>
                <th scope="col" className={styles.number}>
                  {t('figures.band')}
                </th>
                <th scope="col" className={styles.number}>
                  {t('figures.atRisk')}
                </th>
              </tr>
            </thead>
            <tbody>
              {points
                .filter((_, i) => i % every === 0 || i === points.length - 1)
                .map((point) => (
                  <tr key={point.time}>
                    <td>{time(point.time)}</td>
                    <td className={styles.number}>{share(point.survival)}</td>
                    <td className={styles.number}>{`${share(point.lower)} – ${share(point.upper)}`}</td>
                    <td className={styles.number}>{count(point.atRisk)}</td>
                  </tr>
                ))}
            </tbody>
          </table>
        </div>
      </details>
    </>
  );
}

/** A curve of hours that goes on for days, in days: its axis has one unit. */
function inDays(unit: KpiLine['unit'], curve: Curve): { readonly unit: KpiLine['unit']; readonly curve: Curve } {
  if (unit !== 'hours' || (curve.points.at(-1)?.time ?? 0) <= MANY_HOURS) return { unit, curve };
  const { median, points } = curve;
  return {
    unit: 'days',
    curve: {
      ...curve,
      median: median === null ? null : median / 24,
      points: points.map((point) => ({ ...point, time: point.time / 24 })),
    },
  };
}
