import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { KpiAnswer, KpiLine } from '../api/types.js';
import type { PeriodSearch } from '../app/search.js';
import { useTravel } from '../travel/travel.js';
import { Bar } from '../ui/skeleton.js';
import { InlineProblem } from '../ui/states.js';
import { Button } from '../ui/button.js';
import styles from './card.module.css';
import { Change } from './change.js';
import { MadeOf } from './made-of.js';
import { periodOf } from './period.js';
import { figureQuery } from './queries.js';
import { SliceBars } from './slice-bars.js';
import { Sparkline } from './sparkline.js';
import { useFigureWords } from './use-figure-words.js';
import { useToday } from './use-today.js';
import { useValueTexts } from './use-value-texts.js';

interface Props {
  readonly line: KpiLine;
  readonly period: PeriodSearch;
}

/** A figure on a board: its value, what it is made of, its trend or its slices, and what it was before. */
export function Card({ line, period }: Props) {
  const { t } = useTranslation();
  const travel = useTravel();
  const { said } = useFigureWords();
  const { bucket, ...days } = periodOf(period, useToday());
  const by = line.slices.some(({ name }) => name === period.by) ? period.by : undefined;
  // A curve has no parts, a matrix is cut by itself, and a model is not fitted to each part for a small picture.
  const parted = by === undefined && !['curve', 'matrix', 'prediction'].includes(line.kind);
  const { data, error, refetch } = useQuery(
    figureQuery(line, { ...days, ...(parted ? { bucket } : { by }), compare: 'previous' }, travel),
  );
  const says = `${line.name}-says`;
  return (
    <article className={styles.card} aria-busy={data === undefined && error === null}>
      <h2 className={styles.title}>
        <Link
          to="/kpis/$kpi"
          params={{ kpi: line.name }}
          search={period}
          className={styles.link}
          aria-describedby={says}
          data-row={line.name}
        >
          {said(line.title)}
        </Link>
      </h2>
      <div className={styles.says} id={says} role="tooltip">
        {said(line.definition)}
        <span>{t('figures.version', { version: line.version, hash: line.hash.slice(0, 8) })}</span>
      </div>
      {data === undefined ? (
        error === null ? (
          <Waiting />
        ) : (
          <div className={styles.failed}>
            <InlineProblem error={error} />
            <Button size="compact" onClick={() => void refetch()}>
              {t('action.retry')}
            </Button>
          </div>
        )
      ) : (
        <Answered line={line} answer={data} by={by} />
      )}
    </article>
  );
}

function Waiting() {
  return (
    <>
      <Bar width={96} height={28} />
      <Bar width="60%" />
      <Bar width="100%" height={32} />
    </>
  );
}

interface AnsweredProps {
  readonly line: KpiLine;
  readonly answer: KpiAnswer;
  readonly by: string | undefined;
}

function Answered({ line, answer, by }: AnsweredProps) {
  const { t } = useTranslation();
  const textsOf = useValueTexts();
  const { kind, unit } = line;
  const cohorts = new Set(answer.rows.map(({ slice }) => slice['cohort'])).size;
  return (
    <>
      <p className={styles.value}>
        {kind === 'matrix' ? (
          <span>{t('figures.cohorts', { count: cohorts })}</span>
        ) : (
          textsOf(line, answer, true).map((text) => <span key={text}>{text}</span>)
        )}
        <Change line={line} answer={answer} />
      </p>
      <p className={styles.of}>
        <MadeOf kind={kind} unit={unit} figure={answer} />
      </p>
      {by !== undefined && kind !== 'matrix' ? (
        <SliceBars line={line} rows={answer.rows} by={by} />
      ) : (
        <Sparkline values={shapeOf(answer)} />
      )}
    </>
  );
}

/** The values a card draws: the parts of the period, or a curve as time goes by. */
function shapeOf({ kind, curve, rows }: KpiAnswer): readonly (number | null)[] {
  if (kind === 'curve') return asTimeGoesBy(curve?.points ?? []);
  return kind === 'matrix' ? [] : rows.filter(({ bucket }) => bucket !== null).map(({ value }) => value);
}

/** So many values, as far apart in time, are more than a card has room for. */
const TIMES = 60;

/** What survives at each of so many times, from the beginning to the last step: steps may stand at any distance. */
function asTimeGoesBy(points: readonly { readonly time: number; readonly survival: number }[]): readonly number[] {
  const last = points.at(-1)?.time ?? 0;
  let at = 0;
  return Array.from({ length: TIMES + 1 }, (_, i) => {
    while (at < points.length && points[at]!.time <= (last * i) / TIMES) at++;
    return at === 0 ? 1 : points[at - 1]!.survival;
  });
}
