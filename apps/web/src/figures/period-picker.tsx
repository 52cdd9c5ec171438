import { useTranslation } from 'react-i18next';
import { periodPresets, type PeriodSearch } from '../app/search.js';
import { periodOf, USUAL_PERIOD } from './period.js';
import styles from './toolbar.module.css';
import { useToday } from './use-today.js';

interface Props {
  readonly search: PeriodSearch;
  readonly onChange: (part: PeriodSearch) => void;
}

/** Chooses the period: one that has a name, or any days of the workspace's zone. */
export function PeriodPicker({ search, onChange }: Props) {
  const { t } = useTranslation();
  const today = useToday();
  const { period = USUAL_PERIOD } = search;
  const choose = (name: string): void => {
    const preset = periodPresets.find((one) => one === name) ?? USUAL_PERIOD;
    // a custom period begins as what is shown
    const { from, to } = preset === 'custom' ? periodOf(search, today) : {};
    onChange({ period: preset === USUAL_PERIOD ? undefined : preset, from, to });
  };
  return (
    <>
      <label className={styles.choice}>
        <span>{t('figures.period')}</span>
        <select value={period} onChange={(event) => choose(event.currentTarget.value)}>
          {periodPresets.map((preset) => (
            <option key={preset} value={preset}>
              {t(`figures.preset.${preset}`)}
            </option>
          ))}
        </select>
      </label>
      {period === 'custom' ? (
        <>
          <label className={styles.choice}>
            <span>{t('figures.from')}</span>
            <input
              type="date"
              value={search.from ?? ''}
              max={search.to}
              onChange={(event) => onChange({ from: event.currentTarget.value || undefined })}
            />
          </label>
          <label className={styles.choice}>
            <span>{t('figures.before')}</span>
            <input
              type="date"
              value={search.to ?? ''}
              min={search.from}
              onChange={(event) => onChange({ to: event.currentTarget.value || undefined })}
            />
          </label>
        </>
      ) : null}
    </>
  );
}
