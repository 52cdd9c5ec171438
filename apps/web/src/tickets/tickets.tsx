import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { IconLifebuoy, IconZoomQuestion } from '@tabler/icons-react';
import { useCallback, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TicketLine } from '../api/types.js';
import type { TicketsSearch } from '../app/search.js';
import { useMay } from '../app/session.js';
import type { Column } from '../list/list-head.js';
import { ListScreen } from '../list/list-screen.js';
import { usePages } from '../list/use-pages.js';
import { useRowKeys } from '../list/use-row-keys.js';
import { usePage } from '../shell/page-title.js';
import { useTravel } from '../travel/travel.js';
import { Button } from '../ui/button.js';
import { EmptyState } from '../ui/states.js';
import { NewTicket } from './new-ticket.js';
import { ticketReads } from './queries.js';
import columnStyles from './ticket-columns.module.css';
import { TicketTableRow } from './ticket-table-row.js';
import { TicketsToolbar } from './tickets-toolbar.js';

const route = getRouteApi('/app/tickets');
const idOf = (row: TicketLine): string => row.ticket;

/** The queue of tickets: what is due first comes first. */
export function Tickets() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = useNavigate({ from: '/tickets' });
  const travel = useTravel();
  const may = useMay('tickets.write');
  const { status, assignee, team, priority, theme, after, selected } = search;
  const [start, setStart] = useState(after);
  const scroll = useRef<HTMLDivElement>(null);
  const list = usePages<TicketLine>({
    path: '/api/tickets',
    params: useMemo(
      () => ({ status, assignee, team, priority, theme, ...travel }),
      [status, assignee, team, priority, theme, travel],
    ),
    start,
    id: idOf,
    reads: ticketReads,
    atTop: useCallback(() => (scroll.current?.scrollTop ?? 0) < 72, []),
  });
  const { rows, query } = list;
  usePage(t('nav.tickets'));
  const change = (part: Partial<TicketsSearch>): void => {
    setStart(undefined);
    scroll.current?.scrollTo({ top: 0 });
    void navigate({ search: (now) => ({ ...now, after: undefined, selected: undefined, ...part }), replace: true });
  };
  const open = (ticket: string): void => void navigate({ to: '/tickets/$ticket', params: { ticket } });
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
  const columns: readonly Column<'due'>[] = [
    { key: 'due', label: t('tickets.column.due') },
    { key: 'name', label: t('tickets.column.title') },
    { key: 'who', label: t('tickets.column.who') },
    { key: 'status', label: t('tickets.column.status') },
    { key: 'priority', label: t('tickets.column.priority') },
    { key: 'assignee', label: t('tickets.column.assignee') },
    { key: 'opened', label: t('tickets.column.opened') },
  ];
  const filtered = [status, assignee, team, priority, theme].some((one) => one !== undefined);
  const themes = useMemo(() => [...new Set(rows.flatMap((row) => row.theme ?? []))].sort(), [rows]);
  const empty = query.isSuccess && rows.length === 0 && !filtered && start === undefined;
  return (
    <>
      <TicketsToolbar search={search} themes={themes} onChange={change} />
      <ListScreen
        list={list}
        label={t('nav.tickets')}
        columns={columns}
        columnStyle={columnStyles.columns}
        row={TicketTableRow}
        idOf={idOf}
        scroll={scroll}
        sort="due"
        onSort={() => undefined}
        selected={selected}
        onOpen={open}
        fromStart={start === undefined}
        onFromStart={() => change({})}
        onRemember={remember}
        none={
          <EmptyState
            icon={empty ? IconLifebuoy : IconZoomQuestion}
            title={empty ? t('tickets.empty.title') : t('tickets.none.title')}
            text={empty ? t('tickets.empty.text') : t('tickets.none.text')}
          >
            {empty && may ? (
              <Button look="primary" size="small" onClick={() => change({ new: 'ticket' })}>
                {t('tickets.new')}
              </Button>
            ) : null}
            <Button
              size="small"
              look={empty ? 'quiet' : 'default'}
              onClick={() => change(empty ? { status: 'any' } : noFilters)}
            >
              {empty ? t('tickets.empty.all') : t('tickets.none.clear')}
            </Button>
          </EmptyState>
        }
      />
      {search.new === 'ticket' ? (
        <NewTicket contact={search.contact} onClose={() => change({ new: undefined, contact: undefined })} />
      ) : null}
    </>
  );
}

const noFilters: Partial<TicketsSearch> = {
  status: undefined,
  assignee: undefined,
  team: undefined,
  priority: undefined,
  theme: undefined,
};
