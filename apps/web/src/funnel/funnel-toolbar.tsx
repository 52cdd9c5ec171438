import { useTranslation } from 'react-i18next';
import { funnelBuckets, funnelSlices, type FunnelSearch } from '../app/search.js';
import { useFormat, useNow } from '../i18n/use-format.js';
import styles from './funnel.module.css';
import { before, later, nameOfPeriod, periodOf, periods, type Period } from './period.js';

interface Props {
  readonly search: FunnelSearch;
  readonly onChange: (part: Partial<FunnelSearch>) => void;
}

/** Of whom, of which period, split by what, and compared with what. */
export function FunnelToolbar({ search, onChange }: Props) {
  const { t } = useTranslation();
  const today = useToday();
  const { unit, by, bucket, against } = search;
  const compare = (to: string): void => {
    if (to === 'period') {
      const other = before(search);
      onChange({ against: 'period', otherFrom: other.from, otherTo: other.to });
    } else
      onChange({
        against: to === 'known' ? 'known' : undefined,
        otherKnownAt: to === 'known' ? (search.otherKnownAt ?? later(today, -30)) : undefined,
        otherFrom: undefined,
        otherTo: undefined,
      });
  };
  return (
    <div className={styles.bar}>
      <label>
        {t('funnel.unit')}
        <select
          value={unit ?? 'contact'}
          onChange={(event) => onChange({ unit: event.currentTarget.value === 'company' ? 'company' : undefined })}
        >
          <option value="contact">{t('nav.contacts')}</option>
          <option value="company">{t('nav.companies')}</option>
        </select>
      </label>
      <PeriodChoice label={t('funnel.period')} period={search} onChange={({ from, to }) => onChange({ from, to })} />
      <label>
        {t('funnel.by')}
        <select
          value={by ?? ''}
          onChange={(event) => onChange({ by: funnelSlices.find((one) => one === event.currentTarget.value) })}
        >
          <option value="">{t('funnel.whole')}</option>
          {funnelSlices.map((one) => (
            <option key={one} value={one}>
              {t(`funnel.slice.${one === 'company-size@current' ? 'size' : one}`)}
            </option>
          ))}
        </select>
      </label>
      {by === 'period' ? (
        <label>
          {t('funnel.bucket')}
          <select
            value={bucket ?? 'month'}
            onChange={(event) => onChange({ bucket: funnelBuckets.find((one) => one === event.currentTarget.value) })}
          >
            {funnelBuckets.map((one) => (
              <option key={one} value={one}>
                {t(`funnel.buckets.${one}`)}
              </option>
            ))}
          </select>
        </label>
      ) : null}
      <label>
        {t('funnel.against')}
        <select value={against ?? ''} onChange={(event) => compare(event.currentTarget.value)}>
          <option value="">{t('funnel.nothing')}</option>
          <option value="period">{t('funnel.otherPeriod')}</option>
          <option value="known">{t('funnel.otherKnown')}</option>
        </select>
      </label>
      {against === 'period' ? (
        <PeriodChoice
          label={t('funnel.comparedPeriod')}
          period={{ from: search.otherFrom, to: search.otherTo }}
          onChange={({ from, to }) => onChange({ otherFrom: from, otherTo: to })}
        />
      ) : against === 'known' ? (
        <label>
          {t('funnel.knownBy')}
          <input
            type="date"
            value={search.otherKnownAt ?? ''}
            max={today}
            onChange={(event) => onChange({ otherKnownAt: event.currentTarget.value || undefined })}
          />
        </label>
      ) : null}
    </div>
  );
}

/** The day it is in the workspace's zone. */
export function useToday(): string {
  const format = useFormat();
  return format.dayOf(new Date(useNow()).toISOString());
}

interface PeriodProps {
  readonly label: string;
  readonly period: Period;
  readonly onChange: (period: Period) => void;
}

function PeriodChoice({ label, period, onChange }: PeriodProps) {
  const { t } = useTranslation();
  const today = useToday();
  const name = nameOfPeriod(period, today) ?? 'own';
  const choose = (value: string): void => {
    const named = periods.find((one) => one === value);
    onChange(named === undefined ? { from: later(today, -30), to: later(today, 1) } : periodOf(named, today));
  };
  return (
    <>
      <label>
        {label}
        <select value={name} onChange={(event) => choose(event.currentTarget.value)}>
          {periods.map((one) => (
            <option key={one} value={one}>
              {t(`funnel.periods.${one}`)}
            </option>
          ))}
          <option value="own">{t('funnel.periods.own')}</option>
        </select>
      </label>
      {name === 'own' ? (
        <>
          <label>
            {t('funnel.firstDay')}
            <input
              type="date"
              value={period.from ?? ''}
              onChange={(event) => onChange({ ...period, from: event.currentTarget.value || undefined })}
            />
          </label>
          <label>
            {t('funnel.lastDay')}
            <input
              type="date"
              value={period.to === undefined ? '' : later(period.to, -1)}
              onChange={(event) => {
                const { value } = event.currentTarget;
                onChange({ ...period, to: value === '' ? undefined : later(value, 1) });
              }}
            />
          </label>
        </>
      ) : null}
    </>
  );
}
