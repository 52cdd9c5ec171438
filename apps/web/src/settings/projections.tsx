import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { IconStack2 } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client.js';
import type { ProjectionStatus } from '../api/types.js';
import { useFreshness } from '../live/live.js';
import { usePage } from '../shell/page-title.js';
import { EmptyState, ErrorState } from '../ui/states.js';
import { DeadLetters } from './dead-letters.js';
import { SettingsPage } from './page.js';
import { ProjectionRow } from './projection-row.js';
import styles from './settings.module.css';
import { TableSkeleton } from './table-skeleton.js';

const route = getRouteApi('/app/settings/projections');

const RESTING_MS = 5000;
const REBUILDING_MS = 1000;

/** The read models: how far each is, rebuilding, rolling back, and what it could not take in. */
export function Projections() {
  const { t } = useTranslation();
  const { dead } = route.useSearch();
  const navigate = route.useNavigate();
  const rebuilding = useFreshness()?.rebuilding != null;
  usePage(t('nav.projections'));
  const projections = useQuery({
    queryKey: ['projections'],
    queryFn: ({ signal }) => call<{ items: readonly ProjectionStatus[] }>('/api/projections', { signal }),
    // Lag and rate are of this moment: unlike everything else they are asked for by the clock.
    refetchInterval: ({ state }) =>
      rebuilding || state.data?.items.some((one) => one.rebuilding !== null) === true ? REBUILDING_MS : RESTING_MS,
  });
  const items = projections.data?.items;
  return (
    <SettingsPage title={t('nav.projections')} lead={t('projections.lead')}>
      {projections.isError && items === undefined ? (
        <ErrorState error={projections.error} retry={() => void projections.refetch()} />
      ) : items === undefined ? (
        <TableSkeleton />
      ) : items.length === 0 ? (
        <EmptyState icon={IconStack2} title={t('projections.none.title')} text={t('projections.none.text')} />
      ) : (
        <div className={styles.table} tabIndex={0} role="region" aria-label={t('nav.projections')}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t('projections.name')}</th>
                <th scope="col">{t('projections.state')}</th>
                <th scope="col" className={`${styles.number} ${styles.wide}`}>
                  {t('projections.lag')}
                </th>
                <th scope="col" className={`${styles.number} ${styles.wide}`}>
                  {t('projections.rate')}
                </th>
                <th scope="col" className={styles.number}>
                  {t('projections.dead')}
                </th>
                <th scope="col" className={styles.end}>
                  {t('projections.actions')}
                </th>
              </tr>
            </thead>
            <tbody>
              {items.map((projection) => (
                <ProjectionRow key={projection.name} projection={projection} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {dead === undefined ? null : (
        <DeadLetters projection={dead} onClose={() => void navigate({ search: { dead: undefined } })} />
      )}
    </SettingsPage>
  );
}
