import { useMediaQuery } from '@mantine/hooks';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContactRow } from '../api/types.js';
import type { ContactSort } from '../app/search.js';
import { focusRow } from '../list/focus-row.js';
import { InlineProblem } from '../ui/states.js';
import { ContactTableHead } from './contact-table-head.js';
import { ContactTableRow } from './contact-table-row.js';
import { ContactTableSkeleton } from './contact-table-skeleton.js';
import styles from './contact-table.module.css';

interface Props {
  readonly scroll: RefObject<HTMLDivElement | null>;
  readonly rows: readonly ContactRow[];
  readonly loading: boolean;
  readonly more: boolean;
  readonly moreError: Error | null;
  readonly fetching: boolean;
  readonly onMore: () => void;
  readonly sort: ContactSort;
  readonly onSort: (sort: ContactSort) => void;
  readonly selected: string | undefined;
  readonly onOpen: (contact: string) => void;
  readonly fromStart: boolean;
  readonly onFromStart: () => void;
  readonly cursorOf: (row: number) => string | undefined;
  readonly onRemember: (cursor: string | undefined) => void;
}

const ROW = 36;
const NARROW_ROW = 60;
const REMEMBER_MS = 250;

/** The rows, only those in view; asks for the next page before its end is reached. */
export function ContactTable(props: Props) {
  const { scroll, rows, loading, more, moreError, fetching, onMore, sort, onSort, selected, onOpen } = props;
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
    if (more && !fetching && moreError === null && last >= rows.length - 40) onMore();
  }, [last, rows.length, more, fetching, moreError, onMore]);

  const selectedAt = selected === undefined ? -1 : rows.findIndex((row) => row.contact === selected);
  const followed = useRef<string | undefined>(undefined);
  useEffect(() => {
    if (selectedAt < 0 || followed.current === selected) return;
    followed.current = selected;
    virtual.scrollToIndex(selectedAt, { align: 'auto' });
    if (selected !== undefined) focusRow(scroll, selected);
  }, [selectedAt, selected, virtual, scroll]);

  // The address remembers the page in view, so that a reload or a shared link starts there.
  const firstVisible = Math.floor((virtual.scrollOffset ?? 0) / (narrow ? NARROW_ROW : ROW));
  const cursor = rows.length === 0 ? undefined : props.cursorOf(firstVisible);
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

  return (
    <div className={styles.scroll} ref={scroll} tabIndex={-1}>
      <div role="table" aria-label={t('nav.contacts')} aria-rowcount={more ? -1 : rows.length + 1} aria-busy={loading}>
        <ContactTableHead sort={sort} onSort={onSort} />
        {props.fromStart ? null : (
          <div className={styles.note}>
            <button type="button" onClick={props.onFromStart}>
              {t('contacts.fromStart')}
            </button>
          </div>
        )}
        {loading ? (
          <ContactTableSkeleton />
        ) : (
          <div role="rowgroup" className={styles.body} style={{ height: virtual.getTotalSize() }}>
            {shown.map((item) => {
              const row = rows[item.index]!;
              return (
                <ContactTableRow
                  key={row.contact}
                  row={row}
                  index={item.index}
                  offset={item.start}
                  selected={row.contact === selected}
                  onOpen={onOpen}
                />
              );
            })}
          </div>
        )}
      </div>
      {moreError === null ? null : (
        <div className={styles.note}>
          <InlineProblem error={moreError} />
          <button type="button" onClick={onMore}>
            {t('action.retry')}
          </button>
        </div>
      )}
    </div>
  );
}
