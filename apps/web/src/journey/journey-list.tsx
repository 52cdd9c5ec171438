import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { focusRow } from '../list/focus-row.js';
import type { Subject } from '../subject/subject.js';
import { InlineProblem } from '../ui/states.js';
import { DensityStrip } from './density-strip.js';
import { DayHeading } from './day-heading.js';
import { JourneySkeleton } from './journey-skeleton.js';
import { dayAt, rowHeights, type JourneyRow } from './rows.js';
import { TouchLine } from './touch-line.js';
import { TouchOfContact } from './touch-of-contact.js';
import styles from './journey-list.module.css';

interface Props {
  readonly subject: Subject;
  readonly scroll: RefObject<HTMLDivElement | null>;
  readonly rows: readonly JourneyRow[];
  readonly loading: boolean;
  readonly more: boolean;
  readonly moreError: Error | null;
  readonly fetching: boolean;
  readonly onMore: () => void;
  readonly marked: string | undefined;
  readonly filtered: boolean;
  readonly until: string | undefined;
  readonly onInspect: (eventId: string) => void;
  readonly onJump: (until: string | undefined) => void;
}

/** The lines in view, however many there are; asks for older ones before the end is reached. */
export function JourneyList(props: Props) {
  const { subject, scroll, rows, loading, more, moreError, fetching, onMore, marked, filtered, until, onJump } = props;
  const { t } = useTranslation();
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: (index) => rowHeights[rows[index]!.type],
    getItemKey: (index) => rows[index]!.key,
    overscan: 16,
  });
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? -1;
  useEffect(() => {
    if (more && !fetching && moreError === null && last >= rows.length - 40) onMore();
  }, [last, rows.length, more, fetching, moreError, onMore]);

  const markedAt = marked === undefined ? -1 : rows.findIndex((row) => row.key === marked);
  const followed = useRef<string | undefined>(undefined);
  useEffect(() => {
    if (markedAt < 0 || followed.current === marked) return;
    followed.current = marked;
    virtual.scrollToIndex(markedAt, { align: 'auto' });
    if (marked !== undefined) focusRow(scroll.current, marked);
  }, [markedAt, marked, virtual, scroll]);

  const top = virtual.scrollOffset ?? 0;
  const bottom = top + (scroll.current?.clientHeight ?? 0);
  const inView = shown.filter((item) => item.end > top && item.start < bottom);
  const topDay = dayAt(rows, inView[0]?.index ?? 0);
  return (
    <>
      {subject.kind === 'contact' ? (
        <DensityStrip contact={subject.id} window={windowOf(rows, inView)} onJump={onJump} />
      ) : null}
      {until === undefined ? null : (
        <div className={styles.note}>
          <button type="button" onClick={() => onJump(undefined)}>
            {t('journey.toNewest')}
          </button>
        </div>
      )}
      <div className={styles.frame}>
        {topDay === undefined || loading ? null : (
          <div className={styles.pinned} aria-hidden>
            <DayHeading day={topDay} />
          </div>
        )}
        <div className={styles.scroll} ref={scroll} tabIndex={-1}>
          {loading ? (
            <JourneySkeleton />
          ) : (
            <ol className={styles.body} style={{ height: virtual.getTotalSize() }} aria-label={t('journey.title')}>
              {shown.map((item) => {
                const row = rows[item.index]!;
                return (
                  <li key={row.key} className={styles.item} style={{ transform: `translateY(${item.start}px)` }}>
                    {row.type === 'touch' ? (
                      <TouchOfContact touch={row.touch}>
                        <TouchLine touch={row.touch} marked={row.key === marked} onInspect={props.onInspect} />
                      </TouchOfContact>
                    ) : row.type === 'day' ? (
                      <DayHeading day={row.day} />
                    ) : (
                      <div className={styles.gap}>
                        <span>
                          {filtered
                            ? t('journey.gapFiltered', { count: row.days })
                            : t('journey.gap', { count: row.days })}
                        </span>
                      </div>
                    )}
                  </li>
                );
              })}
            </ol>
          )}
          {moreError === null ? null : (
            <div className={styles.note}>
              <InlineProblem error={moreError} />
              <button type="button" onClick={onMore}>
                {t('action.retry')}
              </button>
            </div>
          )}
          {!more && rows.length > 0 ? (
            <p className={styles.beginning}>{filtered ? t('journey.noEarlier') : t('journey.beginning')}</p>
          ) : null}
        </div>
      </div>
    </>
  );
}

function windowOf(
  rows: readonly JourneyRow[],
  inView: readonly { readonly index: number }[],
): { newest: string; oldest: string } | null {
  const times = inView.flatMap(({ index }) => {
    const row = rows[index];
    return row?.type === 'touch' && row.touch.at !== null ? [row.touch.at] : [];
  });
  const newest = times[0];
  return newest === undefined ? null : { newest, oldest: times.at(-1)! };
}
