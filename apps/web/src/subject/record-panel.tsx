import { IconForms } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { RecordField } from '../api/types.js';
import { Bar } from '../ui/skeleton.js';
import { inReadingOrder } from './field-order.js';
import styles from './panel.module.css';
import { RecordRow } from './record-row.js';
import type { Subject } from './subject.js';

interface Props {
  readonly subject: Subject;
  /** Missing while they are loaded. */
  readonly fields: readonly RecordField[] | undefined;
  /** What is said where there is no field at all. */
  readonly none: string;
  /** What else stands under the record. */
  readonly children?: ReactNode;
}

const widths = [120, 180, 96, 140, 110, 160];

/** The record: the newest statement about each field, with who said it. */
export function RecordPanel({ subject, fields, none, children }: Props) {
  const { t } = useTranslation();
  return (
    <section className={styles.panel} aria-label={t('record.title')}>
      <h2 className={styles.title}>{t('record.title')}</h2>
      {fields === undefined ? (
        <div className={styles.fields} aria-hidden>
          {widths.map((width) => (
            <div key={width} className={styles.field}>
              <Bar width={64} height={10} />
              <Bar width={width} />
            </div>
          ))}
        </div>
      ) : fields.length === 0 ? (
        <p className={styles.none}>
          <IconForms size={16} stroke={1.7} aria-hidden />
          {none}
        </p>
      ) : (
        <dl className={styles.fields}>
          {inReadingOrder(fields).map((field) => (
            <RecordRow key={field.field} subject={subject} field={field} />
          ))}
        </dl>
      )}
      {children}
    </section>
  );
}
