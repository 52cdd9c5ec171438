import { kpi } from '#kernel';
import { ticketSlices } from '../reading/ticket-records.js';

/** Ratio: tickets of which their source says that they kept their promise / tickets of which it says either, placed when it said so. */
export const slaStated = kpi('sla-stated', 1, {
  kind: 'ratio',
  unit: 'ratio',
  team: 'service',
  states: 'tickets.ticket',
  placed: 'sla_stated',
  record: 'ticket',
  event: 'sla_stated_event',
  contact: 'profile',
  company: 'company',
  where: 'sla_stated IS NOT NULL',
  numerator: 'sla_stated',
  denominator: 'true',
  slices: ticketSlices(),
  title: { en: 'Service level as stated', fr: 'Niveau de service déclaré', id: 'Tingkat layanan menurut sumber' },
  says: {
    en: 'Of the tickets whose source says whether they kept their promise, those that did, in its own words; placed when it said so.',
    fr: 'Parmi les tickets dont la source dit s’ils ont tenu leur engagement, ceux qui l’ont tenu selon elle ; à la date de ce verdict.',
    id: 'Dari tiket yang sumbernya menyatakan apakah janjinya ditepati, yang ditepati menurut sumber itu; menurut waktu pernyataannya.',
  },
});
