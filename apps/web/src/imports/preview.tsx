import { useTranslation } from 'react-i18next';
import type { Looked, Tried } from '../api/types.js';
import { useFormat } from '../i18n/use-format.js';
import { Bar } from '../ui/skeleton.js';
import { InlineProblem } from '../ui/states.js';
import { Problems } from './document-editor.js';
import type { Misplaced } from './places.js';
import styles from './preview.module.css';
import { TriedEvents, TriedRefused } from './tried-rows.js';
import { useEventWords } from '../inspector/event-words.js';

interface Props {
  /** Of the mapping as it was when it could be tried last. */
  readonly tried: Tried | undefined;
  readonly error: Error | null;
  /** Those that are not marked elsewhere. */
  readonly problems: readonly Misplaced[];
  readonly busy: boolean;
  readonly file: Looked;
}

/** What the first rows would become, beside the mapping as it is made. */
export function Preview({ tried, error, problems, busy, file }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const word = useEventWords();
  return (
    <aside className={styles.preview} aria-label={t('imports.preview')} aria-busy={busy} tabIndex={0}>
      <div className={styles.head}>
        <h2>{t('imports.preview')}</h2>
        <span className={styles.soft}>{file.name}</span>
      </div>
      {problems.length > 0 ? <Problems problems={problems} /> : null}
      {error !== null && problems.length === 0 ? <InlineProblem error={error} /> : null}
      {error !== null ? null : tried === undefined ? (
        <Bar width="80%" />
      ) : (
        <>
          <p className={styles.sum}>
            {t('imports.triedRows', { count: tried.rows, number: format.count(tried.rows) })}
            {tried.types.map(({ type, events }) => (
              <span key={type} className={styles.chip}>
                {word(type)} <strong>{format.count(events)}</strong>
              </span>
            ))}
            {tried.refused === 0 ? null : (
              <span className={styles.chip} data-bad>
                {t('imports.refused')} <strong>{format.count(tried.refused)}</strong>
              </span>
            )}
            {tried.leftOut === 0 ? null : (
              <span className={styles.chip}>
                {t('imports.leftOut')} <strong>{format.count(tried.leftOut)}</strong>
              </span>
            )}
          </p>
          <TriedRefused refused={tried.firstRefused} />
          <TriedEvents events={tried.first} />
        </>
      )}
    </aside>
  );
}
