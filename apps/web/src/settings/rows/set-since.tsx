import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Moment } from '../../ui/moment.js';
import styles from './rows.module.css';

interface Props {
  readonly event: string | null;
  readonly since: string | null;
}

/** When it was set last, leading to the event that says by whom; or that it is what it is from the beginning. */
export function SetSince({ event, since }: Props) {
  const { t } = useTranslation();
  if (event === null) return <span className={styles.hint}>{t('settingRows.unset')}</span>;
  return (
    <span className={styles.hint}>
      <Link to="/events/$event" params={{ event }}>
        {t('settingRows.changed')} {since === null ? null : <Moment at={since} />}
      </Link>
    </span>
  );
}
