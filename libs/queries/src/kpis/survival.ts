import { at, kpi, sql, type Sql } from '#kernel';
import { withWhomSql } from '../reading/deal-records.js';
import { instantOf } from '../reading/durations.js';
import { validAt } from '../reading/moments.js';

/** Of how many days a month is where one is not whole: those of the Gregorian calendar, in the mean. */
const DAYS_A_MONTH = 30.436875;

/**
 * Curve: Kaplan-Meier over how long subscriptions are paid for, from the first payment to the end, those in force at the
 * as-of point censored there; in calendar months (`unit=months`, what is left of one in parts) or days. Placed by when
 * they began; one that was resumed goes on.
 */
export const survival = kpi('survival', 1, {
  kind: 'curve',
  unit: 'months',
  team: 'retention',
  reads: ['subscriptions', 'identity'],
  gives: ['placed', 'placed_precision', 'event_id', 'contact', 'company', 'num', 'value'],
  records: (reading) => {
    const local = (moment: Sql): Sql => sql`(${moment} AT TIME ZONE ${reading.zone})`;
    const [start, end] = [local(sql`t.begins`), local(sql`t.ends`)];
    return sql`
      SELECT t.*, CASE WHEN ${reading.parameter('unit')}::text = 'days'
               THEN extract(epoch FROM ${end} - ${start}) / 86400
               ELSE extract(year FROM age(${end}, ${start})) * 12 + extract(month FROM age(${end}, ${start}))
                    + extract(epoch FROM ${end} - (${start} + date_trunc('month', age(${end}, ${start})))) / 86400 / ${DAYS_A_MONTH}::double precision
               END AS value
      FROM (
        SELECT s.subscription AS record, s.started_at AS placed, s.started_precision AS placed_precision, s.started_event AS event_id,
               ${withWhomSql(reading, 's')}, s.status = 'ended' AS num, ${instantOf(reading, 's', 'started')} AS begins,
               greatest(CASE WHEN s.status = 'ended' THEN ${instantOf(reading, 's', 'ended')} ELSE ${reading.at} END,
                        ${instantOf(reading, 's', 'started')}) AS ends
        FROM read.subscriptions_subscription s
        WHERE ${validAt(reading, 's', reading.at)} AND s.started_event IS NOT NULL
      ) t`;
  },
  slices: { plan: at('subscriptions.subscription', { subscription: 'record' }, 'plan') },
  parameters: { unit: { type: 'word', preset: 'months', among: ['months', 'days'] } },
  title: { en: 'Survival', fr: 'Survie', id: 'Kelangsungan' },
  says: {
    en: 'How long subscriptions last from their first payment, by Kaplan and Meier with 95 % interval; those in force count as far as they have come.',
    fr: 'Durée des abonnements depuis leur premier paiement, selon Kaplan et Meier avec intervalle à 95 % ; ceux en vigueur comptent jusqu’où ils sont arrivés.',
    id: 'Berapa lama langganan bertahan sejak pembayaran pertama, menurut Kaplan dan Meier dengan interval 95 %; yang masih berlaku dihitung sejauh ini.',
  },
});
