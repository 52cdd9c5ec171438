import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { IconFilter } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client.js';
import type { Funnel } from '../api/types.js';
import type { FunnelSearch } from '../app/search.js';
import { useZone } from '../app/session.js';
import { useFormat } from '../i18n/use-format.js';
import { SettingsPage } from '../settings/page.js';
import { TableSkeleton } from '../settings/table-skeleton.js';
import { usePage } from '../shell/page-title.js';
import { useTravel } from '../travel/travel.js';
import { useKeys } from '../ui/keys.js';
import { EmptyState, ErrorState, InlineProblem } from '../ui/states.js';
import { askedOf } from './asked.js';
import { FunnelTable, type Chosen } from './funnel-table.js';
import { FunnelToolbar } from './funnel-toolbar.js';
import styles from './funnel.module.css';
import { MembersPanel } from './members-panel.js';
import { later, type Period } from './period.js';

const route = getRouteApi('/app/funnel');
const CLOSED = { stage: undefined, figure: undefined, reached: undefined, slice: undefined, side: undefined };

function useFunnel(params: Readonly<Record<string, string | undefined>> | null) {
  return useQuery({
    queryKey: ['funnel', params],
    queryFn: ({ signal }) => call<Funnel>('/api/funnel', { signal, params: params ?? {} }),
    enabled: params !== null,
    placeholderData: (before) => (params === null ? undefined : before),
    meta: { reads: ['companies', 'contacts', 'funnel', 'identity'] },
  });
}

/** The funnel of a period: entries, who is where, conversion, time in stage, drop-off; side by side with another. */
export function FunnelScreen() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const travel = useTravel();
  const zone = useZone();
  usePage(t('nav.funnel'));
  const { own, other } = useMemo(() => askedOf(search, travel, zone), [search, travel, zone]);
  const funnel = useFunnel(own);
  const against = useFunnel(other);
  const change = (part: Partial<FunnelSearch>): void =>
    void navigate({ search: (now) => ({ ...now, ...CLOSED, ...part }), replace: true });
  const { stage, figure, reached, slice, side } = search;
  const chosen: Chosen | null = stage === undefined || figure === undefined ? null : { stage, figure, reached, side };
  const close = (): void => change({});
  useKeys({ escape: close }, chosen !== null);
  const { data } = funnel;
  const none = data?.parts.every((part) => part.stages.every(({ entries, now }) => entries + now === 0));
  return (
    <SettingsPage title={t('nav.funnel')} lead={t('funnel.lead')}>
      <FunnelToolbar search={search} onChange={change} />
      {other === null ? null : <Legend search={search} />}
      <InlineProblem error={against.error ?? (data === undefined ? null : funnel.error)} />
      {funnel.isError && data === undefined ? (
        <ErrorState error={funnel.error} retry={() => void funnel.refetch()} />
      ) : data === undefined ? (
        <TableSkeleton />
      ) : none === true ? (
        <EmptyState icon={IconFilter} title={t('funnel.none')} text={t('funnel.noneText')} />
      ) : (
        <div className={styles.split}>
          <div>
            {data.parts.map((part) => (
              <section key={part.slice ?? ''} className={styles.part}>
                {search.by === undefined ? null : <h3 dir="auto">{part.slice ?? t('funnel.unknown')}</h3>}
                <FunnelTable
                  label={part.slice ?? t('nav.funnel')}
                  lines={part.stages}
                  others={
                    other === null ? null : (against.data?.parts.find((one) => one.slice === part.slice)?.stages ?? [])
                  }
                  chosen={(part.slice ?? undefined) === slice ? chosen : null}
                  onOpen={(to) => change({ ...to, slice: part.slice ?? undefined })}
                />
              </section>
            ))}
          </div>
          {chosen === null ? null : (
            <MembersPanel
              key={JSON.stringify([chosen, slice])}
              asked={chosen.side === 'other' && other !== null ? other : own}
              chosen={chosen}
              slice={slice}
              onClose={close}
            />
          )}
        </div>
      )}
    </SettingsPage>
  );
}

function Legend({ search }: { readonly search: FunnelSearch }) {
  const { t } = useTranslation();
  const format = useFormat();
  const said = ({ from, to }: Period): string =>
    from === undefined && to === undefined
      ? t('funnel.periods.all')
      : [from, to === undefined ? undefined : later(to, -1)]
          .map((day) => (day === undefined ? '…' : format.day(day)))
          .join(' – ');
  const { against, otherKnownAt } = search;
  return (
    <p className={styles.legend}>
      <span>
        {t('funnel.above')} <strong>{said(search)}</strong>
      </span>
      <span>
        {t('funnel.below')}{' '}
        <strong>
          {against === 'period'
            ? said({ from: search.otherFrom, to: search.otherTo })
            : t('funnel.knownThen', { day: otherKnownAt === undefined ? '' : format.day(otherKnownAt) })}
        </strong>
      </span>
    </p>
  );
}
