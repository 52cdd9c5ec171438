import { IconForms } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ContactRecord } from '../api/types.js';
import { Bar } from '../ui/skeleton.js';
import { inReadingOrder } from './field-order.js';
import styles from './panel.module.css';
import { RecordRow } from './record-row.js';

interface Props {
  readonly contact: string;
  readonly record: ContactRecord | undefined;
}

const widths = [120, 180, 96, 140, 110, 160];

/** The record: the newest statement about each field, with who said it. */
export function RecordPanel({ contact, record }: Props) {
  const { t } = useTranslation();
  return (
    <section className={styles.panel} aria-label={t('record.title')}>
      <h2 className={styles.title}>{t('record.title')}</h2>
      {record === undefined ? (
        <div className={styles.fields} aria-hidden>
          {widths.map((width) => (
            <div key={width} className={styles.field}>
              <Bar width={64} height={10} />
              <Bar width={width} />
            </div>
          ))}
        </div>
      ) : record.fields.length === 0 ? (
        <p className={styles.none}>
          <IconForms size={16} stroke={1.7} aria-hidden />
          {t('record.none')}
        </p>
      ) : (
        <dl className={styles.fields}>
          {inReadingOrder(record.fields).map((field) => (
            <RecordRow key={field.field} contact={contact} field={field} />
          ))}
        </dl>
      )}
    </section>
  );
}
