import { IconEraser } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import styles from './erased-mark.module.css';

/** Stands where a value was before its person was erased. */
export function ErasedMark() {
  const { t } = useTranslation();
  return (
    <span className={styles.mark} title={t('erased.title')}>
      <IconEraser size={13} stroke={1.8} aria-hidden />
      {t('erased.mark')}
    </span>
  );
}
