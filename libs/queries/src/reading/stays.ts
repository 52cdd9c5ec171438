import { joinSql, sql, type Asking, type Sql } from '#kernel';
import { mapped } from './contact.js';
import { firstTouchesOfContacts } from './first-touch.js';
import { happenedBy, known, momentSql, placed } from './moments.js';
import { stageOfTouched, type StagesSet } from './stages.js';

/** Whose stages are counted. */
export type FunnelUnit = 'contact' | 'company';

/** What the figures of a funnel are split by. What is `@current` is so now, whatever it was when a stage was entered. */
export const FUNNEL_SLICES = ['source', 'channel', 'campaign', 'period', 'company-size@current'] as const;
export type FunnelSlice = (typeof FUNNEL_SLICES)[number];

/** How long a period is that stages are split by. */
export const FUNNEL_BUCKETS = ['day', 'week', 'month', 'quarter', 'year'] as const;
export type FunnelBucket = (typeof FUNNEL_BUCKETS)[number];

/** Which stays, split by what. `names` are the stages in force, in their order. */
export interface StaysAsked {
  readonly unit: FunnelUnit;
  readonly names: readonly string[];
  /** The stage of whoever was touched and has no other; null where there is none. */
  readonly touched: string | null;
  readonly by: FunnelSlice | null;
  readonly bucket: FunnelBucket;
}

/** Which stays of a period, split by what. */
export type PeriodStaysAsked = Pick<StaysAsked, 'unit' | 'by' | 'bucket'>;

/**
 * SQL of the stays as `staysSql` has them, with what happened in the half-open period `[from, to)` (each an instant or a
 * day): `began`, `ended`; how far whoever stayed came from there on (`furthest`, a place); and how long it lasts, `hours`.
 * Throws InvalidInput (`query.moment`) where a bound is neither.
 */
export function periodStaysSql(
  asking: Asking,
  { stages }: StagesSet,
  asked: PeriodStaysAsked,
  from: string | null,
  to: string | null,
): Sql {
  const names = stages.stages.map(({ name }) => name);
  const since = from === null ? null : momentSql('from', from, asking.zone);
  const until = to === null ? null : momentSql('to', to, asking.zone);
  const end = asking.asOf ?? asking.now;
  return sql`
      SELECT s.*, ${within('s.at', since, until)} AS began, ${within('s.gone', since, until)} AS ended,
             max(s.place) OVER (PARTITION BY s.unit ORDER BY s.at NULLS FIRST, s.place ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS furthest,
             greatest(extract(epoch FROM coalesce(s.gone, ${end}) - s.at) / 3600, 0)::float8 AS hours
      FROM (${staysSql(asking, { ...asked, names, touched: stageOfTouched(stages) })}) s`;
}

function within(column: string, from: Sql | null, to: Sql | null): Sql {
  const at = raw(column);
  return sql`(${at} IS NOT NULL AND ${from === null ? sql`true` : sql`${at} >= ${from}`} AND ${to === null ? sql`true` : sql`${at} < ${to}`})`;
}

function raw(text: string): Sql {
  return { text, values: [] };
}

/**
 * SQL of the stays in stages up to the asked moment, as known then: `unit`, `stage`, `place` (by the stages in force;
 * its own where these have it no more), `at` (null where nobody knows when), `gone` (null while it lasts), `slice`.
 * Of contacts that includes those that were touched and in no stage yet, from the first touch on.
 */
