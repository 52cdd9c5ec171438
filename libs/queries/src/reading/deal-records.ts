import { at, own, sql, type KpiReading, type Slice, type Sql } from '#kernel';
import { componentSql } from './contact.js';
import { validAt } from './moments.js';

const then = (column: string): Slice => at('deals.deal', { deal: 'record' }, column);
const owner = at('deals.deal', { deal: 'record' }, 'owner');
const team = owner.to('teams.membership', 'person', 'team');

/** Slices of deals: whose one was, and how it stood, at the date of the record. */
export const DEAL_SLICES: Readonly<Record<string, Slice>> = {
  owner,
  team,
  region: team.to('teams.team', 'team', 'region'),
  pipeline: then('pipeline'),
  stage: then('stage'),
  product: at('deals.lines', { deal: 'record' }, 'product'),
  campaign: then('campaign'),
};

const ownTeam = at('teams.membership', { person: 'owner' }, 'team');

/** Slices of deals that are read as they stand at the moment of the figure. */
export const STANDING_DEAL_SLICES: Readonly<Record<string, Slice>> = {
  owner: own,
  team: ownTeam,
  region: ownTeam.to('teams.team', 'team', 'region'),
  pipeline: own,
  stage: own,
  product: at('deals.lines', { deal: 'record' }, 'product'),
  campaign: own,
};

/** What tells deals apart as records: a sentence over their state says the rest. */
export const OVER_DEALS = {
  team: 'sales',
  states: 'deals.deal',
  record: 'deal',
  contact: 'profile',
  company: 'company',
} as const;

/** SQL of whom a row is with, as columns `contact` and `company`; it has their nodes in `profile` and `company`. */
export function withWhomSql(reading: Pick<KpiReading, 'knownAt'>, row: string): Sql {
  const of = (name: string): Sql => componentSql(reading, { text: `${row}.${name}`, values: [] });
  return sql`${of('profile')} AS contact, ${of('company')} AS company`;
}

/**
 * SQL of open deals that are expected to close on some day, which places them; `more` is SQL of further columns over a
 * deal `d`. Whose they are, and where they stand, is read at the moment of the figure: the day is yet to come.
 */
export function expectedDealsSql(reading: KpiReading, more: Sql): Sql {
  return sql`
    SELECT d.deal AS record, d.close_on::timestamp AT TIME ZONE 'UTC' AS placed,
           CASE WHEN d.close_on IS NULL THEN 'none' ELSE 'day' END AS placed_precision, d.opened_event AS event_id,
           ${withWhomSql(reading, 'd')}, d.owner, d.pipeline, d.stage, d.campaign, d.currency,
           m.team, t.region, d.close_on < (${reading.at} AT TIME ZONE ${reading.zone})::date AS overdue, ${more}
    FROM read.deals_deal d
    LEFT JOIN read.teams_membership m ON m.person = d.owner AND ${validAt(reading, 'm', reading.at)}
    LEFT JOIN read.teams_team t ON t.team = m.team AND ${validAt(reading, 't', reading.at)}
    WHERE ${validAt(reading, 'd', reading.at)} AND d.status = 'open'`;
}

/** What `expectedDealsSql` asks and gives. */
export const EXPECTED_DEALS = {
  team: 'sales',
  reads: ['deals', 'identity', 'teams'],
  gives: ['placed', 'placed_precision', 'event_id', 'contact', 'company', 'currency', 'value'],
  slices: { owner: own, team: own, region: own, pipeline: own, stage: own, campaign: own, overdue: own },
} as const;
