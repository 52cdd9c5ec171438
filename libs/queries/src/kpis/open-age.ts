import { kpi, sql, type KpiReading, type Sql } from '#kernel';
import { hoursSince } from '../reading/durations.js';
import { validAt } from '../reading/moments.js';
import { STANDING_SLICES, whomSql } from '../reading/ticket-records.js';

/** What both versions say but for the moment at which tickets are open. */
export const OF_OPEN_AGE = {
  kind: 'quantile',
  unit: 'hours',
  team: 'service',
  placing: 'period',
  reads: ['tickets', 'identity'],
  gives: ['event_id', 'contact', 'company', 'value'],
  slices: STANDING_SLICES,
  title: { en: 'Age of open tickets', fr: 'Âge des tickets ouverts', id: 'Usia tiket terbuka' },
  says: {
    en: 'How long ago the tickets were opened that are open, or wait, at the end of the period; those without a date are left out.',
    fr: 'Ancienneté des tickets ouverts, ou en attente, à la fin de la période ; sans ceux dont la date est inconnue.',
    id: 'Sudah berapa lama tiket yang terbuka, atau menunggu, pada akhir periode dibuka; yang tanpa tanggal tidak dihitung.',
  },
} as const;

/** SQL of the tickets that are open or wait at a moment, with the hours from their opening to the end of the period. */
export function openTicketsSql(reading: KpiReading, moment: Sql): Sql {
  return sql`
    SELECT t.ticket AS record, t.opened_event AS event_id, t.assignee, t.team, t.priority, t.theme, t.channel, t.status,
           ${whomSql(reading)}, ${hoursSince(reading, 't', 'opened', reading.to)} AS value
    FROM read.tickets_ticket t
    WHERE ${validAt(reading, 't', moment)} AND t.status IN ('open', 'waiting')`;
}

/**
 * Quantile, hours, read at the end of a period: how long ago tickets were opened that are open or wait then: those of
 * `queue-depth`. One that is opened as the next period begins is of that one; version 1 counted it.
 */
export const openAge = kpi('open-age', 2, {
  ...OF_OPEN_AGE,
  records: (reading) => openTicketsSql(reading, reading.closing),
});
