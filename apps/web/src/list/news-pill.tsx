import { IconArrowUp } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../i18n/use-format.js';
import styles from './news-pill.module.css';

/** Says that new rows wait above, without moving what is being read. */
export function NewsPill({ count, onShow }: { readonly count: number; readonly onShow: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className={styles.place} role="status" aria-live="polite">
      {count === 0 ? null : (
        <button type="button" className={styles.pill} onClick={onShow}>
          <IconArrowUp size={14} aria-hidden />
          {t('list.news', { count, number: format.count(count) })}
        </button>
      )}
    </div>
  );
}
