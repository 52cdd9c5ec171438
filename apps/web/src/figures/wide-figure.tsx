import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import type { KpiLine } from '../api/types.js';
import type { PeriodSearch } from '../app/search.js';
import { useTravel } from '../travel/travel.js';
import { Bar } from '../ui/skeleton.js';
import { ErrorState } from '../ui/states.js';
import styles from './board.module.css';
import { MadeOf } from './made-of.js';
import { MOVEMENT } from './movements.js';
import { periodOf } from './period.js';
import { figureQuery } from './queries.js';
import { useFigureWords } from './use-figure-words.js';
import { useToday } from './use-today.js';
import { useValueTexts } from './use-value-texts.js';

const CohortMatrix = lazy(() => import('./cohort-matrix.js').then((module) => ({ default: module.CohortMatrix })));
const Survival = lazy(() => import('./survival.js').then((module) => ({ default: module.Survival })));
const Stacked = lazy(() => import('./stacked-chart.js').then((module) => ({ default: module.StackedChart })));

interface Props {
  readonly line: KpiLine;
  readonly period: PeriodSearch;
}

/** A figure that needs the whole width: movements stacked, a curve with its band, a matrix of cohorts. */
export function WideFigure({ line, period }: Props) {
  const travel = useTravel();
  const { said } = useFigureWords();
  const textsOf = useValueTexts();
  const { bucket, ...days } = periodOf(period, useToday());
  const moves = line.slices.some(({ name }) => name === MOVEMENT) && line.kind !== 'curve' && line.kind !== 'matrix';
  const { data, error, refetch } = useQuery(
    figureQuery(line, { ...days, ...(moves ? { bucket, by: MOVEMENT } : {}) }, travel),
  );
  const title = said(line.title);
  return (
    <section className={styles.wide} aria-label={title}>
      <header>
        <h2>
          <Link to="/kpis/$kpi" params={{ kpi: line.name }} search={period}>
            {title}
          </Link>
        </h2>
        {data === undefined || line.kind === 'matrix' ? null : (
          <p>
            {textsOf(line, data).join(' · ')} · <MadeOf kind={line.kind} unit={line.unit} figure={data} />
          </p>
        )}
        <p>{said(line.definition)}</p>
      </header>
      {data === undefined ? (
        error === null ? (
          <Bar width="100%" height={200} />
        ) : (
          <ErrorState compact error={error} retry={() => void refetch()} />
        )
      ) : (
        <Suspense fallback={<Bar width="100%" height={200} />}>
          {line.kind === 'matrix' ? (
            <CohortMatrix line={line} rows={data.rows} label={title} period={period} />
          ) : data.curve !== undefined && data.curve.subjects > 0 ? (
            <Survival line={line} curve={data.curve} />
          ) : moves && data.n > 0 ? (
            <Stacked line={line} rows={data.rows} bucket={bucket} label={title} />
          ) : null}
        </Suspense>
      )}
    </section>
  );
}
