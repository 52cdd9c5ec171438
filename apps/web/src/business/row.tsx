import type { ReactNode } from 'react';
import { AppLink } from '../ui/app-link.js';
import styles from './business.module.css';

interface Props {
  /** Where it leads; missing for what has no screen of its own. */
  readonly to?: { readonly path: string; readonly search?: Readonly<Record<string, string>> };
  readonly what: ReactNode;
  readonly sum?: ReactNode;
  readonly under?: ReactNode;
  readonly beside?: ReactNode;
  readonly late?: boolean;
}

/** A row of a short list: what it is and how much, and under that how it stands. */
export function Row({ to, what, sum, under, beside, late = false }: Props) {
  const cells = (
    <>
      <span className={styles.what} dir="auto">
        {what}
      </span>
      <span className={styles.sum}>{sum}</span>
      <span className={late ? styles.late : styles.soft} data-wide={beside == null || undefined} dir="auto">
        {under}
      </span>
      {beside == null ? null : <span className={`${styles.soft} ${styles.sum}`}>{beside}</span>}
    </>
  );
  return to === undefined ? (
    <div className={styles.row}>{cells}</div>
  ) : (
    <AppLink to={to.path} {...(to.search === undefined ? {} : { search: to.search })} className={styles.row}>
      {cells}
    </AppLink>
  );
}
