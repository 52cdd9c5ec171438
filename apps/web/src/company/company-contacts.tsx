import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContactRow } from '../api/types.js';
import { useFormat } from '../i18n/use-format.js';
import { usePages } from '../list/use-pages.js';
import panel from '../subject/panel.module.css';
import { Initials } from '../ui/initials.js';
import { Moment } from '../ui/moment.js';
import { Bar } from '../ui/skeleton.js';
import { InlineProblem } from '../ui/states.js';
import styles from './company.module.css';

const PAGE = 10;
const reads = ['companies', 'contacts', 'identity'] as const;
const idOf = (row: ContactRow): string => row.contact;
const always = (): boolean => true;

/** Who belongs to a company, those last in touch first, a page at a time. */
export function CompanyContacts({ company, count }: { readonly company: string; readonly count: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { rows, query, freshError } = usePages<ContactRow>({
    path: '/api/contacts',
    params: useMemo(() => ({ company, sort: '-lastAt' }), [company]),
    limit: PAGE,
    id: idOf,
    reads,
    atTop: always,
  });
  return (
    <>
      <h2 className={panel.title}>
        {t('companyPage.contacts')}
        <span className={panel.number}>{format.count(count)}</span>
      </h2>
      <InlineProblem error={query.error ?? freshError} />
      {query.isPending ? (
        <div className={panel.fields} aria-hidden>
          <Bar width="80%" />
        </div>
      ) : query.isSuccess && rows.length === 0 ? (
        <p className={panel.none}>{t('companyPage.noContacts')}</p>
      ) : (
        <ul className={styles.links}>
          {rows.map((row) => (
            <li key={row.contact}>
              <Contact row={row} />
            </li>
          ))}
        </ul>
      )}
      {query.hasNextPage ? (
        <button
          type="button"
          className={styles.more}
          disabled={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t('companyPage.moreContacts')}
        </button>
      ) : null}
    </>
  );
}

function Contact({ row }: { readonly row: ContactRow }) {
  const { t } = useTranslation();
  const name = row.name ?? row.email ?? t('contact.nameless');
  return (
    <>
      <Link to="/contacts/$contact" params={{ contact: row.contact }} title={row.email ?? name}>
        <Initials name={name} />
        <span dir="auto">{name}</span>
      </Link>
      {row.lastAt === null ? null : <Moment at={row.lastAt} className={styles.when} />}
    </>
  );
}
