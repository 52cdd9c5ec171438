import { at, own, type KpiReading, sql, type Slice, type Sql } from '#kernel';
import { componentSql } from './contact.js';
import { hoursBetween } from './durations.js';
import { validAt } from './moments.js';

/** Slices of tickets: who worked on one, and how it stood, at the date of the record; `ticket` is the column with its id. */
export function ticketSlices(ticket = 'record'): Readonly<Record<string, Slice>> {
  const then = (column: string): Slice => at('tickets.ticket', { ticket }, column);
  return {
    assignee: then('assignee'),
    team: then('team'),
    priority: then('priority'),
    theme: then('theme'),
    channel: own,
  };
}

/** Slices of tickets that are read as they stand at the moment of the figure. */
export const STANDING_SLICES: Readonly<Record<string, Slice>> = {
  assignee: own,
  team: own,
  priority: own,
  theme: own,
  channel: own,
  status: own,
};

/** SQL of whom a ticket is about, as columns `contact` and `company`; `t` is its state. */
export function whomSql(reading: Pick<KpiReading, 'knownAt'>): Sql {
  const of = (name: string): Sql => componentSql(reading, { text: `t.${name}`, values: [] });
  return sql`${of('profile')} AS contact, ${of('company')} AS company`;
}

/**
 * SQL of solved tickets with the hours from their opening to a resolution, the first (`first_resolved`) or the last
 * (`resolved`), which places them. With `excluded`, without the time they had waited for the customer by then.
 */
export function resolutionsSql(
  reading: KpiReading,
  resolution: 'first_resolved' | 'resolved',
  waiting: number | string | null,
): Sql {
  const own_ = (name: string): Sql => ({ text: `t.${resolution}_${name}`, values: [] });
  return sql`
    SELECT t.ticket AS record, t.channel, ${own_('at')} AS placed, ${own_('precision')} AS placed_precision,
           ${own_('event')} AS event_id, ${whomSql(reading)},
           ${hoursBetween(reading, 't', 'opened', resolution)}
           - CASE WHEN ${waiting}::text = 'excluded' THEN coalesce(${own_('waiting_ms')}, 0) / 3600000.0 ELSE 0 END AS value
    FROM read.tickets_ticket t
    WHERE ${validAt(reading, 't', reading.at)} AND ${own_('event')} IS NOT NULL`;
}
