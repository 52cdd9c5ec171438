import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconAlertTriangle, IconKey, IconPlugConnected } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client.js';
import type { LedgerRow, SourceRow } from '../api/types.js';
import { useFormat } from '../i18n/use-format.js';
import { SettingsPage } from '../settings/page.js';
import settings from '../settings/settings.module.css';
import { TableSkeleton } from '../settings/table-skeleton.js';
import { usePage } from '../shell/page-title.js';
import { Moment } from '../ui/moment.js';
import { EmptyState, ErrorState } from '../ui/states.js';
import styles from './intake.module.css';

const EVERY_MS = 5000;

/** The sources: how much each sends, when it was seen last, and whether today's messages add up. */
export function Sources() {
  const { t } = useTranslation();
  usePage(t('nav.sources'));
  const sources = useQuery({
    queryKey: ['sources'],
    queryFn: ({ signal }) => call<{ items: readonly SourceRow[] }>('/api/sources', { signal }),
    staleTime: 0,
    refetchInterval: EVERY_MS,
  });
  const items = sources.data?.items;
  const off = items?.flatMap(({ today }) => today).filter(({ state }) => state === 'off').length ?? 0;
  const keys = (
    <Link to="/settings/keys" className={styles.link}>
      {t('nav.keys')}
    </Link>
  );
  return (
    <SettingsPage title={t('nav.sources')} lead={t('sources.lead')} action={keys}>
      {off > 0 ? (
        <p className={styles.alarm} role="alert">
          <IconAlertTriangle size={16} aria-hidden />
          {t('sources.off', { count: off })}
        </p>
      ) : null}
      {sources.isError && items === undefined ? (
        <ErrorState error={sources.error} retry={() => void sources.refetch()} />
      ) : items === undefined ? (
        <TableSkeleton />
      ) : items.length === 0 ? (
        <EmptyState icon={IconPlugConnected} title={t('sources.none.title')} text={t('sources.none.text')}>
          <Link to="/settings/keys" search={{ new: 'key' }} className={styles.link}>
            <IconKey size={14} aria-hidden /> {t('keysPage.new')}
          </Link>
        </EmptyState>
      ) : (
        <SourceTable items={items} />
      )}
    </SettingsPage>
  );
}

function SourceTable({ items }: { readonly items: readonly SourceRow[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className={settings.table} tabIndex={0} role="region" aria-label={t('nav.sources')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('sources.name')}</th>
            <th scope="col">{t('sources.lastSeen')}</th>
            <th scope="col" className={settings.number}>
              {t('sources.rate')}
            </th>
            <th scope="col">{t('sources.today')}</th>
            <th scope="col">{t('sources.state')}</th>
            <th scope="col" className={settings.number}>
              {t('sources.waiting')}
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((source) => {
            const sum = sumOf(source.today);
            return (
              <tr key={source.name}>
                <td className={settings.name}>{source.name}</td>
                <td className={settings.nowrap}>
                  {source.lastSeenAt === null ? t('keysPage.never') : <Moment at={source.lastSeenAt} />}
                </td>
                <td className={settings.number}>{format.count(source.perMinute)}</td>
                <td className={styles.sum}>
                  {t('sources.equation', {
                    received: format.count(sum.received),
                    recorded: format.count(sum.recorded),
                    duplicates: format.count(sum.duplicates),
                    quarantined: format.count(sum.quarantined),
                  })}
                </td>
                <td>
                  <span className={styles.state} data-state={sum.state}>
                    {t(`sources.states.${sum.state}`)}
                  </span>
                </td>
                <td className={settings.number}>
                  {source.waiting === 0 ? (
                    format.count(0)
                  ) : (
                    <Link to="/intake/quarantine" search={{ source: source.name }} className={styles.link}>
                      {format.count(source.waiting)}
                    </Link>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

type Sum = Pick<LedgerRow, 'received' | 'recorded' | 'duplicates' | 'quarantined' | 'state'>;

/** A source's day, its imports and what came by itself together; one line that is off puts the sum off. */
function sumOf(lines: readonly LedgerRow[]): Sum {
  const worst = (['off', 'counting'] as const).find((state) => lines.some((line) => line.state === state));
  const total = (name: 'received' | 'recorded' | 'duplicates' | 'quarantined'): number =>
    lines.reduce((sum, line) => sum + line[name], 0);
  return {
    received: total('received'),
    recorded: total('recorded'),
    duplicates: total('duplicates'),
    quarantined: total('quarantined'),
    state: worst ?? 'even',
  };
}
