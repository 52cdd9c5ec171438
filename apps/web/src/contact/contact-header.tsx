import { useTranslation } from 'react-i18next';
import type { ContactRecord } from '../api/types.js';
import { useFormat } from '../i18n/use-format.js';
import { Copy } from '../ui/copy-button.js';
import { Initials } from '../ui/initials.js';
import { Moment } from '../ui/moment.js';
import { Bar } from '../ui/skeleton.js';
import styles from './contact-header.module.css';

/** Who it is, and the few numbers one asks first. */
export function ContactHeader({ record }: { readonly record: ContactRecord | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (record === undefined)
    return (
      <div className={styles.header} aria-hidden>
        <Bar width={40} height={40} />
        <div className={styles.who} style={{ gap: 8 }}>
          <Bar width={180} height={16} />
          <Bar width={240} />
        </div>
      </div>
    );
  const name = record.name ?? record.email ?? t('contact.nameless');
  const { activity } = record;
  return (
    <div className={styles.header}>
      <Initials name={name} size={40} />
      <div className={styles.who}>
        <h2 dir="auto">{name}</h2>
        <p className={styles.under}>
          {record.company === null ? null : <span dir="auto">{record.company}</span>}
          {record.email === null || record.email === name ? null : (
            <span className={styles.email}>
              {record.email}
              <Copy value={record.email} label={t('contact.copyEmail')} />
            </span>
          )}
        </p>
      </div>
      <dl className={styles.numbers}>
        <div>
          <dt>{t('contact.touches')}</dt>
          <dd>{format.count(activity.touches)}</dd>
        </div>
        {activity.firstAt === null ? null : (
          <div>
            <dt>{t('contact.since')}</dt>
            <dd>
              <Moment at={activity.firstAt} />
            </dd>
          </div>
        )}
        {activity.lastAt === null ? null : (
          <div>
            <dt>{t('contact.last')}</dt>
            <dd>
              <Moment at={activity.lastAt} />
            </dd>
          </div>
        )}
      </dl>
    </div>
  );
}
