import { kpi } from '#kernel';
import { ticketSlices } from '../reading/ticket-records.js';

/** Ratio: tickets that customers rated / tickets resolved, placed at their first resolution. Stands beside `csat`. */
export const csatAnswerRate = kpi('csat-answer-rate', 1, {
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
  numerator: 'score IS NOT NULL',
  denominator: 'true',
  slices: ticketSlices(),
  title: { en: 'Satisfaction answer rate', fr: 'Taux de réponse satisfaction', id: 'Tingkat jawaban kepuasan' },
  says: {
    en: 'Of the tickets resolved, those that customers rated; placed at their first resolution.',
    fr: 'Parmi les tickets résolus, ceux que les clients ont notés ; à la date de leur première résolution.',
    id: 'Dari tiket yang diselesaikan, yang dinilai pelanggan; menurut waktu penyelesaian pertamanya.',
  },
});
