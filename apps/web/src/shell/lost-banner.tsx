import { IconPlugConnectedX } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../i18n/use-format.js';
import { useLive } from '../live/live.js';
import styles from './lost-banner.module.css';

/** While the live connection is lost: says so, counts down to the next attempt, and offers one now. */
export function LostBanner() {
  const { state, retryNow } = useLive();
  return state.status === 'lost' ? <Lost retryAt={state.retryAt} retryNow={retryNow} /> : null;
}

function Lost({ retryAt, retryNow }: { readonly retryAt: number; readonly retryNow: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(0, Math.ceil((retryAt - now) / 1000));
  return (
    <div className={styles.banner} role="alert">
      <IconPlugConnectedX size={16} stroke={1.8} aria-hidden />
      <span className={styles.words}>
        <span>{t('lost.text')}</span>
        <span className={styles.next} aria-live="off">
          {seconds === 0 ? t('lost.trying') : t('lost.next', { span: format.span(seconds) })}
        </span>
      </span>
      <button type="button" className={styles.now} onClick={retryNow}>
        {t('lost.now')}
      </button>
    </div>
  );
}
