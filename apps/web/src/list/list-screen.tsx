import { useTranslation } from 'react-i18next';
import type { ReactNode } from 'react';
import { ErrorState, InlineProblem } from '../ui/states.js';
import { ListTable, type ListTableProps } from './list-table.js';
import styles from './list-screen.module.css';
import { NewsPill } from './news-pill.js';

interface Props<T, Sort extends string> extends ListTableProps<T, Sort> {
  /** Shown instead of the rows where nothing fits. */
  readonly none: ReactNode;
}

/** A list under its toolbar: the rows, or why there are none. */
export function ListScreen<T, Sort extends string>({ none, ...table }: Props<T, Sort>) {
  const { t } = useTranslation();
  const { list, scroll } = table;
  const { rows, query } = list;
  return (
    <>
      <InlineProblem error={list.freshError} />
      {query.data?.pages[0]?.cut === true ? (
        <p className={styles.cut} role="status">
          {t('list.cut')}
        </p>
      ) : null}
      {query.isError && rows.length === 0 ? (
        <ErrorState error={query.error} retry={() => void query.refetch()} />
      ) : query.isSuccess && rows.length === 0 ? (
        none
      ) : (
        <div className={styles.list}>
          <NewsPill
            count={list.waiting}
            onShow={() => {
              scroll.current?.scrollTo({ top: 0 });
              void list.showWaiting();
            }}
          />
          <ListTable {...table} />
        </div>
      )}
    </>
  );
}