export function staysSql(asking: Asking, asked: StaysAsked): Sql {
  const { unit, names, touched } = asked;
  const key = raw(`s.${unit}`);
  const table = raw(unit === 'contact' ? 'read.funnel_stage' : 'read.funnel_company_stage');
  const at = placed(raw('s.entered_at'), raw('s.entered_precision'), asking.zone);
  const gone = placed(raw('s.left_at'), raw('s.left_precision'), asking.zone);
  const { asOf } = asking;
  const own = sql`
    SELECT s.unit, s.stage, s.place, s.at, s.gone, ${sliceSql(asking, asked)} AS slice
    FROM (
      SELECT ${key} AS unit, s.stage, coalesce(n.place, s.place) AS place, ${at} AS at,
             ${asOf === null ? gone : sql`CASE WHEN ${gone} <= ${asOf} THEN ${gone} END`} AS gone,
             s.channel, s.campaign, s.source
      FROM ${table} s
      LEFT JOIN (SELECT name, ordinal::integer - 1 AS place FROM unnest(${names}::text[]) WITH ORDINALITY AS n (name, ordinal)) n
        ON n.name = s.stage
      WHERE ${known(asking, 's')}
        AND ${asOf === null ? sql`true` : happenedBy(raw('s.entered_at'), raw('s.entered_precision'), asOf, asking.zone)}
    ) s`;
  if (touched === null || unit === 'company') return own;
  return sql`
    SELECT unit, stage, place, at, gone, slice FROM (${own}) own
    UNION ALL
    SELECT s.unit, ${touched}::text, ${names.indexOf(touched)}::integer, s.at, s.gone, ${sliceSql(asking, asked)}
    FROM (
      SELECT f.contact AS unit, f.at, later.at AS gone, f.channel, f.campaign, f.source
      FROM (${datedFirstTouches(asking, asked.by)}) f
      LEFT JOIN (
        SELECT s.contact, min(${at}) AS at, bool_or(s.entered_at IS NULL) AS ever
        FROM read.funnel_stage s
        WHERE ${known(asking, 's')}
          AND ${asOf === null ? sql`true` : happenedBy(raw('s.entered_at'), raw('s.entered_precision'), asOf, asking.zone)}
        GROUP BY s.contact
      ) later ON later.contact = f.contact
      WHERE later.contact IS NULL OR (NOT later.ever AND later.at >= f.at)
    ) s`;
}

/** SQL of when each contact was first touched, and how: of those that there is a date for. Whom nobody identified is no contact. */
function datedFirstTouches(asking: Asking, by: FunnelSlice | null): Sql {
  if (asking.asOf === null && asking.knownAt === null && by !== 'source')
    return sql`
      SELECT c.contact, c.first_at AS at, c.first_channel AS channel, c.first_campaign AS campaign, NULL::text AS source
      FROM read.contacts_contact c WHERE c.first_at IS NOT NULL`;
  return sql`
    SELECT f.contact, ${placed(raw('f.placed'), raw('f.placed_precision'), asking.zone)} AS at, f.channel, f.campaign, f.source
    FROM (${firstTouchesOfContacts(asking)}) f
    WHERE f.placed IS NOT NULL
      AND EXISTS (SELECT FROM read.identity_map m WHERE m.contact = f.contact AND ${mapped(asking, 'm')})`;
}

/** From how many people on companies are of a size. */
const SIZES = [1, 10, 50, 250, 1_000] as const;

function sliceSql(asking: Asking, { by, bucket, unit }: StaysAsked): Sql {
  if (by === null) return sql`NULL::text`;
  if (by === 'period') return sql`to_char(date_trunc(${bucket}::text, s.at AT TIME ZONE ${asking.zone}), 'YYYY-MM-DD')`;
  if (by !== 'company-size@current') return raw(`s.${by}`);
  const company =
    unit === 'company'
      ? sql`s.unit`
      : sql`(SELECT m.contact FROM read.contacts_contact c
             JOIN read.identity_map m ON m.node = c.company_node AND m.until_position IS NULL
             WHERE c.contact = s.unit)`;
  const sizes = joinSql(
    SIZES.map((size) => sql`WHEN people.n < ${SIZES.find((next) => next > size) ?? 1e15} THEN ${`${size}+`}::text`),
    ' ',
  );
  return sql`(
    SELECT CASE ${sizes} END
    FROM (
      SELECT max(f.value::numeric) AS n FROM read.companies_field f
      WHERE f.company = ${company} AND f.field IN ('employees', 'size') AND f.value ~ '^[0-9]{1,12}$'
        AND f.believed_until IS NULL AND f.valid_to IS NULL
    ) people
    WHERE people.n >= 1)`;
}
