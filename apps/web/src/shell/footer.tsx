import { useTranslation } from 'react-i18next';
import { useSession } from '../app/session.js';
import { useFormat } from '../i18n/use-format.js';
import { useFreshness } from '../live/live.js';
import styles from './footer.module.css';

/** The workspace's zone, said once; how much has been recorded; the version. */
export function Footer() {
  const { t } = useTranslation();
  const format = useFormat();
  const session = useSession();
  const freshness = useFreshness();
  if (session === null) return null;
  return (
    <footer className={styles.footer}>
      <span>{t('footer.zone', { zone: session.zone })}</span>
      <span className={styles.right}>
        {freshness === undefined ? null : (
          <span>{t('footer.recorded', { count: freshness.head, number: format.count(freshness.head) })}</span>
        )}
        <span>{t('footer.version', { version: session.version })}</span>
      </span>
    </footer>
  );
}
