import { useTranslation } from 'react-i18next';
import type { SavedMapping } from '../api/types.js';
import styles from './mapping-step.module.css';

interface Props {
  readonly saved: readonly SavedMapping[];
  readonly chosen: string | undefined;
  /** Undefined for the guess. */
  readonly onChoose: (mapping: SavedMapping | undefined) => void;
}

/** Begins with what was guessed from the file, or with a mapping that was used before. */
export function StartWith({ saved, chosen, onChoose }: Props) {
  const { t } = useTranslation();
  return (
    <label className={styles.field}>
      {t('imports.startWith')}
      <select
        className={styles.input}
        value={chosen ?? ''}
        onChange={(event) => onChoose(saved.find(({ id }) => id === event.currentTarget.value))}
      >
        <option value="">{t('imports.guess')}</option>
        {saved.map(({ id, name, version }) => (
          <option key={id} value={id}>
            {t('imports.mappingVersion', { name, version })}
          </option>
        ))}
      </select>
    </label>
  );
}
