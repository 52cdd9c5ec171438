import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { IconBuilding, IconZoomQuestion } from '@tabler/icons-react';
import { useCallback, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CompanyRow } from '../api/types.js';
import type { CompaniesSearch, CompanySort } from '../app/search.js';
import type { Column } from '../list/list-head.js';
import { ListScreen } from '../list/list-screen.js';
import { SearchBox } from '../list/search-box.js';
import toolbar from '../list/toolbar.module.css';
import { usePages } from '../list/use-pages.js';
import { useRowKeys } from '../list/use-row-keys.js';
import { usePage } from '../shell/page-title.js';
import { Button } from '../ui/button.js';
import { EmptyState } from '../ui/states.js';
import columnStyles from './company-columns.module.css';
import { CompanyTableRow } from './company-table-row.js';

const route = getRouteApi('/app/companies');
const reads = ['companies', 'contacts', 'identity'] as const;
const idOf = (row: CompanyRow): string => row.company;

/** The list of companies: sorted and searched by the server, paged by cursor, live at its top. */
export function Companies() {
  const { t } = useTranslation();
  const { q, sort, after, selected } = route.useSearch();
  const navigate = useNavigate({ from: '/companies' });
  const [start, setStart] = useState(after);
  const scroll = useRef<HTMLDivElement>(null);
  const list = usePages<CompanyRow>({
    path: '/api/companies',
    params: useMemo(() => ({ search: q, sort: sort ?? '-lastAt' }), [q, sort]),
    start,
    id: idOf,
    reads,
    atTop: useCallback(() => (scroll.current?.scrollTop ?? 0) < 72, []),
  });
  const { rows, query } = list;
  usePage(t('nav.companies'));

  const change = (part: Partial<CompaniesSearch>): void => {
    setStart(undefined);
    scroll.current?.scrollTo({ top: 0 });
    void navigate({ search: (now) => ({ ...now, after: undefined, selected: undefined, ...part }), replace: true });
  };
  const open = (company: string): void => void navigate({ to: '/companies/$company', params: { company } });
  useRowKeys({
    ids: useMemo(() => rows.map(idOf), [rows]),
    selected,
    onSelect: (id) => void navigate({ search: (now) => ({ ...now, selected: id }), replace: true }),
    onOpen: open,
  });
  const remember = useCallback(
    (cursor: string | undefined) => void navigate({ search: (now) => ({ ...now, after: cursor }), replace: true }),
    [navigate],
  );
  const columns: readonly Column<CompanySort>[] = [
    { key: 'name', label: t('companies.column.name'), sorts: ['name', '-name'] },
    { key: 'domain', label: t('companies.column.domain') },
    { key: 'parent', label: t('companies.column.parent') },
    { key: 'lastAt', label: t('companies.column.last'), sorts: ['-lastAt', 'lastAt'] },
    { key: 'contacts', label: t('companies.column.contacts'), sorts: ['-contacts', 'contacts'], number: true },
    { key: 'touches', label: t('companies.column.touches'), number: true },
  ];

  if (query.isSuccess && rows.length === 0 && q === undefined && start === undefined)
    return (
      <EmptyState icon={IconBuilding} title={t('companies.empty.title')} text={t('companies.empty.text')}>
        <ul className={columnStyles.ways}>
          <li>{t('companies.empty.domains')}</li>
          <li>{t('companies.empty.groups')}</li>
          <li>{t('companies.empty.imports')}</li>
        </ul>
      </EmptyState>
    );
  return (
    <>
      <div className={toolbar.toolbar}>
        <SearchBox label={t('companies.search')} value={q} onChange={(text) => change({ q: text })} />
      </div>
      <ListScreen
        list={list}
        label={t('nav.companies')}
        columns={columns}
        columnStyle={columnStyles.columns}
        row={CompanyTableRow}
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
          <EmptyState icon={IconZoomQuestion} title={t('companies.none.title')} text={t('companies.none.text')}>
            <Button size="small" onClick={() => change({ q: undefined })}>
              {t('companies.none.clear')}
            </Button>
          </EmptyState>
        }
      />
    </>
  );
}
