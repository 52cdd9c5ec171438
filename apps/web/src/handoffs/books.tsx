import { useQuery } from '@tanstack/react-query';
import { IconBooks } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client.js';
import type { BookLine } from '../api/types.js';
import { useMay } from '../app/session.js';
import { useFormat } from '../i18n/use-format.js';
import table from '../settings/settings.module.css';
import { TableSkeleton } from '../settings/table-skeleton.js';
import { Button } from '../ui/button.js';
import { EmptyState, ErrorState } from '../ui/states.js';
import { nameOf } from './called.js';
import { ReassignDialog } from './reassign-dialog.js';

/** Who looks after how much; the book of somebody who leaves is given to others here. */
export function Books() {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay('owners.assign');
  const [giving, setGiving] = useState<BookLine | null>(null);
  const books = useQuery({
    queryKey: ['books'],
    queryFn: ({ signal }) => call<{ items: readonly BookLine[] }>('/api/books', { signal }),
    meta: { reads: ['deals', 'ownership', 'staff', 'teams'] },
  });
  if (books.isError && books.data === undefined)
    return <ErrorState error={books.error} retry={() => void books.refetch()} />;
  if (books.data === undefined) return <TableSkeleton />;
  if (books.data.items.length === 0)
    return <EmptyState icon={IconBooks} title={t('handoffs.none.books')} text={t('handoffs.noneText.books')} />;
  return (
    <>
      <div className={table.table} tabIndex={0} role="region" aria-label={t('handoffs.tab.books')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('handoffs.person')}</th>
              <th scope="col" className={table.wide}>
                {t('handoffs.team')}
              </th>
              <th scope="col" className={table.number}>
                {t('nav.contacts')}
              </th>
              <th scope="col" className={table.number}>
                {t('nav.companies')}
              </th>
              <th scope="col" className={`${table.number} ${table.wide}`}>
                {t('handoffs.openDeals')}
              </th>
              <th scope="col" className={`${table.number} ${table.wide}`}>
                {t('handoffs.openOffers')}
              </th>
              {may ? (
                <th scope="col" className={table.end}>
                  {t('handoffs.do')}
                </th>
              ) : null}
            </tr>
          </thead>
          <tbody>
            {books.data.items.map((book) => (
              <tr key={book.person.id}>
                <td className={table.name} dir="auto">
                  {nameOf(book.person)}
                </td>
                <td className={table.wide} dir="auto">
                  {book.team === null ? null : nameOf(book.team)}
                </td>
                <td className={table.number}>{format.count(book.contacts)}</td>
                <td className={table.number}>{format.count(book.companies)}</td>
                <td className={`${table.number} ${table.wide}`}>{format.count(book.openDeals)}</td>
                <td className={`${table.number} ${table.wide}`}>{format.count(book.offered)}</td>
                {may ? (
                  <td className={table.end}>
                    <Button
                      size="compact"
                      aria-label={t('handoffs.reassignNamed', { name: nameOf(book.person) })}
                      disabled={book.contacts + book.companies === 0}
                      onClick={() => setGiving(book)}
                    >
                      {t('handoffs.reassign')}
                    </Button>
                  </td>
                ) : null}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {giving === null ? null : <ReassignDialog from={giving.person} onClose={() => setGiving(null)} />}
    </>
  );
}
