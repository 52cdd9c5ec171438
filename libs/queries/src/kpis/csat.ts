import { kpi } from '#kernel';
import { ticketSlices } from '../reading/ticket-records.js';

/** Ratio: tickets rated 4 or 5 of 5 / tickets rated, by their last answer, placed at it. */
export const csat = kpi('csat', 1, {
  kind: 'ratio',
  unit: 'ratio',
  team: 'service',
  states: 'tickets.ticket',
  placed: 'scored',
  record: 'ticket',
  event: 'scored_event',
  contact: 'profile',
  company: 'company',
  where: 'score IS NOT NULL',
  numerator: 'score >= 4',
  denominator: 'true',
  slices: ticketSlices(),
  title: { en: 'Customer satisfaction', fr: 'Satisfaction client', id: 'Kepuasan pelanggan' },
  says: {
    en: 'Of the tickets that customers rated, those they gave 4 or 5 of 5; the last answer counts, placed at its date.',
    fr: 'Parmi les tickets notés par les clients, ceux notés 4 ou 5 sur 5 ; la dernière réponse compte, à sa date.',
    id: 'Dari tiket yang dinilai pelanggan, yang mendapat 4 atau 5 dari 5; jawaban terakhir yang dihitung, menurut waktunya.',
  },
});
