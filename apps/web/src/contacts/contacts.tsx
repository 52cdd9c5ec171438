import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { IconUserSearch } from '@tabler/icons-react';
import { lazy, Suspense, useCallback, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContactRow } from '../api/types.js';
import { atDesk } from '../app/desk.js';
import type { ContactSort, ContactsSearch } from '../app/search.js';
import type { Column } from '../list/list-head.js';
import { ListScreen } from '../list/list-screen.js';
import { usePages } from '../list/use-pages.js';
import { useRowKeys } from '../list/use-row-keys.js';
import { usePage } from '../shell/page-title.js';
import { Button } from '../ui/button.js';
import { EmptyState } from '../ui/states.js';
import columnStyles from './contact-columns.module.css';
import { ContactTableRow } from './contact-table-row.js';
import { ownerParams } from './owner-filter.js';
import { ContactsToolbar } from './toolbar.js';

const FirstTouch = lazy(() => atDesk(import('./first-touch.js')).then((module) => ({ default: module.FirstTouch })));

const route = getRouteApi('/app/contacts');
const reads = ['contacts', 'funnel', 'identity', 'ownership'] as const;
const UNFILTERED = { q: undefined, channel: undefined, source: undefined, stage: undefined, owner: undefined } as const;
const idOf = (row: ContactRow): string => row.contact;

/** The list of contacts: sorted, filtered and searched by the server, paged by cursor, live at its top. */
export function Contacts() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = useNavigate({ from: '/contacts' });
  const [start, setStart] = useState(search.after);
  const scroll = useRef<HTMLDivElement>(null);
  const { q, sort, channel, source, stage, owner, selected } = search;
  const params = useMemo(
    () => ({ search: q, sort: sort ?? '-lastAt', channel, source, stage, ...ownerParams(owner) }),
    [q, sort, channel, source, stage, owner],
  );
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
  const open = (contact: string): void => void navigate({ to: '/contacts/$contact', params: { contact } });
  useRowKeys({
    ids: useMemo(() => rows.map(idOf), [rows]),
    selected,
    onSelect: (id) => void navigate({ search: (now) => ({ ...now, selected: id }), replace: true }),
    onOpen: open,
  });
  const remember = useCallback(
    (after: string | undefined) => void navigate({ search: (now) => ({ ...now, after }), replace: true }),
    [navigate],
  );
  const columns: readonly Column<ContactSort>[] = [
    { key: 'name', label: t('contacts.column.name'), sorts: ['name', '-name'] },
    { key: 'company', label: t('contacts.column.company') },
    { key: 'stage', label: t('contacts.column.stage') },
    { key: 'owner', label: t('contacts.column.owner') },
    { key: 'firstAt', label: t('contacts.column.first'), sorts: ['-firstAt', 'firstAt'] },
    { key: 'lastAt', label: t('contacts.column.last'), sorts: ['-lastAt', 'lastAt'] },
    { key: 'touches', label: t('contacts.column.touches'), sorts: ['-touches', 'touches'], number: true },
  ];

  const filtered = [q, channel, source, stage, owner].some((one) => one !== undefined);
  if (query.isSuccess && rows.length === 0 && !filtered && start === undefined)
    return (
      <Suspense fallback={null}>
        <FirstTouch />
      </Suspense>
    );
  return (
    <>
      <ContactsToolbar search={search} onChange={change} />
      <ListScreen
        list={list}
        label={t('nav.contacts')}
        columns={columns}
        columnStyle={columnStyles.columns}
        row={ContactTableRow}
        idOf={idOf}
        scroll={scroll}
        sort={sort ?? '-lastAt'}
        onSort={(next) => change({ sort: next === '-lastAt' ? undefined : next })}
        selected={selected}
        onOpen={open}
        fromStart={start === undefined}
        onFromStart={() => change({})}
        onRemember={remember}
        none={
          <EmptyState icon={IconUserSearch} title={t('contacts.none.title')} text={t('contacts.none.text')}>
            <Button size="small" onClick={() => change(UNFILTERED)}>
              {t('contacts.none.clear')}
            </Button>
          </EmptyState>
        }
      />
    </>
  );
}
