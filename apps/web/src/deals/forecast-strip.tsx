import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { WeightedWorth, Worth } from '../api/types.js';
import { useMoney } from '../i18n/money.js';
import { useFormat } from '../i18n/use-format.js';
import { useTravel } from '../travel/travel.js';
import { Bar } from '../ui/skeleton.js';
import { InlineProblem } from '../ui/states.js';
import styles from './forecast-strip.module.css';
import { forecastQuery, type Which } from './queries.js';
import { Worths } from './worths.js';

const shape = [0, 1, 2, 3, 4, 5];

interface Props {
  readonly which: Which;
  /** Whether it is known yet which. */
  readonly ready: boolean;
}

/** What is expected month by month: open deals weighted by their stages beside what was won; overdue ones apart. */
export function ForecastStrip({ which, ready }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const forecast = useQuery({
    ...forecastQuery(which, useTravel()),
    enabled: ready,
    placeholderData: keepPreviousData,
  });
  const { data } = forecast;
  if (data === undefined)
    return forecast.isError ? (
      <InlineProblem error={forecast.error} />
    ) : (
      <div className={styles.strip} aria-hidden>
        {shape.map((one) => (
          <div key={one} className={styles.tile}>
            <Bar width={56} />
            <Bar width={88} />
          </div>
        ))}
      </div>
    );
  return (
    <section className={styles.strip} aria-label={t('deals.forecast')} tabIndex={0}>
      <Tile label={t('deals.overdue')} open={data.overdue} tone="bad" />
      {data.months.map(({ month, open, won }) => (
        <Tile key={month} label={format.dayMonth(`${month}-01`)} open={open} won={won} />
      ))}
      <Tile label={t('deals.later')} open={data.outside} />
      <Tile label={t('deals.undated')} open={data.undated} />
    </section>
  );
}

interface TileProps {
  readonly label: string;
  readonly open: readonly WeightedWorth[];
  readonly won?: readonly Worth[];
  readonly tone?: 'bad';
}

/** One month, or one of the rests; a rest of nothing is left out. */
function Tile({ label, open, won, tone }: TileProps) {
  const { t } = useTranslation();
  const { compact } = useMoney();
  const deals = open.reduce((sum, worth) => sum + worth.deals, 0);
  if (won === undefined && deals === 0) return null;
  return (
    <div className={styles.tile} data-tone={tone}>
      <span className={styles.label}>
        {tone === 'bad' ? <IconAlertTriangle size={13} stroke={1.8} aria-hidden /> : null}
        {label}
        {deals === 0 ? null : <span className={styles.deals}>{t('deals.count', { count: deals })}</span>}
      </span>
      {deals === 0 ? <span className={styles.nothing}>–</span> : <Worths worths={open} first="weighted" />}
      {(won ?? []).flatMap(({ currency, amount }) =>
        currency === null ? (
          []
        ) : (
          <span key={currency} className={styles.won}>
            {t('deals.wonShort', { amount: compact(amount, currency) })}
          </span>
        ),
      )}
    </div>
  );
}
