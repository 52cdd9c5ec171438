import { kpi, sql, type Sql } from '#kernel';
import { withWhomSql } from '../reading/deal-records.js';
import { instantOf } from '../reading/durations.js';
import { validAt } from '../reading/moments.js';
import { PLAN_SLICES } from '../reading/paid-subscriptions.js';

/**
 * Prediction, money, the mean its figure, read at the end of a period: what each subscription that is paid for then will
 * bring in the `months` after it, in each currency by itself: its recurring amount of a month times the chance that it is
 * still there (shifted beta-geometric: Fader & Hardie 2007, a month a renewal), fitted to all there ever were, times
 * `margin` percent, discounted by `discount` percent a year. Those of which the end is announced are fitted to, not counted;
 * one that was resumed goes on from its first beginning, as in `survival`.
 */
export const lifetimeValueSubscriptions = kpi('lifetime-value-subscriptions', 1, {
  kind: 'prediction',
  predicts: 'renewals',
  unit: 'money',
  team: 'retention',
  placing: 'period',
  reads: ['subscriptions', 'identity'],
  gives: ['contact', 'company', 'event_id', 'currency', 'num', 'history'],
  records: (reading) => {
    const months = (from: Sql, to: Sql): Sql =>
      sql`(extract(year FROM age(${to}, ${from})) * 12 + extract(month FROM age(${to}, ${from})))`;
    const [begins, ends] = [sql`t.begins`, sql`t.ends`];
    return sql`
      SELECT t.record, t.contact, t.company, t.plan, t.event_id, t.currency, t.num,
             ARRAY[CASE WHEN t.ended
                        THEN greatest(1, ${months(begins, ends)} + (t.begins + ${months(begins, ends)} * interval '1 month' < t.ends)::integer)
                        ELSE ${months(begins, ends)} END,
                   t.ended::integer,
                   coalesce(t.mrr, 0) * ${reading.parameter('margin')}::double precision / 100]::double precision[] AS history
      FROM (
        SELECT s.subscription AS record, ${withWhomSql(reading, 's')}, s.plan, s.currency, s.mrr, s.started_event AS event_id,
               s.status = 'ended' AS ended, coalesce(s.status IN ('active', 'paused') AND s.mrr IS NOT NULL, false) AS num,
               ${instantOf(reading, 's', 'started')} AT TIME ZONE ${reading.zone} AS begins,
               greatest(CASE WHEN s.status = 'ended' THEN ${instantOf(reading, 's', 'ended')} ELSE ${reading.closing} END,
                        ${instantOf(reading, 's', 'started')}) AT TIME ZONE ${reading.zone} AS ends
        FROM read.subscriptions_subscription s
        WHERE ${validAt(reading, 's', reading.closing)} AND s.started_event IS NOT NULL AND s.currency IS NOT NULL
      ) t
      WHERE t.begins IS NOT NULL AND t.ends IS NOT NULL`;
  },
  slices: PLAN_SLICES,
  parameters: {
    months: { type: 'whole', preset: 36, most: 120 },
    discount: { type: 'whole', preset: 10, most: 100 },
    margin: { type: 'whole', preset: 100, most: 100 },
  },
  title: {
    en: 'Predicted value of subscriptions',
    fr: 'Valeur prédite des abonnements',
    id: 'Nilai langganan yang diperkirakan',
  },
  says: {
    en: 'What each paid subscription is expected to bring in the months ahead, in the mean: its amount of a month times the chance that it is still there (shifted beta-geometric), discounted.',
    fr: 'Ce que chaque abonnement payant devrait rapporter dans les mois à venir, en moyenne : son montant mensuel fois la chance qu’il soit encore là (bêta-géométrique décalée), actualisé.',
    id: 'Yang diharapkan dari setiap langganan berbayar dalam bulan-bulan mendatang, rata-rata: nilainya per bulan kali peluang masih ada (beta-geometrik bergeser), didiskontokan.',
  },
});
