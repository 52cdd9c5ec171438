import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { IconRepeat } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { KpiLine } from '../api/types.js';
import { usePage } from '../shell/page-title.js';
import { EmptyState, ErrorState } from '../ui/states.js';
import styles from './board.module.css';
import { BoardSkeleton } from './board-skeleton.js';
import { Card } from './card.js';
import { MOVEMENT } from './movements.js';
import { PeriodPicker } from './period-picker.js';
import { catalogueQuery } from './queries.js';
import { SlicePicker } from './slice-picker.js';
import toolbar from './toolbar.module.css';
import { WideFigure } from './wide-figure.js';

const route = getRouteApi('/app/retention');

/** Whether a figure is drawn over the whole width: what moved, curves and matrices. */
function isWide({ kind, slices }: KpiLine): boolean {
  return kind === 'curve' || kind === 'matrix' || slices.some(({ name }) => name === MOVEMENT);
}

/** How customers stay: what moved recurring revenue, what was kept of it, cohorts, survival, and what they are worth. */
export function Retention() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  usePage(t('nav.retention'));
  const catalogue = useQuery(catalogueQuery);
  const lines = catalogue.data?.items.filter(({ team }) => team === 'retention');
  const change = (part: typeof search): void =>
    void navigate({ search: (now) => ({ ...now, ...part }), replace: true });
  if (catalogue.isError && lines === undefined)
    return <ErrorState error={catalogue.error} retry={() => void catalogue.refetch()} />;
  if (lines?.length === 0)
    return <EmptyState icon={IconRepeat} title={t('figures.noRetentionTitle')} text={t('figures.noRetentionText')} />;
  const cards = (lines ?? []).filter((line) => !isWide(line));
  const slices = [...new Map(cards.flatMap((line) => line.slices).map((slice) => [slice.name, slice])).values()];
  return (
    <div className={styles.page}>
      <div className={styles.bar}>
        <div className={toolbar.toolbar}>
          <PeriodPicker search={search} onChange={change} />
          <SlicePicker slices={slices} value={search.by} onChange={(by) => change({ by })} />
        </div>
      </div>
      {lines === undefined ? (
        <BoardSkeleton />
      ) : (
        <div className={styles.cards}>
          {lines.map((line) => (isWide(line) ? null : <Card key={line.name} line={line} period={search} />))}
          {lines.map((line) => (isWide(line) ? <WideFigure key={line.name} line={line} period={search} /> : null))}
        </div>
      )}
    </div>
  );
}
