import { kpi } from '#kernel';
import { STANDING_SLICES } from '../reading/ticket-records.js';

/** Count, read at the end of a period: tickets that are open or wait then. */
export const queueDepth = kpi('queue-depth', 1, {
  kind: 'count',
  unit: 'count',
  team: 'service',
  placing: 'period',
  states: 'tickets.ticket',
  record: 'ticket',
  event: 'opened_event',
  contact: 'profile',
  company: 'company',
  where: "status IN ('open', 'waiting')",
  slices: STANDING_SLICES,
  title: { en: 'Queue depth', fr: 'Tickets en file', id: 'Panjang antrean' },
  says: {
    en: 'Tickets that are open, or wait for somebody, at the end of the period.',
    fr: 'Tickets ouverts, ou en attente de quelqu’un, à la fin de la période.',
    id: 'Tiket yang terbuka, atau menunggu seseorang, pada akhir periode.',
  },
});
