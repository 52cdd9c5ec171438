import { useMediaQuery } from '@mantine/hooks';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, type ComponentType, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { InlineProblem } from '../ui/states.js';
import { focusRow } from './focus-row.js';
import { ListHead, type Column } from './list-head.js';
import { ListSkeleton } from './list-skeleton.js';
import type { RowProps } from './list-row.js';
import styles from './list-table.module.css';
import type { PagedList } from './use-pages.js';

/** What a list is shown with. */
export interface ListTableProps<T, Sort extends string> {
  readonly list: PagedList<T>;
  readonly label: string;
  readonly columns: readonly Column<Sort>[];
  /** The class that says how wide the columns are. */
  readonly columnStyle: string | undefined;
  readonly row: ComponentType<RowProps<T>>;
  readonly idOf: (row: T) => string;
  readonly scroll: RefObject<HTMLDivElement | null>;
  readonly sort: Sort;
  readonly onSort: (sort: Sort) => void;
  readonly selected: string | undefined;
  readonly onOpen: (id: string) => void;
  readonly fromStart: boolean;
  readonly onFromStart: () => void;
  readonly onRemember: (cursor: string | undefined) => void;
}

const ROW = 36;
const NARROW_ROW = 60;
const REMEMBER_MS = 250;

/** The rows, only those in view; asks for the next page before its end is reached. */
export function ListTable<T, Sort extends string>(props: ListTableProps<T, Sort>) {
  const { list, scroll, fromStart, idOf, selected } = props;
  const { rows, query, cursorOf } = list;
  const loading = query.isPending;
  const more = query.hasNextPage;
  const moreError = query.isFetchNextPageError ? query.error : null;
  const fetching = query.isFetchingNextPage;
  const { fetchNextPage } = query;
  const { t } = useTranslation();
  const narrow = useMediaQuery('(max-width: 48em)') ?? false;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => (narrow ? NARROW_ROW : ROW),
    overscan: 12,
  });
  useEffect(() => virtual.measure(), [narrow, virtual]);
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? -1;

  useEffect(() => {
    if (more && !fetching && moreError === null && last >= rows.length - 40) void fetchNextPage();
  }, [last, rows.length, more, fetching, moreError, fetchNextPage]);

  const selectedAt = selected === undefined ? -1 : rows.findIndex((row) => idOf(row) === selected);
  const followed = useRef<string | undefined>(undefined);
  useEffect(() => {
    if (selectedAt < 0 || followed.current === selected) return;
    followed.current = selected;
    virtual.scrollToIndex(selectedAt, { align: 'auto' });
    if (selected !== undefined) focusRow(scroll.current, selected);
  }, [selectedAt, selected, virtual, scroll]);

  // The address remembers the page in view, so that a reload or a shared link starts there.
  const firstVisible = Math.floor((virtual.scrollOffset ?? 0) / (narrow ? NARROW_ROW : ROW));
  const cursor = rows.length === 0 ? undefined : cursorOf(firstVisible);
  const { onRemember } = props;
  const remembered = useRef(cursor);
  useEffect(() => {
    if (rows.length === 0 || remembered.current === cursor) return undefined;
    const timer = setTimeout(() => {
      remembered.current = cursor;
      onRemember(cursor);
    }, REMEMBER_MS);
    return () => clearTimeout(timer);
  }, [cursor, rows.length, onRemember]);

  const Row = props.row;
  return (
    <div className={`${styles.scroll} ${props.columnStyle}`} ref={scroll} tabIndex={-1}>
      <div role="table" aria-label={props.label} aria-rowcount={more ? -1 : rows.length + 1} aria-busy={loading}>
        <ListHead columns={props.columns} sort={props.sort} onSort={props.onSort} />
        {fromStart ? null : (
          <div className={styles.note}>
            <button type="button" onClick={props.onFromStart}>
              {t('list.fromStart')}
            </button>
          </div>
        )}
        {loading ? (
          <ListSkeleton columns={props.columns} />
        ) : (
          <div role="rowgroup" className={styles.body} style={{ height: virtual.getTotalSize() }}>
            {shown.map((item) => {
              const row = rows[item.index]!;
              const key = idOf(row);
              return (
                <Row
                  key={key}
                  row={row}
                  index={item.index}
                  offset={item.start}
                  selected={key === selected}
                  onOpen={props.onOpen}
                />
              );
            })}
          </div>
        )}
      </div>
      {moreError === null ? null : (
        <div className={styles.note}>
          <InlineProblem error={moreError} />
          <button type="button" onClick={() => void fetchNextPage()}>
            {t('action.retry')}
          </button>
        </div>
      )}
    </div>
  );
}
