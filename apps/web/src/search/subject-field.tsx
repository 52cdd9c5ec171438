import '../ui/field-styles.js';
import { Input } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Subject } from '../subject/subject.js';
import { IconButton } from '../ui/button.js';
import { Initials } from '../ui/initials.js';
import styles from './subject-field.module.css';
import { SubjectPicker, type Pick } from './subject-picker.js';

interface Props {
  readonly kind: Subject['kind'];
  readonly label: string;
  /** Said where nobody is found. */
  readonly none: string;
  readonly value: Pick | null;
  readonly onChange: (value: Pick | null) => void;
  /** Whether a dialog that it is in begins here. */
  readonly autoFocus?: boolean;
}

/** A contact or a company in a form: found by what it is called, or the one that was chosen. */
export function SubjectField({ kind, label, none, value, onChange, autoFocus = false }: Props) {
  const { t } = useTranslation();
  const id = useId();
  if (value === null)
    return (
      <SubjectPicker subject={{ kind, id: '' }} label={label} none={none} onPick={onChange} autoFocus={autoFocus} />
    );
  return (
    <Input.Wrapper role="group" aria-labelledby={id} label={label} labelElement="div" labelProps={{ id }}>
      <div className={styles.chosen}>
        <Initials name={value.name} />
        <span className={styles.name} dir="auto">
          {value.name}
        </span>
        <span className={styles.hint}>{value.hint}</span>
        <IconButton label={t('action.clear')} size={24} onClick={() => onChange(null)}>
          <IconX size={14} aria-hidden />
        </IconButton>
      </div>
    </Input.Wrapper>
  );
}
