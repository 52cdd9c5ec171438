import { InvalidInput, oneOf, open, optional, query, sql, text, type Asking } from '#kernel';
import { momentOf, whole } from '../reading/moments.js';
import { stagesKnown, type StagesSet } from '../reading/stages.js';
import {
  FUNNEL_BUCKETS,
  FUNNEL_SLICES,
  periodStaysSql,
  type FunnelUnit,
  type PeriodStaysAsked,
} from '../reading/stays.js';

/** A stage, and who went through it. */
export interface FunnelLine {
  readonly stage: string;
  /** Its place and function; null for a stage that is none any more. */
  readonly place: number | null;
  readonly function: string | null;
  /** How long one is to stay, in hours. */
  readonly target: number | null;
  /** Times it was entered, and left, in the period. */
  readonly entries: number;
  readonly exits: number;
  /** Who is in it at the asked moment. */
  readonly now: number;
  /** Times it was entered when nobody knows; in no period. */
  readonly undated: number;
  /** Contacts or companies that entered it in the period, by their first time: what became of them. */
  readonly cohort: FunnelCohort;
  /** How long stays that began in the period last, in hours. */
  readonly time: TimeInStage;
}

export interface FunnelCohort {
  readonly entered: number;
  /** Of these, later in a stage further on; still here; gone, but not further on. */
  readonly further: number;
  readonly still: number;
  readonly dropped: number;
  /** Of these, how many reached each stage further on, or one beyond it: conversion between any two. */
  readonly reached: Readonly<Record<string, number>>;
}

export interface TimeInStage {
  readonly completed: number;
  readonly running: number;
  readonly median: number | null;
  readonly mean: number | null;
  readonly runningMedian: number | null;
  /** Kaplan and Meier's median over completed and running stays; null while half of them last. */
  readonly survivalMedian: number | null;
}

/** The stages of one slice; `slice` is null where nothing is split, and for who has none. */
export interface FunnelPart {
  readonly slice: string | null;
  readonly stages: readonly FunnelLine[];
}

export interface Funnel {
  readonly unit: FunnelUnit;
  /** The event that set the stages; null for the default ones. */
  readonly definition: string | null;
  readonly parts: readonly FunnelPart[];
}

interface Row {
  readonly slice: string | null;
  readonly stage: string;
  readonly entries: string;
  readonly exits: string;
  readonly now: string;
  readonly undated: string;
  readonly still: string | null;
  readonly ended: string | null;
  /** How many of the cohort came how far, by place. */
  readonly furthest: Readonly<Record<string, number>> | null;
  readonly completed: string;
  readonly running: string;
  readonly median: number | null;
  readonly mean: number | null;
  readonly running_median: number | null;
  readonly survival_median: number | null;
}

const MOST_LINES = 5_000;

/**
 * The funnel of a period (all time where none is given), split by one thing: entries, exits, who is in each stage,
 * conversion between any two, time in stage, drop-off. By `source`, `channel` and `campaign` is meant whence the first
 * came that could bring somebody in; by `period`, when a stage was entered.
 */
export const funnel = query('funnel', {
  path: 'funnel',
  permission: 'funnel.read',
  params: {
    unit: optional(oneOf('contact', 'company')),
    from: optional(open(text)),
    to: optional(open(text)),
    by: optional(oneOf(...FUNNEL_SLICES)),
    bucket: optional(oneOf(...FUNNEL_BUCKETS)),
  },
  reads: ['funnel', 'contacts', 'companies', 'identity'],
  clocks: true,
  answer: async (asking, { unit = 'contact', from, to, by, bucket = 'month' }): Promise<Funnel> => {
    const set = await stagesKnown(asking);
    // told at once what is no moment, not by PostgreSQL
    const [begins, ends] = await Promise.all([
      from && momentOf(asking, 'from', from),
      to && momentOf(asking, 'to', to),
    ]);
    if (begins && ends && begins > ends)
      throw new InvalidInput('query.period', [
        { where: 'to', what: `${to} is before ${from}`, remedy: 'give an end after the beginning' },
      ]);
    const rows = await counted(asking, set, { unit, by: by ?? null, bucket }, from ?? null, to ?? null);
    const parts = new Map<string | null, Row[]>();
    for (const row of rows) parts.set(row.slice, [...(parts.get(row.slice) ?? []), row]);
    return {
      unit,
      definition: set.eventId,
      parts: [...parts].map(([slice, lines]) => ({ slice, stages: linesOf(set, lines) })),
    };
  },
});

