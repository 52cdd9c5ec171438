import '../ui/menu-styles.js';
import { Popover } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconHistory } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { RecordField } from '../api/types.js';
import { Moment } from '../ui/moment.js';
import { ErasedMark } from '../ui/erased-mark.js';
import { useRecordWords } from './record-words.js';
import { FieldHistory } from './field-history.js';
import styles from './panel.module.css';
import { useChangeSearch, useSubjectSearch, type Subject } from './subject.js';

interface Props {
  readonly subject: Subject;
  readonly field: RecordField;
}

/** One field: its value, who said so and when, and every statement before it one click away. */
export function RecordRow({ subject, field }: Props) {
  const { t } = useTranslation();
  const words = useRecordWords();
  const open = useSubjectSearch().field === field.field;
  const change = useChangeSearch();
  const narrow = useMediaQuery('(max-width: 62em)') ?? false;
  const show = (shown: boolean): void => change({ field: shown ? field.field : undefined }, true);
  const name = words.field(field.field);
  return (
    <div className={styles.field}>
      <dt>
        <span className={styles.label} title={name}>
          {name}
        </span>
        <Popover
          opened={open}
          onChange={show}
          position={narrow ? 'bottom-end' : 'right-start'}
          width="min(340px, calc(100vw - 24px))"
          shadow="md"
          withinPortal
          trapFocus
          returnFocus
        >
          <Popover.Target>
            <button type="button" className={styles.mark} onClick={() => show(!open)}>
              <span className={styles.unseen}>{t('record.history', { field: name })}</span>
              <span className={styles.source}>{field.source}</span>
              {field.since === null ? null : <Moment at={field.since} />}
              <IconHistory size={13} stroke={1.8} aria-hidden />
            </button>
          </Popover.Target>
          <Popover.Dropdown p={0}>
            <FieldHistory subject={subject} field={field.field} title={name} />
          </Popover.Dropdown>
        </Popover>
      </dt>
      <dd className={styles.value} dir="auto">
        {field.value === null ? <ErasedMark /> : <Value field={field.field} value={field.value} />}
      </dd>
    </div>
  );
}

function Value({ field, value }: { readonly field: string; readonly value: string }) {
  if (field === 'email') return <a href={`mailto:${value}`}>{value}</a>;
  if (field === 'phone') return <a href={`tel:${value.replace(/[^+\d]/g, '')}`}>{value}</a>;
  if (field === 'website' && /^https?:\/\//.test(value))
    return (
      <a href={value} target="_blank" rel="noreferrer noopener">
        {value}
      </a>
    );
  return <>{value}</>;
}
