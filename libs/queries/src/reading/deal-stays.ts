import { at, own, sql, type KpiReading, type Slice, type Sql } from '#kernel';
import { componentSql } from './contact.js';
import { known } from './moments.js';
import { probabilitiesSql } from './stage-probabilities.js';

const owner = at('deals.deal', { deal: 'deal' }, 'owner');
const team = owner.to('teams.membership', 'person', 'team');

/** Slices of stays of deals in stages: whose one was as it entered. */
export const DEAL_STAY_SLICES: Readonly<Record<string, Slice>> = {
  stage: own,
  pipeline: own,
  owner,
  team,
  region: team.to('teams.team', 'team', 'region'),
  campaign: own,
};

/** What figures of such stays have in common. */
export const OVER_DEAL_STAYS = {
  team: 'sales',
  reads: ['deals', 'identity', 'pipelines'],
  slices: DEAL_STAY_SLICES,
} as const;

/**
 * SQL of the stays of deals in stages of their pipelines, as known, while they were open: `deal`, `contact`, `company`,
 * `pipeline`, `stage` (the first where none is named), its `place` (null where no pipeline knows it), `campaign`,
 * `event_id` (the opening), `since` (null where nobody knows), `until` (null while it lasts). A deal that is opened again
 * begins another stay.
 */
export function dealStaysSql(reading: KpiReading): Sql {
  return sql`
    SELECT s.*, ${duringStaySql(reading, 's')} FROM (${dealTurnsSql(reading)}) s
    WHERE s.status = 'open'`;
}

/**
 * SQL of what deals said of themselves during stays (`deal`, `since` and `until` of the alias): `contact` and `company`
 * they were with, `campaign`, and `event_id`, their opening. Looked up stay by stay, where it is asked for.
 */
export function duringStaySql(reading: KpiReading, stay: string): Sql {
  const row = (name: string): Sql => ({ text: `${stay}.${name}`, values: [] });
  const begins = sql`coalesce(d.valid_from, '-infinity')`;
  const least = (of: Sql): Sql => sql`(
    SELECT min(${of}) FROM read.deals_deal d
    WHERE d.deal = ${row('deal')} AND ${known(reading, 'd')} AND ${begins} >= coalesce(${row('since')}, '-infinity')
      AND (${row('until')} IS NULL OR ${begins} < ${row('until')}))`;
  return sql`
    ${least(sql`${componentSql(reading, sql`d.profile`)}::text`)}::uuid AS contact,
    ${least(sql`${componentSql(reading, sql`d.company`)}::text`)}::uuid AS company,
    ${least(sql`d.campaign`)} AS campaign, ${least(sql`d.opened_event::text`)}::uuid AS event_id`;
}

/**
 * SQL of when deals came to stand otherwise, as known: `deal`, `status`, `pipeline`, `stage`, its `place`, `since` and
 * `until`. Other changes of a deal are left out; one state ends where the next begins.
 */
export function dealTurnsSql(reading: KpiReading): Sql {
  // a stage that is named twice has the first of its places; they are taken out of their pipelines once, not for every deal
  return sql`
    SELECT t.deal, t.status, t.pipeline, t.stage, t.place, t.valid_from AS since,
           lead(t.valid_from) OVER (PARTITION BY t.deal ORDER BY t.valid_from NULLS FIRST) AS until
    FROM (
      SELECT d.*, (d.status, d.pipeline, d.stage) IS DISTINCT FROM (lag(d.status) OVER one, lag(d.pipeline) OVER one, lag(d.stage) OVER one) AS turns
      FROM (
        SELECT d.deal, d.status, d.pipeline, coalesce(d.stage, p.stage) AS stage, p.place, d.valid_from
        FROM read.deals_deal d
        LEFT JOIN (SELECT DISTINCT ON (p.pipeline, p.stage) p.* FROM (${probabilitiesSql(reading)}) p ORDER BY p.pipeline, p.stage, p.place) p
          ON p.pipeline = d.pipeline AND (p.stage = d.stage OR (d.stage IS NULL AND p.place = 1))
        WHERE ${known(reading, 'd')}
      ) d
      WINDOW one AS (PARTITION BY d.deal ORDER BY d.valid_from NULLS FIRST)
    ) t
    WHERE t.turns`;
}
