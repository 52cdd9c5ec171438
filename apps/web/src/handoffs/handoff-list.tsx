import { IconArrowsExchange } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { HandoffLine } from '../api/types.js';
import { usePages } from '../list/use-pages.js';
import { useRowKeys } from '../list/use-row-keys.js';
import table from '../settings/settings.module.css';
import { TableSkeleton } from '../settings/table-skeleton.js';
import { useTravel } from '../travel/travel.js';
import { Button } from '../ui/button.js';
import { Moment } from '../ui/moment.js';
import { readable } from '../ui/readable.js';
import { EmptyState, ErrorState, InlineProblem } from '../ui/states.js';
import { nameOf, useReceiver } from './called.js';
import { Clock } from './clock.js';
import styles from './handoffs.module.css';

const reads = ['companies', 'contacts', 'identity', 'ownership', 'staff', 'teams'] as const;
const idOf = (line: HandoffLine): string => line.handoff;
const always = (): boolean => true;

interface Props {
  /** Whose. */
  readonly asked: Readonly<Record<string, string | undefined>>;
  /** All of them where it is missing. */
  readonly status: 'open' | undefined;
  readonly none: { readonly title: string; readonly text: string };
  readonly chosen: string | undefined;
  readonly onOpen: (handoff: string | undefined) => void;
}

/** Handoffs, what expires first at the top; a row opens beside them. */
export function HandoffList({ asked, status, none, chosen, onOpen }: Props) {
  const { t } = useTranslation();
  const receiver = useReceiver();
  const travel = useTravel();
  // The same object as long as it says the same: the list begins anew with another.
  const said = JSON.stringify({ ...asked, status, ...travel });
  const params = useMemo(() => JSON.parse(said) as Readonly<Record<string, string>>, [said]);
  const { rows, query, freshError } = usePages<HandoffLine>({
    path: '/api/handoffs',
    params,
    limit: 50,
    id: idOf,
    reads,
    atTop: always,
  });
  useRowKeys({ ids: useMemo(() => rows.map(idOf), [rows]), selected: chosen, onSelect: onOpen, onOpen });
  if (query.isError && rows.length === 0) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  if (query.isPending) return <TableSkeleton />;
  if (rows.length === 0) return <EmptyState icon={IconArrowsExchange} title={none.title} text={none.text} />;
  return (
    <div className={styles.list}>
      <InlineProblem error={freshError} />
      <div className={table.table} tabIndex={0} role="region" aria-label={t('nav.handoffs')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('handoffs.contact')}</th>
              <th scope="col">{t('handoffs.parties')}</th>
              <th scope="col" className={table.wide}>
                {t('handoffs.why')}
              </th>
              <th scope="col" className={table.wide}>
                {t('handoffs.offered')}
              </th>
              <th scope="col">{t('handoffs.state')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((line) => (
              <tr
                key={line.handoff}
                className={styles.row}
                aria-current={line.handoff === chosen || undefined}
                onClick={() => onOpen(line.handoff)}
              >
                <td>
                  <button
                    type="button"
                    className={styles.open}
                    dir="auto"
                    data-row={line.handoff}
                    aria-pressed={line.handoff === chosen}
                  >
                    {line.contact === null ? t('contact.nameless') : nameOf(line.contact)}
                  </button>
                </td>
                <td className={styles.parties}>
                  {t('handoffs.fromTo', {
                    from: line.from === null ? t('handoffs.nobody') : nameOf(line.from),
                    to: receiver(line),
                  })}
                </td>
                <td className={table.wide} dir="auto">
                  {line.reason === null ? null : readable(line.reason)}
                </td>
                <td className={`${table.nowrap} ${table.wide}`}>
                  {line.offeredAt === null ? null : <Moment at={line.offeredAt} />}
                </td>
                <td>
                  <Clock line={line} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {query.hasNextPage ? (
        <Button size="small" busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t('handoffs.more')}
        </Button>
      ) : null}
    </div>
  );
}
