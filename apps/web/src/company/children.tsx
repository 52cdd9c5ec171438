import { useTranslation } from 'react-i18next';
import type { CompanyLink as Named } from '../api/types.js';
import { useFormat } from '../i18n/use-format.js';
import panel from '../subject/panel.module.css';
import styles from './company.module.css';
import { CompanyLink } from './company-link.js';

/** The companies that belong to this one. */
export function Children({ companies }: { readonly companies: readonly Named[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <>
      <h2 className={panel.title}>
        {t('companyPage.children')}
        {companies.length === 0 ? null : <span className={panel.number}>{format.count(companies.length)}</span>}
      </h2>
      {companies.length === 0 ? (
        <p className={panel.none}>{t('companyPage.noChildren')}</p>
      ) : (
        <ul className={styles.links}>
          {companies.map((child) => (
            <li key={child.company}>
              <CompanyLink {...child} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
