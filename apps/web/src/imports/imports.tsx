import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { IconFileImport, IconPlus } from '@tabler/icons-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../app/session.js';
import { focusRow } from '../list/focus-row.js';
import { SettingsPage } from '../settings/page.js';
import { TableSkeleton } from '../settings/table-skeleton.js';
import { usePage } from '../shell/page-title.js';
import { Button } from '../ui/button.js';
import { useKeys } from '../ui/keys.js';
import { EmptyState, ErrorState } from '../ui/states.js';
import { ImportTable } from './import-table.js';
import styles from './imports.module.css';
import { importsQuery } from './queries.js';

const route = getRouteApi('/app/intake/imports');

/** The files that were brought in, the newest first. */
export function Imports() {
  const { t } = useTranslation();
  const { selected } = route.useSearch();
  const navigate = useNavigate({ from: '/intake/imports' });
  const mayWrite = useMay('imports.write');
  const list = useRef<HTMLDivElement>(null);
  const imports = useInfiniteQuery(importsQuery);
  const items = imports.data?.pages.flatMap((page) => page.items);
  usePage(t('nav.imports'));
  const select = (id: string | undefined): void => void navigate({ search: { selected: id }, replace: true });
  const move = (by: 1 | -1) => (): void => {
    if (items === undefined || items.length === 0) return;
    const at = items.findIndex(({ id }) => id === selected);
    const { id } = items[at < 0 ? 0 : Math.min(Math.max(at + by, 0), items.length - 1)]!;
    select(id);
    focusRow(list, id);
  };
  const open = (): void => {
    if (selected !== undefined) void navigate({ to: '/intake/imports/$import', params: { import: selected } });
  };
  useKeys({
    j: move(1),
    arrowdown: move(1),
    k: move(-1),
    arrowup: move(-1),
    enter: open,
    escape: () => select(undefined),
  });
  const begin = (
    <Link to="/intake/imports/new" className={styles.begin}>
      <IconPlus size={15} aria-hidden />
      {t('imports.new')}
    </Link>
  );
  return (
    <SettingsPage title={t('nav.imports')} lead={t('imports.lead')} action={mayWrite ? begin : undefined}>
      {imports.isError && items === undefined ? (
        <ErrorState error={imports.error} retry={() => void imports.refetch()} />
      ) : items === undefined ? (
        <TableSkeleton />
      ) : items.length === 0 ? (
        <EmptyState icon={IconFileImport} title={t('imports.none.title')} text={t('imports.none.text')} />
      ) : (
        <div ref={list}>
          <ImportTable items={items} selected={selected} />
          {imports.hasNextPage ? (
            <Button size="small" busy={imports.isFetchingNextPage} onClick={() => void imports.fetchNextPage()}>
              {t('quarantine.more')}
            </Button>
          ) : null}
        </div>
      )}
    </SettingsPage>
  );
}
