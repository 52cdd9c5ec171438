import { useTranslation } from 'react-i18next';
import { useFormat, useNow } from '../i18n/use-format.js';
import styles from './day-heading.module.css';

/** The heading of a day; today and yesterday by name. */
export function DayHeading({ day }: { readonly day: string | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const today = format.dayOf(new Date(now).toISOString());
  const yesterday = format.dayOf(new Date(now - 86_400_000).toISOString());
  if (day === null) return <h3 className={styles.day}>{t('journey.undated')}</h3>;
  const named = day === today ? t('journey.today') : day === yesterday ? t('journey.yesterday') : null;
  return (
    <h3 className={styles.day}>
      {named === null ? null : <span>{named}</span>}
      <span className={named === null ? undefined : styles.date}>{format.longDay(day, today)}</span>
    </h3>
  );
}
