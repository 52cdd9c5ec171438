import { at, own, sql, type KpiReading, type Slice, type Sql } from '#kernel';
import { withWhomSql } from './deal-records.js';
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
    SELECT s.deal, s.pipeline, s.stage, s.place, min(s.campaign) AS campaign, min(s.event_id::text)::uuid AS event_id,
           min(s.contact::text)::uuid AS contact, min(s.company::text)::uuid AS company,
           CASE WHEN bool_or(s.valid_from IS NULL) THEN NULL ELSE min(s.valid_from) END AS since,
           CASE WHEN bool_or(s.valid_to IS NULL) THEN NULL ELSE max(s.valid_to) END AS until
    FROM (
      SELECT s.*, count(*) FILTER (WHERE s.turns) OVER (PARTITION BY s.deal ORDER BY s.valid_from NULLS FIRST) AS stay
      FROM (
        SELECT d.*, (d.status, d.pipeline, d.stage) IS DISTINCT FROM (lag(d.status) OVER one, lag(d.pipeline) OVER one, lag(d.stage) OVER one) AS turns
        FROM (${stagesOfDealsSql(reading)}) d
        WINDOW one AS (PARTITION BY d.deal ORDER BY d.valid_from NULLS FIRST)
      ) s
    ) s
    WHERE s.status = 'open'
    GROUP BY s.deal, s.stay, s.pipeline, s.stage, s.place`;
}

/** SQL of deals as they stood between any two moments, as known, with where the stage stands in its pipeline. */
export function stagesOfDealsSql(reading: KpiReading): Sql {
  return sql`
    SELECT d.deal, d.status, d.pipeline, coalesce(d.stage, p.stage) AS stage, p.place, d.campaign,
           d.opened_event AS event_id, ${withWhomSql(reading, 'd')}, d.valid_from, d.valid_to
    FROM read.deals_deal d
    LEFT JOIN (${probabilitiesSql(reading)}) p
      ON p.pipeline = d.pipeline AND (p.stage = d.stage OR (d.stage IS NULL AND p.place = 1))
    WHERE ${known(reading, 'd')}`;
}
