import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { IconFileImport, IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../app/session.js';
import { useRowKeys } from '../list/use-row-keys.js';
import { SettingsPage } from '../settings/page.js';
import { TableSkeleton } from '../settings/table-skeleton.js';
import { usePage } from '../shell/page-title.js';
import { Button } from '../ui/button.js';
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
  const imports = useInfiniteQuery(importsQuery);
  const items = imports.data?.pages.flatMap((page) => page.items);
  usePage(t('nav.imports'));
  const select = (id: string | undefined): void => void navigate({ search: { selected: id }, replace: true });
  useRowKeys({
    ids: (items ?? []).map(({ id }) => id),
    selected,
    onSelect: select,
    onOpen: (id) => void navigate({ to: '/intake/imports/$import', params: { import: id } }),
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
        <div>
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
