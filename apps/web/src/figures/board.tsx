import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { IconChartBar } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { KpiLine } from '../api/types.js';
import type { KpisSearch } from '../app/search.js';
import { useRowKeys } from '../list/use-row-keys.js';
import { usePage } from '../shell/page-title.js';
import { EmptyState, ErrorState } from '../ui/states.js';
import styles from './board.module.css';
import { BoardSkeleton } from './board-skeleton.js';
import { Card } from './card.js';
import { PeriodPicker } from './period-picker.js';
import { catalogueQuery } from './queries.js';
import { SlicePicker } from './slice-picker.js';
import toolbar from './toolbar.module.css';
import { useFigureWords } from './use-figure-words.js';

const route = getRouteApi('/app/kpis');

/** The teams there are figures of, in the order they are worked in; the others after them. */
const TEAMS = ['marketing', 'sales', 'service', 'retention', 'data'];

/** A board of figures for each team. */
export function Board() {
  const { t } = useTranslation();
  const { said } = useFigureWords();
  const { team: wanted, ...period } = route.useSearch();
  const navigate = route.useNavigate();
  const [at, setAt] = useState<string>();
  usePage(t('nav.kpis'));
  const catalogue = useQuery(catalogueQuery);
  const lines = catalogue.data?.items ?? [];
  const teams = teamsOf(lines);
  const team = teams.find(({ name }) => name === wanted)?.name ?? teams[0]?.name;
  const shown = lines.filter((line) => line.team === team);
  const change = (part: Partial<KpisSearch>): void =>
    void navigate({ search: (now) => ({ ...now, ...part }), replace: true });
  useRowKeys({
    ids: shown.map(({ name }) => name),
    selected: at,
    onSelect: setAt,
    onOpen: (kpi) => void navigate({ to: '/kpis/$kpi', params: { kpi }, search: period }),
  });
  if (catalogue.isError && catalogue.data === undefined)
    return <ErrorState error={catalogue.error} retry={() => void catalogue.refetch()} />;
  return (
    <div className={styles.page}>
      <div className={styles.bar}>
        <nav className={styles.teams} aria-label={t('figures.teams')}>
          {teams.map(({ name, words }) => (
            <Link
              key={name}
              to="/kpis"
              search={(now) => ({ ...now, team: name })}
              aria-current={name === team ? 'page' : undefined}
            >
              {said(words)}
            </Link>
          ))}
        </nav>
        <div className={toolbar.toolbar}>
          <PeriodPicker search={period} onChange={change} />
          <SlicePicker slices={slicesOf(shown)} value={period.by} onChange={(by) => change({ by })} />
        </div>
      </div>
      {catalogue.data === undefined ? (
        <BoardSkeleton />
      ) : shown.length === 0 ? (
        <EmptyState icon={IconChartBar} title={t('figures.noneTitle')} text={t('figures.noneText')} />
      ) : (
        <div className={styles.cards}>
          {shown.map((line) => (
            <Card key={line.name} line={line} period={period} />
          ))}
        </div>
      )}
    </div>
  );
}

function teamsOf(lines: readonly KpiLine[]): readonly { readonly name: string; readonly words: KpiLine['title'] }[] {
  const found = new Map(lines.map(({ team, teamWords }) => [team, teamWords]));
  const place = (name: string): number => (TEAMS.includes(name) ? TEAMS.indexOf(name) : TEAMS.length);
  return [...found].map(([name, words]) => ({ name, words })).sort((a, b) => place(a.name) - place(b.name));
}

/** What some figure of the board can be told apart by; the others keep their trend. */
function slicesOf(lines: readonly KpiLine[]): KpiLine['slices'] {
  return [...new Map(lines.flatMap(({ slices }) => slices).map((slice) => [slice.name, slice])).values()];
}
