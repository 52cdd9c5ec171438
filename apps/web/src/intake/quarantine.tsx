import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { IconCircleCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client.js';
import type { QuarantinePage, QuarantineRow } from '../api/types.js';
import { useMay } from '../app/session.js';
import { quarantineReasons, quarantineStates, type QuarantineSearch } from '../app/search.js';
import { SettingsPage } from '../settings/page.js';
import settings from '../settings/settings.module.css';
import { TableSkeleton } from '../settings/table-skeleton.js';
import { usePage } from '../shell/page-title.js';
import { Button } from '../ui/button.js';
import { useKeys } from '../ui/keys.js';
import { Moment } from '../ui/moment.js';
import { EmptyState, ErrorState } from '../ui/states.js';
import { EntryPanel } from './entry-panel.js';
import styles from './intake.module.css';
import { RetryAll } from './retry-all.js';

const route = getRouteApi('/app/intake/quarantine');
const EVERY_MS = 5000;

/** Messages that could not become events: why, mended, tried again, discarded. */
export function Quarantine() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const mayWrite = useMay('quarantine.write');
  usePage(t('nav.quarantine'));
  const { source, reason, state = 'waiting', entry } = search;
  const list = useInfiniteQuery({
    queryKey: ['quarantine', source, reason, state],
    queryFn: ({ signal, pageParam }) =>
      call<QuarantinePage>('/api/quarantine', { signal, params: { source, reason, state, cursor: pageParam } }),
    // No read model holds it, so no live message says that it changed.
    staleTime: 0,
    refetchInterval: ({ state: { data } }) => (data?.pages.length === 1 ? EVERY_MS : false),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const items = list.data?.pages.flatMap((page) => page.items);
  const counts = list.data?.pages[0]?.counts ?? [];
  const sources = [...new Set(counts.map((count) => count.source))].sort();
  const change = (to: Partial<QuarantineSearch>): void => void navigate({ search: { ...search, ...to } });
  const open = (id: string | undefined): void => change({ entry: id });
  const move = (by: 1 | -1): void => {
    if (items === undefined || items.length === 0) return;
    const at = items.findIndex(({ id }) => id === entry);
    open(items[Math.min(Math.max(at + by, 0), items.length - 1)]!.id);
  };
  useKeys({ j: () => move(1), k: () => move(-1), escape: () => open(undefined) });
  // Of these something was cut out: each is edited before it is replayed.
  const cutOut = reason === 'card-number' || reason === 'forbidden';
  const retry = mayWrite && state === 'waiting' && !cutOut && (items?.length ?? 0) > 0;
  return (
    <SettingsPage title={t('nav.quarantine')} lead={t('quarantine.lead')}>
      <div className={styles.bar}>
        <Choice label={t('quarantine.state')} value={state} onChange={(to) => change({ state: to, entry: undefined })}>
          {quarantineStates.map((one) => (
            <option key={one} value={one}>
              {t(`quarantine.states.${one}`)}
            </option>
          ))}
        </Choice>
        <Choice label={t('quarantine.reason')} value={reason ?? ''} onChange={(to) => change({ reason: to })}>
          <option value="">{t('quarantine.all')}</option>
          {quarantineReasons.map((one) => (
            <option key={one} value={one}>
              {t(`quarantine.reasons.${one}`)}
            </option>
          ))}
        </Choice>
        <Choice label={t('quarantine.source')} value={source ?? ''} onChange={(to) => change({ source: to })}>
          <option value="">{t('quarantine.all')}</option>
          {sources.map((one) => (
            <option key={one} value={one}>
              {one}
            </option>
          ))}
        </Choice>
        {retry ? <RetryAll source={source} reason={reason} /> : null}
      </div>
      {list.isError && items === undefined ? (
        <ErrorState error={list.error} retry={() => void list.refetch()} />
      ) : items === undefined ? (
        <TableSkeleton />
      ) : (
        <div className={styles.split}>
          <div>
            {items.length === 0 ? (
              <EmptyState icon={IconCircleCheck} title={t('quarantine.none.title')} text={t('quarantine.none.text')} />
            ) : (
              <Entries items={items} chosen={entry} onOpen={open} />
            )}
            {list.hasNextPage ? (
              <Button size="small" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
                {t('quarantine.more')}
              </Button>
            ) : null}
          </div>
          {entry === undefined ? null : (
            <EntryPanel key={entry} id={entry} mayWrite={mayWrite} onClose={() => open(undefined)} />
          )}
        </div>
      )}
    </SettingsPage>
  );
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly value: T | '';
  readonly onChange: (value: T | undefined) => void;
  readonly children: React.ReactNode;
}

function Choice<T extends string>({ label, value, onChange, children }: ChoiceProps<T>) {
  return (
    <label>
      {label}
      <select
        className={styles.select}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value === '' ? undefined : (event.currentTarget.value as T))}
      >
        {children}
      </select>
    </label>
  );
}

interface EntriesProps {
  readonly items: readonly QuarantineRow[];
  readonly chosen: string | undefined;
  readonly onOpen: (id: string) => void;
}

function Entries({ items, chosen, onOpen }: EntriesProps) {
  const { t } = useTranslation();
  return (
    <div className={settings.table} tabIndex={0} role="region" aria-label={t('nav.quarantine')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('quarantine.reason')}</th>
            <th scope="col">{t('quarantine.source')}</th>
            <th scope="col">{t('quarantine.received')}</th>
            <th scope="col" className={settings.number}>
              {t('quarantine.times')}
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr
              key={item.id}
              className={item.id === chosen ? styles.chosen : styles.row}
              onClick={() => onOpen(item.id)}
            >
              <td>
                <button type="button" className={styles.open} aria-pressed={item.id === chosen}>
                  {t(`quarantine.reasons.${item.reason}`)}
                </button>
              </td>
              <td>{item.source}</td>
              <td className={settings.nowrap}>
                <Moment at={item.receivedAt} />
              </td>
              <td className={settings.number}>{item.times}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
