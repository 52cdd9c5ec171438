import { useTranslation } from 'react-i18next';
import type { KpiLine } from '../api/types.js';
import styles from './toolbar.module.css';
import { useFigureWords } from './use-figure-words.js';

interface Props {
  readonly slices: KpiLine['slices'];
  readonly value: string | undefined;
  readonly onChange: (slice: string | undefined) => void;
}

/** Chooses what figures are told apart by; none of them unless one is chosen. */
export function SlicePicker({ slices, value, onChange }: Props) {
  const { t } = useTranslation();
  const { said } = useFigureWords();
  if (slices.length === 0) return null;
  return (
    <label className={styles.choice}>
      <span>{t('figures.by')}</span>
      <select
        value={slices.some(({ name }) => name === value) ? value : ''}
        onChange={(event) => onChange(event.currentTarget.value || undefined)}
      >
        <option value="">{t('figures.unsliced')}</option>
        {slices.map(({ name, words }) => (
          <option key={name} value={name}>
            {said(words)}
          </option>
        ))}
      </select>
    </label>
  );
}
