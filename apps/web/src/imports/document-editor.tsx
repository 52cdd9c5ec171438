import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './document-editor.module.css';
import { offsetOf, type Misplaced } from './places.js';

interface Props {
  readonly value: string;
  readonly problems: readonly Misplaced[];
  readonly onChange: (value: string) => void;
}

/** The mapping's document itself, with the lines marked where something is wrong. */
export function DocumentEditor({ value, problems, onChange }: Props) {
  const { t } = useTranslation();
  const area = useRef<HTMLTextAreaElement>(null);
  const gutter = useRef<HTMLDivElement>(null);
  const wrong = new Set(problems.map(({ line }) => line));
  const goTo = ({ line, column }: Misplaced): void => {
    const at = line === null ? 0 : offsetOf(value, line, column);
    area.current?.focus();
    area.current?.setSelectionRange(at, at);
  };
  return (
    <div>
      <div className={styles.editor} data-wrong={problems.length > 0 || undefined}>
        <div className={styles.gutter} ref={gutter} aria-hidden>
          {value.split('\n').map((_, index) => (
            // Lines have no other name than their number.
            // oxlint-disable-next-line react/no-array-index-key
            <span key={index} data-wrong={wrong.has(index + 1) || undefined}>
              {index + 1}
            </span>
          ))}
        </div>
        <textarea
          ref={area}
          className={styles.text}
          value={value}
          spellCheck={false}
          wrap="off"
          aria-label={t('imports.document')}
          aria-invalid={problems.length > 0}
          onChange={(event) => onChange(event.currentTarget.value)}
          onScroll={({ currentTarget }) => {
            if (gutter.current !== null) gutter.current.scrollTop = currentTarget.scrollTop;
          }}
        />
      </div>
      <Problems problems={problems} onOpen={goTo} />
    </div>
  );
}

interface ProblemsProps {
  readonly problems: readonly Misplaced[];
  readonly onOpen?: (problem: Misplaced) => void;
}

/** What is wrong with a document; each leads to where it stands, where it can. */
export function Problems({ problems, onOpen }: ProblemsProps) {
  const { t } = useTranslation();
  if (problems.length === 0) return null;
  return (
    <div role="alert">
      <ul className={styles.problems}>
        {problems.map((problem) => {
          const { line, column, where, what, remedy } = problem;
          const place = line === null ? where : t('imports.place', { line, column });
          const words = [where === '' || line === null ? what : `${where} ${what}`, remedy].filter(Boolean).join('; ');
          return (
            <li key={`${line} ${column} ${where} ${what}`}>
              {onOpen === undefined || line === null ? (
                <strong>{place}</strong>
              ) : (
                <button type="button" onClick={() => onOpen(problem)}>
                  {place}
                </button>
              )}{' '}
              {words}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
