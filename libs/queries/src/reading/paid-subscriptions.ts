import { own, sql, type KpiReading, type Slice, type Sql } from '#kernel';
import { partiesJoin, partiesOf } from './contact.js';
import { known } from './moments.js';

/** Slices of subscriptions: their plan as it was. */
export const PLAN_SLICES: Readonly<Record<string, Slice>> = { plan: own };

/** What figures about subscribers have in common: read models, and what tells customers apart. */
export const OVER_SUBSCRIBERS = {
  team: 'retention',
  placing: 'period',
  reads: ['subscriptions', 'identity'],
} as const;

/**
 * SQL of the stretches in which a subscription was paid for on the same terms, as known: `subscription`, `unit` (the
 * customer: the account where it has one, else the contact, else it stands for itself), `contact`, `company`, `plan`,
 * `mrr`, `currency`, `started_event`, `valid_from`, `valid_to`. Paused and at risk is paid for, a trial is not.
 */
export function paidSql(reading: Pick<KpiReading, 'knownAt'>): Sql {
  return sql`
    SELECT coalesce(p.company, p.contact, p.subscription) AS unit, p.*
    FROM (
      SELECT s.subscription, ${partiesOf('s')},
             s.plan, s.mrr, s.currency, s.started_event, s.valid_from, s.valid_to
      FROM read.subscriptions_subscription s
      ${partiesJoin(reading, 's')}
      WHERE ${known(reading, 's')} AND s.status IN ('active', 'paused', 'at-risk')
    ) p`;
}

/** SQL that is true for a stretch that was in force at an instant. */
export function inForce(row: string, at: Sql): Sql {
  const column = (name: string): Sql => ({ text: `${row}.${name}`, values: [] });
  return sql`(coalesce(${column('valid_from')}, '-infinity') <= ${at} AND coalesce(${column('valid_to')}, 'infinity') > ${at})`;
}

/**
 * SQL of the customers with a subscription in force at the beginning of the period, one row each, with the plan of the
 * one begun last; `stayed` is true for those who have one at its end as well.
 */
export function subscribersSql(reading: KpiReading): Sql {
  return sql`
    WITH paid AS MATERIALIZED (${paidSql(reading)}),
    there AS (SELECT DISTINCT unit FROM paid WHERE ${inForce('paid', reading.closing)})
    SELECT s.unit AS record, s.contact, s.company, s.plan, s.started_event AS event_id, there.unit IS NOT NULL AS stayed
    FROM (
      SELECT DISTINCT ON (unit) * FROM paid
      WHERE ${inForce('paid', reading.opening)} AND ${reading.opening} <= ${reading.closing}
      ORDER BY unit, valid_from DESC NULLS LAST, subscription
    ) s
    LEFT JOIN there ON there.unit = s.unit`;
}

/**
 * SQL of the recurring amounts of customers at both ends of the period, a record for each customer and currency: `begins`,
 * `ends`, whether it `was` a customer at the beginning, `is` one at the end, had `ever` been one before.
 */
export function recurringSql(reading: KpiReading): Sql {
  const [from, to] = [inForce('p', reading.opening), inForce('p', reading.closing)];
  return sql`
    WITH paid AS MATERIALIZED (${paidSql(reading)}),
    amounts AS (
      SELECT p.unit, p.currency, coalesce(sum(p.mrr) FILTER (WHERE ${from}), 0) AS begins,
             coalesce(sum(p.mrr) FILTER (WHERE ${to}), 0) AS ends, min(p.contact::text)::uuid AS contact,
             min(p.company::text)::uuid AS company, min(p.started_event::text)::uuid AS event_id
      FROM paid p WHERE p.currency IS NOT NULL AND ${reading.opening} <= ${reading.closing} AND (${from} OR ${to})
      GROUP BY p.unit, p.currency
    ),
    units AS (
      SELECT p.unit, bool_or(${from}) AS was, bool_or(${to}) AS is_one,
             bool_or(coalesce(p.valid_from, '-infinity') <= ${reading.opening}) AS ever
      FROM paid p GROUP BY p.unit
    )
    SELECT md5(a.unit::text || a.currency)::uuid AS record, a.contact, a.company, a.event_id, a.currency, a.begins, a.ends, u.was, u.is_one, u.ever
    FROM amounts a JOIN units u ON u.unit = a.unit`;
}
