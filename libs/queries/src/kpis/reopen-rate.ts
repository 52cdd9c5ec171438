import { kpi } from '#kernel';
import { ticketSlices } from '../reading/ticket-records.js';

/** Ratio: tickets reopened at least once / tickets resolved, placed at their first resolution. */
export const reopenRate = kpi('reopen-rate', 1, {
  kind: 'ratio',
  unit: 'ratio',
  team: 'service',
  states: 'tickets.ticket',
  placed: 'first_resolved',
  record: 'ticket',
  event: 'first_resolved_event',
  contact: 'profile',
  company: 'company',
  where: 'first_resolved_event IS NOT NULL',
  numerator: 'reopened > 0',
  denominator: 'true',
  slices: ticketSlices(),
  title: { en: 'Reopen rate', fr: 'Taux de réouverture', id: 'Tingkat pembukaan kembali' },
  says: {
    en: 'Of the tickets resolved, those reopened at least once; placed at their first resolution.',
    fr: 'Parmi les tickets résolus, ceux rouverts au moins une fois ; à la date de leur première résolution.',
    id: 'Dari tiket yang diselesaikan, yang dibuka kembali setidaknya sekali; menurut waktu penyelesaian pertamanya.',
  },
});
