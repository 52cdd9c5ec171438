import { IconUserCheck } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { UnownedLine } from '../api/types.js';
import { useFormat } from '../i18n/use-format.js';
import { usePages } from '../list/use-pages.js';
import { useRowKeys } from '../list/use-row-keys.js';
import table from '../settings/settings.module.css';
import { TableSkeleton } from '../settings/table-skeleton.js';
import { useTravel } from '../travel/travel.js';
import { Button } from '../ui/button.js';
import { Moment } from '../ui/moment.js';
import { EmptyState, ErrorState, InlineProblem } from '../ui/states.js';
import { SubjectLink } from './called.js';
import styles from './handoffs.module.css';

const reads = ['companies', 'contacts', 'identity', 'ownership', 'staff', 'teams'] as const;
const idOf = (line: UnownedLine): string => line.contact.id;
const always = (): boolean => true;

/** Contacts that somebody had, or that were offered, and are nobody's: the longest first. */
export function Unowned() {
  const { t } = useTranslation();
  const format = useFormat();
  const travel = useTravel();
  const navigate = useNavigate();
  const { rows, query, freshError } = usePages<UnownedLine>({
    path: '/api/unowned',
    params: useMemo(() => ({ ...travel }), [travel]),
    limit: 50,
    id: idOf,
    reads,
    atTop: always,
  });
  const [selected, select] = useState<string>();
  useRowKeys({
    ids: useMemo(() => rows.map(idOf), [rows]),
    selected,
    onSelect: select,
    onOpen: (contact) => void navigate({ to: '/contacts/$contact', params: { contact } }),
  });
  if (query.isError && rows.length === 0) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  if (query.isPending) return <TableSkeleton />;
  if (rows.length === 0)
    return <EmptyState icon={IconUserCheck} title={t('handoffs.none.unowned')} text={t('handoffs.noneText.unowned')} />;
  return (
    <div className={styles.list}>
      <InlineProblem error={freshError} />
      <div className={table.table} tabIndex={0} role="region" aria-label={t('handoffs.tab.unowned')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('handoffs.contact')}</th>
              <th scope="col">{t('handoffs.unownedSince')}</th>
              <th scope="col" className={table.number}>
                {t('handoffs.waited')}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ contact, since, waitedHours }) => (
              <tr key={contact.id} className={styles.marked} aria-current={contact.id === selected || undefined}>
                <td>
                  <SubjectLink called={contact} className={styles.open} row={contact.id} />
                </td>
                <td className={table.nowrap}>{since === null ? null : <Moment at={since} />}</td>
                <td className={`${table.number} ${table.nowrap}`}>
                  {waitedHours === null ? '–' : format.span(waitedHours * 3600)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {query.hasNextPage ? (
        <Button size="small" busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t('handoffs.more')}
        </Button>
      ) : null}
    </div>
  );
}
