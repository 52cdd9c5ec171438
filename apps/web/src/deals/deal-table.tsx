import { useNavigate } from '@tanstack/react-router';
import { IconBriefcase, IconZoomQuestion } from '@tabler/icons-react';
import { useCallback, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DealLine } from '../api/types.js';
import type { DealSort, PipelineSearch } from '../app/search.js';
import type { Column } from '../list/list-head.js';
import { ListScreen } from '../list/list-screen.js';
import { usePages } from '../list/use-pages.js';
import { useRowKeys } from '../list/use-row-keys.js';
import { useTravel } from '../travel/travel.js';
import { Button } from '../ui/button.js';
import { EmptyState } from '../ui/states.js';
import columnStyles from './deal-columns.module.css';
import { DealTableRow } from './deal-table-row.js';
import { dealReads } from './queries.js';

const idOf = (row: DealLine): string => row.deal;
const USUAL: DealSort = 'closeOn';

interface Props {
  readonly search: PipelineSearch;
  readonly onChange: (part: Partial<PipelineSearch>) => void;
}

/** Deals as a list: sorted and filtered by the server, paged by cursor. */
export function DealTable({ search, onChange }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate({ from: '/pipeline' });
  const travel = useTravel();
  const { q, sort = USUAL, status = 'open', stage, pipeline, owner, overdue, after, selected } = search;
  const [start, setStart] = useState(after);
  const scroll = useRef<HTMLDivElement>(null);
  const list = usePages<DealLine>({
    path: '/api/deals',
    params: useMemo(
      () => ({
        search: q,
        sort,
        status: status === 'any' ? undefined : status,
        stage,
        pipeline,
        owner,
        overdue: overdue === undefined ? undefined : 'true',
        ...travel,
      }),
      [q, sort, status, stage, pipeline, owner, overdue, travel],
    ),
    start,
    id: idOf,
    reads: dealReads,
    atTop: useCallback(() => (scroll.current?.scrollTop ?? 0) < 72, []),
  });
  const { rows } = list;
  const change = (part: Partial<PipelineSearch>): void => {
    setStart(undefined);
    scroll.current?.scrollTo({ top: 0 });
    onChange(part);
  };
  const open = (deal: string): void => void navigate({ to: '/deals/$deal', params: { deal } });
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
  const columns: readonly Column<DealSort>[] = [
    { key: 'name', label: t('deals.column.name'), sorts: ['name', '-name'] },
    { key: 'with', label: t('deals.column.with') },
    { key: 'stage', label: t('deals.column.stage'), sorts: ['stageSince', '-stageSince'] },
    { key: 'amount', label: t('deals.column.amount'), sorts: ['-amount', 'amount'], number: true },
    { key: 'closeOn', label: t('deals.column.closeOn'), sorts: ['closeOn', '-closeOn'] },
    { key: 'owner', label: t('deals.column.owner') },
    { key: 'next', label: t('deals.column.next') },
  ];
  const filtered = [q, search.status, stage, owner, overdue].some((one) => one !== undefined);
  return (
    <ListScreen
      list={list}
      label={t('nav.pipeline')}
      columns={columns}
      columnStyle={columnStyles.columns}
      row={DealTableRow}
      idOf={idOf}
      scroll={scroll}
      sort={sort}
      onSort={(next) => change({ sort: next === USUAL ? undefined : next })}
      selected={selected}
      onOpen={open}
      fromStart={start === undefined}
      onFromStart={() => change({})}
      onRemember={remember}
      none={
        filtered ? (
          <EmptyState icon={IconZoomQuestion} title={t('deals.none.title')} text={t('deals.none.text')}>
            <Button
              size="small"
              onClick={() =>
                change({ q: undefined, status: undefined, stage: undefined, owner: undefined, overdue: undefined })
              }
            >
              {t('deals.none.clear')}
            </Button>
          </EmptyState>
        ) : (
          <EmptyState icon={IconBriefcase} title={t('deals.empty.title')} text={t('deals.empty.text')} />
        )
      }
    />
  );
}
