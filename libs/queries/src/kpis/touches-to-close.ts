import { kpi, sql } from '#kernel';
import { mapped, believed } from '../reading/contact.js';
import { DEAL_SLICES, withWhomSql } from '../reading/deal-records.js';
import { instantOf } from '../reading/durations.js';
import { betweenPeople } from '../reading/human-touches.js';
import { known, placed, validAt } from '../reading/moments.js';

/**
 * Quantile, count, the mean its figure: touches between people, in and out, that a won deal took: of everybody who ever
 * took part in it, from the first capture of one of them before the win (else from its opening) to the win, which places
 * it. Views and clicks are none.
 */
export const touchesToClose = kpi('touches-to-close', 1, {
  kind: 'quantile',
  unit: 'count',
  team: 'sales',
  centre: 'mean',
  reads: ['deals', 'identity', 'contacts', 'funnel'],
  gives: ['placed', 'placed_precision', 'event_id', 'contact', 'company', 'value'],
  records: (reading) => sql`
    WITH won AS MATERIALIZED (
      SELECT d.deal, d.profile, d.company, d.closed_at, d.closed_precision, d.closed_event,
             ${instantOf(reading, 'd', 'opened')} AS opened,
             ${instantOf(reading, 'd', 'closed')}
             + CASE d.closed_precision WHEN 'day' THEN interval '1 day' ELSE interval '1 microsecond' END AS closed
      FROM read.deals_deal d
      WHERE ${validAt(reading, 'd', reading.at)} AND d.status = 'won' AND ${reading.asked(sql`d.closed_at`, sql`d.closed_precision`)}
    ),
    who AS MATERIALIZED (
      SELECT DISTINCT w.deal, m.contact
      FROM won w
      JOIN read.deals_party p ON p.deal = w.deal AND ${known(reading, 'p')}
      JOIN read.identity_map m ON m.node = p.profile AND ${mapped(reading, 'm')}
    ),
    since AS (
      SELECT w.deal, coalesce(min(l.at) FILTER (WHERE l.at < w.closed), w.opened) AS at
      FROM won w
      LEFT JOIN who ON who.deal = w.deal
      LEFT JOIN LATERAL (
        SELECT ${instantOf(reading, 'lead', 'captured')} AS at
        FROM read.funnel_lead lead WHERE lead.contact = who.contact AND ${validAt(reading, 'lead', reading.at)}
      ) l ON true
      GROUP BY w.deal, w.opened
    ),
    touches AS (
      SELECT w.deal, count(DISTINCT t.event_id) AS n
      FROM won w
      JOIN since ON since.deal = w.deal
      JOIN who ON who.deal = w.deal
      JOIN read.identity_map m ON m.contact = who.contact AND ${mapped(reading, 'm')}
      JOIN read.contacts_touch t ON t.profile = m.node AND ${believed(reading, 't')} AND ${betweenPeople('t')}
      CROSS JOIN LATERAL (SELECT ${placed(sql`t.occurred_at`, sql`t.precision`, reading.zone)} AS at) happened
      WHERE happened.at >= since.at AND happened.at < w.closed
      GROUP BY w.deal
    )
    SELECT w.deal AS record, w.closed_at AS placed, w.closed_precision AS placed_precision, w.closed_event AS event_id,
           ${withWhomSql(reading, 'w')}, coalesce(touches.n, 0) AS value
    FROM won w LEFT JOIN touches ON touches.deal = w.deal`,
  slices: DEAL_SLICES,
  title: { en: 'Touches to close', fr: 'Contacts avant la vente', id: 'Sentuhan hingga menang' },
  says: {
    en: 'Calls, meetings, demos and messages, in and out, that a deal took from the capture of its contacts (else its opening) to its win; mean over the deals won in the period.',
    fr: 'Appels, rendez-vous, démonstrations et messages, reçus et émis, entre la capture des contacts d’une affaire (à défaut son ouverture) et son gain ; moyenne des affaires gagnées dans la période.',
    id: 'Panggilan, rapat, demo, dan pesan, masuk dan keluar, dari tertangkapnya kontak suatu transaksi (atau pembukaannya) hingga menang; rata-rata transaksi yang dimenangkan dalam periode.',
  },
});
