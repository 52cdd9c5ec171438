import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { IconUserSearch } from '@tabler/icons-react';
import { lazy, Suspense, useCallback, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContactRow } from '../api/types.js';
import type { ContactsSearch } from '../app/search.js';
import { usePages } from '../list/use-pages.js';
import { NewsPill } from '../list/news-pill.js';
import { usePage } from '../shell/page-title.js';
import { useKeys } from '../ui/keys.js';
import { EmptyState, ErrorState, InlineProblem } from '../ui/states.js';
import { ContactTable } from './contact-table.js';
import styles from './contacts.module.css';
import { Button } from '../ui/button.js';
import { ContactsToolbar } from './toolbar.js';

const FirstTouch = lazy(() => import('./first-touch.js').then((module) => ({ default: module.FirstTouch })));

const route = getRouteApi('/app/contacts');
const reads = ['contacts', 'identity'] as const;
const idOf = (row: ContactRow): string => row.contact;

/** The list of contacts: sorted, filtered and searched by the server, paged by cursor, live at its top. */
export function Contacts() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = useNavigate({ from: '/contacts' });
  const [start, setStart] = useState(search.after);
  const scroll = useRef<HTMLDivElement>(null);
  const { q, sort, channel, source } = search;
  const params = useMemo(() => ({ search: q, sort: sort ?? '-lastAt', channel, source }), [q, sort, channel, source]);
  const list = usePages<ContactRow>({
    path: '/api/contacts',
    params,
    start,
    id: idOf,
    reads,
    atTop: useCallback(() => (scroll.current?.scrollTop ?? 0) < 72, []),
  });
  const { rows, query } = list;
  usePage(t('nav.contacts'));

  const change = (part: Partial<ContactsSearch>): void => {
    setStart(undefined);
    scroll.current?.scrollTo({ top: 0 });
    void navigate({ search: (now) => ({ ...now, after: undefined, selected: undefined, ...part }), replace: true });
  };
  const select = (index: number): void => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, index))];
    if (row !== undefined) void navigate({ search: (now) => ({ ...now, selected: row.contact }), replace: true });
  };
  const at = rows.findIndex((row) => row.contact === search.selected);
  const open = (contact: string): void => void navigate({ to: '/contacts/$contact', params: { contact } });
  const move = (step: number) => (): void => select(at < 0 ? 0 : at + step);
  useKeys({
    j: move(1),
    arrowdown: move(1),
    k: move(-1),
    arrowup: move(-1),
    enter: () => (search.selected === undefined ? undefined : open(search.selected)),
    escape: () => void navigate({ search: (now) => ({ ...now, selected: undefined }), replace: true }),
  });
  const remember = useCallback(
    (after: string | undefined) => void navigate({ search: (now) => ({ ...now, after }), replace: true }),
    [navigate],
  );

  const filtered = q !== undefined || channel !== undefined || source !== undefined;
  const empty = query.isSuccess && rows.length === 0;
  if (empty && !filtered && start === undefined)
    return (
      <Suspense fallback={null}>
        <FirstTouch />
      </Suspense>
    );
  return (
    <>
      <ContactsToolbar search={search} onChange={change} />
      <InlineProblem error={list.freshError} />
      {query.data?.pages[0]?.cut === true ? (
        <p className={styles.cut} role="status">
          {t('contacts.cut')}
        </p>
      ) : null}
      {query.isError && rows.length === 0 ? (
        <ErrorState error={query.error} retry={() => void query.refetch()} />
      ) : empty ? (
        <EmptyState icon={IconUserSearch} title={t('contacts.none.title')} text={t('contacts.none.text')}>
          <Button size="small" onClick={() => change({ q: undefined, channel: undefined, source: undefined })}>
            {t('contacts.none.clear')}
          </Button>
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
          <ContactTable
            scroll={scroll}
            rows={rows}
            loading={query.isPending}
            more={query.hasNextPage}
            moreError={query.isFetchNextPageError ? query.error : null}
            onMore={() => void query.fetchNextPage()}
            fetching={query.isFetchingNextPage}
            sort={sort ?? '-lastAt'}
            onSort={(next) => change({ sort: next === '-lastAt' ? undefined : next })}
            selected={search.selected}
            onOpen={open}
            fromStart={start === undefined}
            onFromStart={() => change({})}
            cursorOf={list.cursorOf}
            onRemember={remember}
          />
        </div>
      )}
    </>
  );
}