function counted(
  asking: Asking,
  set: StagesSet,
  asked: PeriodStaysAsked,
  from: string | null,
  to: string | null,
): Promise<readonly Row[]> {
  return asking.rows<Row>(sql`
    WITH stay AS MATERIALIZED (
      ${periodStaysSql(asking, set, asked, from, to)}
    ), cohort AS (
      SELECT DISTINCT ON (unit, stage) slice, stage, place, furthest, gone FROM stay WHERE began ORDER BY unit, stage, at, place
    ), far AS (
      SELECT slice, stage, sum(still) AS still, sum(ended) AS ended, json_object_agg(furthest, units) AS furthest
      FROM (
        SELECT slice, stage, furthest, count(*) AS units,
               count(*) FILTER (WHERE furthest = place AND gone IS NULL) AS still,
               count(*) FILTER (WHERE furthest = place AND gone IS NOT NULL) AS ended
        FROM cohort GROUP BY slice, stage, furthest
      ) f GROUP BY slice, stage
    ), risk AS (
      SELECT slice, stage, hours, count(gone) AS ends,
             sum(count(*)) OVER (PARTITION BY slice, stage ORDER BY hours DESC) AS lasting
      FROM stay WHERE began GROUP BY slice, stage, hours
    ), survival AS (
      SELECT slice, stage, min(hours) FILTER (WHERE surviving <= 0.5 + 1e-9) AS survival_median
      FROM (
        SELECT slice, stage, hours,
               exp(sum(CASE WHEN ends >= lasting THEN -50::float8 ELSE ln((1 - ends / lasting)::float8) END)
                   OVER (PARTITION BY slice, stage ORDER BY hours)) AS surviving
        FROM risk
      ) r GROUP BY slice, stage
    ), counted AS (
      SELECT slice, stage, count(*) FILTER (WHERE began) AS entries, count(*) FILTER (WHERE ended) AS exits,
             count(*) FILTER (WHERE gone IS NULL) AS now, count(*) FILTER (WHERE at IS NULL) AS undated,
             count(*) FILTER (WHERE began AND gone IS NOT NULL) AS completed,
             count(*) FILTER (WHERE began AND gone IS NULL) AS running,
             percentile_cont(0.5) WITHIN GROUP (ORDER BY hours) FILTER (WHERE began AND gone IS NOT NULL) AS median,
             avg(hours) FILTER (WHERE began AND gone IS NOT NULL) AS mean,
             percentile_cont(0.5) WITHIN GROUP (ORDER BY hours) FILTER (WHERE began AND gone IS NULL) AS running_median
      FROM stay GROUP BY slice, stage
    )
    SELECT c.*, far.still, far.ended, far.furthest, survival.survival_median
    FROM counted c
    LEFT JOIN far ON far.slice IS NOT DISTINCT FROM c.slice AND far.stage = c.stage
    LEFT JOIN survival ON survival.slice IS NOT DISTINCT FROM c.slice AND survival.stage = c.stage
    ORDER BY c.slice NULLS LAST, c.stage LIMIT ${MOST_LINES}`);
}

/** The lines of a slice: the stages in force in their order, then those that are none any more. */
function linesOf({ stages: { stages } }: StagesSet, rows: readonly Row[]): FunnelLine[] {
  const names = stages.map(({ name }) => name);
  const gone = rows.map(({ stage }) => stage).filter((stage) => !names.includes(stage));
  return [...names, ...gone].map((stage): FunnelLine => {
    const row = rows.find((one) => one.stage === stage);
    const place = names.indexOf(stage);
    const far = Object.entries(row?.furthest ?? {}).map(([to, units]): [number, number] => [Number(to), units]);
    const count = (such: (to: number) => boolean): number =>
      far.reduce((sum, [to, units]) => (such(to) ? sum + units : sum), 0);
    const entered = count(() => true);
    const [still, dropped] = [whole(row?.still), whole(row?.ended)];
    return {
      stage,
      place: place < 0 ? null : place,
      function: stages[place]?.function ?? null,
      target: stages[place]?.target ?? null,
      entries: whole(row?.entries),
      exits: whole(row?.exits),
      now: whole(row?.now),
      undated: whole(row?.undated),
      cohort: {
        entered,
        further: entered - still - dropped,
        still,
        dropped,
        reached: Object.fromEntries(
          names.flatMap((name, other) => (other > place ? [[name, count((to) => to >= other)]] : [])),
        ),
      },
      time: {
        completed: whole(row?.completed),
        running: whole(row?.running),
        median: row?.median ?? null,
        mean: row?.mean ?? null,
        runningMedian: row?.running_median ?? null,
        survivalMedian: row?.survival_median ?? null,
      },
    };
  });
}
