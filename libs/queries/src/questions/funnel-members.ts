import { oneOf, open, optional, query, sql, text, word, type Page, type Sql } from '#kernel';
import { iso, momentOf } from '../reading/moments.js';
import { continueAfter, paged, pageOf, pageSize } from '../reading/paging.js';
import { stagesKnown } from '../reading/stages.js';
import { FUNNEL_BUCKETS, FUNNEL_SLICES, periodStaysSql } from '../reading/stays.js';
import { namesOf, NAMES_READ, type Called } from '../reading/who.js';

/** A stay that a figure of the funnel counts. */
export interface FunnelMember {
  /** The contact, or company. */
  readonly unit: Called;
  /** When the stage was entered, null where nobody knows; and left, null while it lasts. */
  readonly from: string | null;
  readonly to: string | null;
}

/**
 * What the figures of a stage count. Of those that entered in the period, each by its first time: `entered` all of them,
 * `further` who came further on, `still` who is here, `dropped` who is gone, `reached` who came to another stage or beyond.
 */
const FIGURES = ['entries', 'exits', 'now', 'undated', 'entered', 'further', 'still', 'dropped', 'reached'] as const;
type Figure = (typeof FIGURES)[number];

/** Of these nothing is counted but the first stay of each in the period. */
const FIRST_ONLY: ReadonlySet<Figure> = new Set(['entered', 'further', 'still', 'dropped', 'reached']);

function conditionOf(figure: Figure, place: number): Sql {
  const conditions: Readonly<Record<Figure, Sql>> = {
    entries: sql`began`,
    exits: sql`ended`,
    now: sql`gone IS NULL`,
    undated: sql`at IS NULL`,
    entered: sql`true`,
    further: sql`furthest > place`,
    still: sql`furthest = place AND gone IS NULL`,
    dropped: sql`furthest = place AND gone IS NOT NULL`,
    reached: sql`furthest >= ${place}::integer`,
  };
  return conditions[figure];
}

/**
 * The stays behind one figure of the funnel, the newest first: as many as the figure says. The parameters are those the
 * funnel was asked with, and the stage; `slice` names the part (missing: the part without one).
 */
export const funnelMembers = query('funnel-members', {
  path: 'funnel/members',
  permission: 'funnel.read',
  params: {
    stage: word,
    figure: oneOf(...FIGURES),
    /** The stage that was reached, for that figure. */
    reached: optional(word),
    unit: optional(oneOf('contact', 'company')),
    from: optional(open(text)),
    to: optional(open(text)),
    by: optional(oneOf(...FUNNEL_SLICES)),
    bucket: optional(oneOf(...FUNNEL_BUCKETS)),
    slice: optional(open(text)),
    ...paged,
  },
  reads: ['funnel', ...NAMES_READ],
  clocks: true,
  answer: async (asking, params): Promise<Page<FunnelMember>> => {
    const { stage, figure, unit = 'contact', from, to, by = null, bucket = 'month', slice } = params;
    const set = await stagesKnown(asking);
    await Promise.all([from && momentOf(asking, 'from', from), to && momentOf(asking, 'to', to)]);
    const size = pageSize(params.limit);
    const cursor = continueAfter('funnel-members', params.cursor, ['text', 'id']);
    const place = set.stages.stages.findIndex(({ name }) => name === params.reached);
    const at = sql`coalesce(m.at, '-infinity'::timestamptz)`;
    const rows = await asking.rows<{ unit: string; at: Date | null; gone: Date | null; sorted: string }>(sql`
      WITH stay AS MATERIALIZED (${periodStaysSql(asking, set, { unit, by, bucket }, from ?? null, to ?? null)}),
      counted AS (${
        FIRST_ONLY.has(figure)
          ? sql`SELECT DISTINCT ON (unit, stage) * FROM stay WHERE began ORDER BY unit, stage, at, place`
          : sql`SELECT * FROM stay`
      })
      SELECT m.unit, m.at, m.gone, ${at}::text AS sorted FROM counted m
      WHERE m.stage = ${stage} AND ${conditionOf(figure, place)}
        AND m.slice IS NOT DISTINCT FROM ${slice ?? null}::text
        AND ${cursor === null ? sql`true` : sql`(${at}, m.unit) < (${cursor[0]}::timestamptz, ${cursor[1]}::uuid)`}
      ORDER BY ${at} DESC, m.unit DESC LIMIT ${size + 1}`);
    const found = pageOf(
      'funnel-members',
      rows,
      size,
      (row) => row,
      (row) => [row.sorted, row.unit],
    );
    const names = await namesOf(asking, { nodes: found.items.map((row) => row.unit) });
    return {
      ...found,
      items: found.items.map((row) => ({
        unit: names.contact(row.unit)!,
        from: iso(row.at),
        to: iso(row.gone),
      })),
    };
  },
});
