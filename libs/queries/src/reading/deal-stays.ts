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
  return sql`SELECT s.*, ${withWhomStayedSql(reading, 's')} FROM (${bareDealStaysSql(stagesOfDealsSql(reading))}) s`;
}

/** SQL of whom a deal was with during a stay, as columns `contact` and `company`; it has their nodes in `profiles` and `companies`. */
export function withWhomStayedSql(reading: KpiReading, stay: string): Sql {
  const of = (nodes: string): Sql => sql`(
    SELECT min(${componentSql(reading, sql`one.node`)}::text)::uuid FROM unnest(${{ text: `${stay}.${nodes}`, values: [] }}) AS one (node))`;
  return sql`${of('profiles')} AS contact, ${of('companies')} AS company`;
}

/**
 * SQL of stays as `dealStaysSql`, whom they are with by nodes: `profiles` and `companies`, in which one may stand several
 * times. `stages` is SQL of what `stagesOfDealsSql` gives.
 */
export function bareDealStaysSql(stages: Sql): Sql {
  return sql`
    SELECT s.deal, s.pipeline, s.stage, s.place, min(s.campaign) AS campaign, min(s.event_id::text)::uuid AS event_id,
           array_agg(s.profile) AS profiles, array_agg(s.company) AS companies,
           CASE WHEN bool_or(s.valid_from IS NULL) THEN NULL ELSE min(s.valid_from) END AS since,
           CASE WHEN bool_or(s.valid_to IS NULL) THEN NULL ELSE max(s.valid_to) END AS until
    FROM (
      SELECT s.*, count(*) FILTER (WHERE s.turns) OVER (PARTITION BY s.deal ORDER BY s.valid_from NULLS FIRST) AS stay
      FROM (
        SELECT d.*, (d.status, d.pipeline, d.stage) IS DISTINCT FROM (lag(d.status) OVER one, lag(d.pipeline) OVER one, lag(d.stage) OVER one) AS turns
        FROM (${stages}) d
        WINDOW one AS (PARTITION BY d.deal ORDER BY d.valid_from NULLS FIRST)
      ) s
    ) s
    WHERE s.status = 'open'
    GROUP BY s.deal, s.stay, s.pipeline, s.stage, s.place`;
}

/**
 * SQL of deals as they stood between any two moments, as known, with where the stage stands in its pipeline; whom they are
 * with by their nodes, `profile` and `company`.
 */
export function stagesOfDealsSql(reading: KpiReading): Sql {
  // OFFSET 0: the stages are taken out of their pipelines once, and not for every deal
  return sql`
    SELECT d.deal, d.status, d.pipeline, coalesce(d.stage, p.stage) AS stage, p.place, d.campaign,
           d.opened_event AS event_id, d.profile, d.company, d.valid_from, d.valid_to
    FROM read.deals_deal d
    LEFT JOIN (SELECT p.* FROM (${probabilitiesSql(reading)}) p OFFSET 0) p
      ON p.pipeline = d.pipeline AND (p.stage = d.stage OR (d.stage IS NULL AND p.place = 1))
    WHERE ${known(reading, 'd')}`;
}
