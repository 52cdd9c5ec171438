import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { IconChartBar } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { KpiLine } from '../api/types.js';
import type { KpiSearch } from '../app/search.js';
import { usePage } from '../shell/page-title.js';
import { useTravel } from '../travel/travel.js';
import { EmptyState, ErrorState } from '../ui/states.js';
import board from './board.module.css';
import { BoardSkeleton } from './board-skeleton.js';
import { ExportButtons } from './export-buttons.js';
import { FigureHead } from './figure-head.js';
import styles from './figure.module.css';
import { Parameters } from './parameters.js';
import { periodOf } from './period.js';
import { PeriodPicker } from './period-picker.js';
import { catalogueQuery, figureQuery } from './queries.js';
import { Records } from './records.js';
import { Shape } from './shape.js';
import { SlicePicker } from './slice-picker.js';
import { SliceTable } from './slice-table.js';
import toolbar from './toolbar.module.css';
import { useFigureWords } from './use-figure-words.js';
import { useToday } from './use-today.js';

const route = getRouteApi('/app/kpis/$kpi');

/** A figure: what it says, what it is made of, its trend, its slices, and exactly the records it counts. */
export function FigurePage() {
  const { t } = useTranslation();
  const { said } = useFigureWords();
  const { kpi } = route.useParams();
  const catalogue = useQuery(catalogueQuery);
  const line = catalogue.data?.items.find(({ name }) => name === kpi);
  usePage(line === undefined ? kpi : said(line.title), { title: t('nav.kpis'), to: '/kpis' });
  if (catalogue.isError && catalogue.data === undefined)
    return <ErrorState error={catalogue.error} retry={() => void catalogue.refetch()} />;
  if (catalogue.data === undefined)
    return (
      <div className={board.page}>
        <BoardSkeleton />
      </div>
    );
  if (line === undefined)
    return (
      <EmptyState icon={IconChartBar} title={t('figures.unknownTitle')} text={t('figures.unknownText', { kpi })} />
    );
  return <Known key={kpi} line={line} />;
}

function Known({ line }: { readonly line: KpiLine }) {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const travel = useTravel();
  const { bucket, ...days } = periodOf(search, useToday());
  const chosen = Object.fromEntries(new URLSearchParams(search.chosen ?? ''));
  const by = line.slices.some(({ name }) => name === search.by) ? search.by : undefined;
  const whole = ['curve', 'matrix', 'prediction'].includes(line.kind);
  const asked = { ...days, chosen };
  const trend = useQuery(figureQuery(line, { ...asked, ...(whole ? {} : { bucket }), compare: 'previous' }, travel));
  const sliced = useQuery({ ...figureQuery(line, { ...asked, by }, travel), enabled: by !== undefined });
  const answer = trend.data;
  const change = (part: Partial<KpiSearch>): void =>
    void navigate({
      search: (now) => ({ ...now, row: undefined, in: undefined, selected: undefined, ...part }),
      replace: true,
    });
  return (
    <div className={board.page}>
      <div className={styles.column}>
        <div className={toolbar.toolbar}>
          <PeriodPicker search={search} onChange={change} />
          <SlicePicker slices={line.slices} value={by} onChange={(next) => change({ by: next })} />
          <Parameters line={line} chosen={chosen} onChange={(next) => change({ chosen: next })} />
          {answer === undefined ? null : (
            <span className={toolbar.end}>
              <ExportButtons answer={by === undefined ? answer : (sliced.data ?? answer)} />
            </span>
          )}
        </div>
        {answer === undefined && trend.error !== null ? (
          <ErrorState compact error={trend.error} retry={() => void trend.refetch()} />
        ) : null}
        <FigureHead line={line} answer={answer} onPart={(part) => change({ part })} />
        {answer === undefined ? null : (
          <Shape line={line} answer={answer} bucket={bucket} period={search} onPart={(part) => change({ in: part })} />
        )}
        {by === undefined || sliced.data === undefined || line.kind === 'matrix' ? null : (
          <SliceTable
            line={line}
            rows={sliced.data.rows}
            by={by}
            picked={search.row}
            onPick={(row) => change({ row })}
          />
        )}
        {sliced.error === null ? null : <ErrorState compact error={sliced.error} retry={() => void sliced.refetch()} />}
        <Records line={line} asked={{ ...asked, bucket, by }} search={search} onChange={change} />
        <p className={styles.foot}>{t('figures.version', { version: line.version, hash: line.hash })}</p>
      </div>
    </div>
  );
}
