import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconUsersGroup } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client.js';
import type { Duplicate, DuplicateSide, Page } from '../api/types.js';
import { useMay } from '../app/session.js';
import { useFormat } from '../i18n/use-format.js';
import { LinkDialog } from '../identity/link-dialog.js';
import { useJudge } from '../identity/use-judge.js';
import { SettingsPage } from '../settings/page.js';
import { TableSkeleton } from '../settings/table-skeleton.js';
import { usePage } from '../shell/page-title.js';
import { Button } from '../ui/button.js';
import { useKeys } from '../ui/keys.js';
import { useNotify } from '../ui/notices.js';
import { EmptyState, ErrorState } from '../ui/states.js';
import styles from './duplicates.module.css';

/** Contacts that may be one, each with the reasons: look, link or dismiss, by keys too. */
export function Duplicates() {
  const { t } = useTranslation();
  const notify = useNotify();
  const may = useMay('contacts.link');
  const [at, setAt] = useState(0);
  const [linking, setLinking] = useState<Duplicate | null>(null);
  const list = useRef<HTMLUListElement>(null);
  usePage(t('nav.duplicates'));
  const found = useInfiniteQuery({
    queryKey: ['duplicates'],
    queryFn: ({ signal, pageParam }) =>
      call<Page<Duplicate>>('/api/duplicates', { signal, params: { cursor: pageParam } }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const dismissing = useJudge('/api/duplicates/dismiss', () => notify.done(t('duplicates.dismissed')));
  const items = found.data?.pages.flatMap((page) => page.items) ?? [];
  const { hasNextPage, isFetching, isError, fetchNextPage } = found;
  // one answer looks only so far: where nothing was found yet, on it goes
  const looking = items.length === 0 && hasNextPage && !isError;
  useEffect(() => {
    if (looking && !isFetching) void fetchNextPage();
  }, [looking, isFetching, fetchNextPage]);
  const current = Math.min(at, Math.max(0, items.length - 1));
  const dismiss = (pair: Duplicate | undefined): void => {
    if (pair === undefined || !may || dismissing.isPending) return;
    dismissing.mutate(
      { contact: pair.left.contact, other: pair.right.contact },
      { onError: (error) => notify.problem(error) },
    );
  };
  const move = (step: number) => (): void => {
    const next = Math.max(0, Math.min(items.length - 1, current + step));
    setAt(next);
    // moving by keys is moving the focus: enter is the row's then, not that of what was pressed before
    const row = list.current?.children[next];
    if (row instanceof HTMLElement) row.focus();
  };
  useKeys(
    {
      j: move(1),
      k: move(-1),
      enter: () => setLinking(items[current] ?? null),
      x: () => dismiss(items[current]),
    },
    linking === null,
  );
  return (
    <SettingsPage title={t('nav.duplicates')} lead={t('duplicates.lead')}>
      {found.isError && items.length === 0 ? (
        <ErrorState error={found.error} retry={() => void found.refetch()} />
      ) : found.data === undefined || looking ? (
        <TableSkeleton />
      ) : items.length === 0 ? (
        <EmptyState icon={IconUsersGroup} title={t('duplicates.none.title')} text={t('duplicates.none.text')} />
      ) : (
        <ul className={styles.list} ref={list}>
          {items.map((pair, i) => (
            <li
              key={`${pair.left.contact} ${pair.right.contact}`}
              className={styles.pair}
              tabIndex={-1}
              aria-current={i === current || undefined}
            >
              <Side side={pair.left} />
              <Side side={pair.right} />
              <span className={styles.soft}>
                {pair.reasons.map((reason) => t(`duplicates.reason.${reason}`)).join(' · ')}
              </span>
              {may ? (
                <span className={styles.buttons}>
                  <Button size="compact" onClick={() => setLinking(pair)}>
                    {t('duplicates.look')}
                  </Button>
                  <Button size="compact" look="quiet" onClick={() => dismiss(pair)}>
                    {t('duplicates.dismiss')}
                  </Button>
                </span>
              ) : null}
            </li>
          ))}
        </ul>
      )}
      {hasNextPage && !looking && items.length > 0 ? (
        <Button size="small" busy={found.isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('duplicates.more')}
        </Button>
      ) : null}
      {linking === null || !may ? null : (
        <LinkDialog
          subject={{ kind: 'contact', id: linking.left.contact }}
          other={linking.right.contact}
          onClose={() => setLinking(null)}
        />
      )}
    </SettingsPage>
  );
}

function Side({ side }: { readonly side: DuplicateSide }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <span className={styles.side}>
      <Link to="/contacts/$contact" params={{ contact: side.contact }}>
        {side.name ?? side.email ?? t('contact.nameless')}
      </Link>
      <span className={styles.soft}>
        {[side.email, side.company, `${t('contact.touches')}: ${format.count(side.touches)}`]
          .filter((part) => part !== null)
          .join(' · ')}
      </span>
    </span>
  );
}
