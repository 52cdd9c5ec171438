import { kpi, sql } from '#kernel';
import { hoursBetween, hoursSince, instantOf } from '../reading/durations.js';
import { validAt } from '../reading/moments.js';
import { ticketSlices, whomSql } from '../reading/ticket-records.js';
import { calendarAt, workingHours } from '../reading/working-time.js';

/**
 * Quantile, hours: opened → first public reply of staff that no machine gave, placed at the reply. Tickets that still wait
 * for one are beside (`immature`), placed at their opening, with how long they have waited. `hours=business` counts
 * working time only, by the calendar in force at the opening; a moment known to the day only has none.
 */
export const firstResponse = kpi('first-response', 1, {
  kind: 'quantile',
  unit: 'hours',
  team: 'service',
  reads: ['tickets', 'identity'],
  gives: ['placed', 'placed_precision', 'event_id', 'contact', 'company', 'value', 'immature'],
  records: (reading) => {
    const opened = instantOf(reading, 't', 'opened');
    const answered = sql`(CASE WHEN t.first_response_event IS NULL THEN ${reading.at} ELSE t.first_response_at END)`;
    return sql`
    SELECT t.ticket AS record, t.channel, ${whomSql(reading)}, t.first_response_event IS NULL AS immature,
           CASE WHEN t.first_response_event IS NULL THEN t.opened_at ELSE t.first_response_at END AS placed,
           CASE WHEN t.first_response_event IS NULL THEN t.opened_precision ELSE t.first_response_precision END AS placed_precision,
           coalesce(t.first_response_event, t.opened_event) AS event_id,
           CASE WHEN ${reading.parameter('hours')}::text = 'business'
                THEN CASE WHEN 'day' NOT IN (t.opened_precision, t.first_response_precision)
                          THEN ${workingHours(calendarAt(reading, opened), opened, answered)} END
                WHEN t.first_response_event IS NULL THEN ${hoursSince(reading, 't', 'opened', reading.at)}
                ELSE ${hoursBetween(reading, 't', 'opened', 'first_response')} END AS value
    FROM read.tickets_ticket t
    WHERE ${validAt(reading, 't', reading.at)} AND t.opened_event IS NOT NULL
      AND (t.first_response_event IS NOT NULL OR t.status IN ('open', 'waiting'))`;
  },
  slices: ticketSlices(),
  parameters: { hours: { type: 'word', preset: 'all', among: ['all', 'business'] } },
  title: { en: 'First response', fr: 'Première réponse', id: 'Tanggapan pertama' },
  says: {
    en: 'Hours from the opening of a ticket to the first public reply by a person, placed at the reply; tickets that still wait are beside, placed at their opening.',
    fr: 'Heures entre l’ouverture d’un ticket et la première réponse publique d’une personne, à la date de la réponse ; les tickets en attente sont à côté, à leur ouverture.',
    id: 'Jam dari pembukaan tiket hingga balasan publik pertama oleh manusia, menurut waktu balasan; tiket yang masih menunggu ada di samping, menurut pembukaannya.',
  },
});
