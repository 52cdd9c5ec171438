import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { importSteps, type ImportStep, type NewImportSearch } from '../app/search.js';
import styles from './steps.module.css';

interface Props {
  readonly step: ImportStep | 'import';
  /** Where the steps lead; none leads anywhere once the import has begun. */
  readonly search?: NewImportSearch;
}

/** The steps of bringing a file in; those that can be taken are links. */
export function Steps({ step, search }: Props) {
  const { t } = useTranslation();
  const steps = [...importSteps, 'import'] as const;
  const at = steps.indexOf(step);
  return (
    <nav aria-label={t('imports.steps.label')}>
      <ol className={styles.steps}>
        {steps.map((one, index) => {
          const name = (
            <>
              <span className={styles.number}>{index + 1}</span>
              {t(`imports.steps.${one}`)}
            </>
          );
          const reachable = search?.file !== undefined && index < 2 && index !== at;
          return (
            <li key={one} data-state={index === at ? 'now' : index < at ? 'done' : 'later'}>
              {reachable && one !== 'import' ? (
                <Link to="/intake/imports/new" search={{ ...search, step: one }} className={styles.step}>
                  {name}
                </Link>
              ) : (
                <span className={styles.step} aria-current={index === at ? 'step' : undefined}>
                  {name}
                </span>
              )}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
