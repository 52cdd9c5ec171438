import '../ui/field-styles.js';
import { TextInput } from '@mantine/core';
import { useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Found } from '../api/types.js';
import type { Subject } from '../subject/subject.js';
import { InlineProblem } from '../ui/states.js';
import styles from './subject-picker.module.css';
import { useFound } from './use-found.js';

/** One that was found. */
export interface Pick {
  readonly id: string;
  readonly name: string;
  /** What tells it from others of its name. */
  readonly hint: string;
}

interface Props {
  /** Finds others of its kind. */
  readonly subject: Subject;
  readonly label: string;
  /** Said where nobody else is found. */
  readonly none: string;
  readonly onPick: (pick: Pick) => void;
  /** Whether a dialog that it is in begins here. */
  readonly autoFocus?: boolean;
}

/** Finds another contact, or another company. */
export function SubjectPicker({ subject, label, none, onPick, autoFocus = true }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const field = useRef<HTMLInputElement>(null);
  /** What was typed when esc closed what was found. */
  const [left, setLeft] = useState<string | null>(null);
  const { asked, found } = useFound(text);
  const nameless = subject.kind === 'contact' ? t('contact.nameless') : t('company.nameless');
  const picks =
    asked === '' || found.data === undefined || left === text
      ? []
      : picksOf(found.data, subject.kind, nameless).filter(({ id }) => id !== subject.id);
  const open = picks.length > 0;
  const onEsc = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !open) return;
    event.preventDefault();
    field.current?.focus();
    setLeft(text);
  };
  // the dialog that it is in leaves esc to what is open
  const keepsEsc = { 'data-mantine-stop-propagation': open || undefined };
  return (
    <div className={styles.picker}>
      <TextInput
        ref={field}
        label={label}
        {...keepsEsc}
        {...(autoFocus ? { 'data-autofocus': true } : {})}
        autoComplete="off"
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setLeft(null);
        }}
        onKeyDown={(event) => {
          onEsc(event);
          if (event.key !== 'Enter') return;
          // In a form it chooses, rather than sends what is not chosen yet.
          event.preventDefault();
          if (picks[0] !== undefined) onPick(picks[0]);
        }}
      />
      <InlineProblem error={found.error} />
      {!open ? null : (
        <ul className={styles.hits}>
          {picks.map((pick) => (
            <li key={pick.id}>
              <button type="button" {...keepsEsc} onKeyDown={onEsc} onClick={() => onPick(pick)}>
                <span dir="auto">{pick.name}</span>
                <span className={styles.soft}>{pick.hint}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {asked !== '' && found.isSuccess && !open && left !== text ? <p className={styles.soft}>{none}</p> : null}
    </div>
  );
}

function picksOf(found: Found, kind: Subject['kind'], nameless: string): Pick[] {
  const hintOf = (...parts: readonly (string | null)[]): string => parts.filter((part) => part !== null).join(' · ');
  return kind === 'contact'
    ? found.items.map(({ contact, name, email, company }) => ({
        id: contact,
        name: name ?? email ?? nameless,
        hint: hintOf(email, company),
      }))
    : found.companies.map(({ company, name, domain }) => ({
        id: company,
        name: name ?? nameless,
        hint: hintOf(domain === name ? null : domain),
      }));
}
