import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../i18n/use-format.js';
import { AppLink } from '../ui/app-link.js';
import { Bar } from '../ui/skeleton.js';
import { InlineProblem } from '../ui/states.js';
import styles from './home.module.css';

interface Props {
  readonly title: string;
  readonly none: string;
  /** Where all of it is. */
  readonly to: { readonly path: string; readonly search?: Readonly<Record<string, string>> };
  readonly error: Error | null;
  /** Missing while they are loaded. */
  readonly rows: readonly { readonly key: string; readonly row: ReactNode }[] | undefined;
}

const FEW = 6;

/** One of the things that are looked at first: the most urgent of them, and the way to the rest. */
export function Card({ title, none, to, error, rows }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <section className={styles.card} aria-label={title}>
      <div className={styles.head}>
        <h3>
          {title}
          {rows === undefined || rows.length === 0 ? null : (
            <span className={styles.number}>{format.count(rows.length)}</span>
          )}
        </h3>
        <AppLink to={to.path} {...(to.search === undefined ? {} : { search: to.search })}>
          {t('home.open')}
        </AppLink>
      </div>
      {error === null ? null : (
        <div className={styles.problem}>
          <InlineProblem error={error} />
        </div>
      )}
      {rows === undefined ? (
        error === null ? (
          <div className={styles.loading} aria-hidden>
            <Bar width="70%" />
          </div>
        ) : null
      ) : rows.length === 0 ? (
        <p className={styles.none}>{none}</p>
      ) : (
        <ul className={styles.rows}>
          {rows.slice(0, FEW).map(({ key, row }) => (
            <li key={key}>{row}</li>
          ))}
        </ul>
      )}
    </section>
  );
}
