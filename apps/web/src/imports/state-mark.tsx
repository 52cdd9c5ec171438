import { useTranslation } from 'react-i18next';
import type { ImportStateName } from '../api/types.js';
import styles from './imports.module.css';

/** How an import is. */
export function StateMark({ state }: { readonly state: ImportStateName }) {
  const { t } = useTranslation();
  return (
    <span className={styles.state} data-state={state}>
      {t(`imports.states.${state}`)}
    </span>
  );
}
