import { kpi, own, sql } from '#kernel';
import { validAt } from '../reading/moments.js';
import { ticketSlices, whomSql } from '../reading/ticket-records.js';

/**
 * Ratio: promises met / promises decided, of both clocks of a ticket, each placed at the earlier of met and breached. What
 * governs is the target that was in force when the clock ran: see `TicketClock`. A clock that still runs is decided once
 * it is late. A record is a promise; `event_id` is the ticket's opening.
 */
export const slaAttainment = kpi('sla-attainment', 1, {
  kind: 'ratio',
  unit: 'ratio',
  team: 'service',
  reads: ['tickets', 'identity'],
  gives: ['placed', 'placed_precision', 'event_id', 'contact', 'company', 'num'],
  records: (reading) => sql`
    SELECT md5(c.ticket::text || c.clock)::uuid AS record, c.ticket, c.clock, c.priority AS target, t.channel,
           ${whomSql(reading)}, t.opened_event AS event_id, c.decided_at AS placed, 'instant' AS placed_precision,
           c.status = 'met' AS num
    FROM read.tickets_clock c
    JOIN read.tickets_ticket t ON t.ticket = c.ticket AND ${validAt(reading, 't', reading.at)}
    WHERE ${validAt(reading, 'c', reading.at)} AND c.status IN ('met', 'breached', 'running')
      AND c.decided_at IS NOT NULL AND (c.status <> 'running' OR c.decided_at < ${reading.at})`,
  slices: { clock: own, target: own, ...ticketSlices('ticket') },
  title: { en: 'Service level attainment', fr: 'Respect des niveaux de service', id: 'Pencapaian tingkat layanan' },
  says: {
    en: 'Of the promises to answer and to resolve that were decided, those kept; each placed at the earlier of kept and broken, by the target in force when its clock ran.',
    fr: 'Parmi les engagements de réponse et de résolution échus, ceux tenus ; chacun à la première des dates tenu ou rompu, selon la cible en vigueur quand son horloge courait.',
    id: 'Dari janji menjawab dan menyelesaikan yang telah diputuskan, yang ditepati; menurut yang lebih awal antara ditepati dan dilanggar, dengan target yang berlaku saat jamnya berjalan.',
  },
});
