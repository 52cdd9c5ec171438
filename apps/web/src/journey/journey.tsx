import { IconRouteOff } from '@tabler/icons-react';
import { useCallback, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Touch } from '../api/types.js';
import type { SubjectSearch } from '../app/search.js';
import { useFormat } from '../i18n/use-format.js';
import { usePages } from '../list/use-pages.js';
import { NewsPill } from '../list/news-pill.js';
import { subjectPath, subjectReads, useChangeSearch, useSubjectSearch, type Subject } from '../subject/subject.js';
import { useTravel } from '../travel/travel.js';
import { useKeys } from '../ui/keys.js';
import { EmptyState, ErrorState, InlineProblem } from '../ui/states.js';
import { JourneyToolbar } from './journey-toolbar.js';
import { JourneyList } from './journey-list.js';
import { journeyRows } from './rows.js';
import { Button } from '../ui/button.js';
import styles from './journey.module.css';

const idOf = (touch: Touch): string => touch.eventId;

/** Everything that happened with a contact, or with everybody of a company, the newest first: grouped by day, silences marked, live. */
export function Journey({ subject }: { readonly subject: Subject }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { channel, direction, until, selected, event } = useSubjectSearch();
  const changeSearch = useChangeSearch();
  const scroll = useRef<HTMLDivElement>(null);
  const travel = useTravel();
  const params = useMemo(() => ({ channel, direction, to: until, ...travel }), [channel, direction, until, travel]);
  const list = usePages<Touch>({
    path: `${subjectPath(subject)}/journey`,
    params,
    id: idOf,
    reads: subjectReads[subject.kind],
    atTop: useCallback(() => (scroll.current?.scrollTop ?? 0) < 72, []),
  });
  const { rows: touches, query } = list;
  const rows = useMemo(() => journeyRows(touches, format.dayOf), [touches, format]);

  const change = (part: Partial<SubjectSearch>): void => {
    scroll.current?.scrollTo({ top: 0 });
    changeSearch({ selected: undefined, ...part }, true);
  };
  const inspect = (eventId: string, replace = false): void =>
    changeSearch({ selected: eventId, event: eventId, field: undefined }, replace || event !== undefined);
  const marked = event ?? selected;
  const move = (step: number) => (): void => {
    const at = touches.findIndex((touch) => touch.eventId === marked);
    const to = touches[at < 0 ? 0 : Math.max(0, Math.min(touches.length - 1, at + step))];
    if (to === undefined) return;
    if (event !== undefined) inspect(to.eventId, true);
    else changeSearch({ selected: to.eventId }, true);
  };
  useKeys({
    j: move(1),
    arrowdown: move(1),
    k: move(-1),
    arrowup: move(-1),
    enter: () => (selected === undefined ? undefined : inspect(selected)),
  });

  const none = subject.kind === 'company' ? t('journey.none.company') : t('journey.none.text');
  const filtered = channel !== undefined || direction !== undefined;
  return (
    <section className={styles.journey} aria-label={t('journey.title')}>
      <JourneyToolbar channel={channel} direction={direction} onChange={change} />
      <InlineProblem error={list.freshError} />
      {query.isError && touches.length === 0 ? (
        <ErrorState error={query.error} retry={() => void query.refetch()} />
      ) : query.isSuccess && touches.length === 0 ? (
        <EmptyState
          icon={IconRouteOff}
          title={t('journey.none.title')}
          text={filtered || until !== undefined ? t('journey.none.filtered') : none}
        >
          {filtered || until !== undefined ? (
            <Button size="small" onClick={() => change({ channel: undefined, direction: undefined, until: undefined })}>
              {t('journey.none.clear')}
            </Button>
          ) : null}
        </EmptyState>
      ) : (
        <div className={styles.list}>
          <NewsPill
            count={list.waiting}
            onShow={() => {
              scroll.current?.scrollTo({ top: 0 });
              void list.showWaiting();
            }}
          />
          <JourneyList
            subject={subject}
            scroll={scroll}
            rows={rows}
            loading={query.isPending}
            more={query.hasNextPage}
            moreError={query.isFetchNextPageError ? query.error : null}
            fetching={query.isFetchingNextPage}
            onMore={() => void query.fetchNextPage()}
            marked={marked}
            filtered={filtered}
            until={until}
            onInspect={inspect}
            onJump={(to) => change({ until: to, event: undefined })}
          />
        </div>
      )}
    </section>
  );
}
