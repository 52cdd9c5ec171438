import { at, kpi, own } from '#kernel';

/**
 * Count: tickets opened in the period. By its slice `theme`, compared with the previous period, the list of what people
 * ask about: the theme as it is known, for it is found after the opening.
 */
export const themes = kpi('themes', 1, {
  kind: 'count',
  unit: 'count',
  team: 'service',
  states: 'tickets.ticket',
  placed: 'opened',
  record: 'ticket',
  event: 'opened_event',
  contact: 'profile',
  company: 'company',
  where: 'opened_event IS NOT NULL',
  slices: {
    theme: own,
    channel: own,
    priority: at('tickets.ticket', { ticket: 'record' }, 'priority'),
    team: at('tickets.ticket', { ticket: 'record' }, 'team'),
  },
  title: { en: 'Tickets by theme', fr: 'Tickets par thème', id: 'Tiket menurut tema' },
  says: {
    en: 'Tickets opened in the period, to be counted by their theme and compared with the period before.',
    fr: 'Tickets ouverts dans la période, à compter par thème et à comparer avec la période précédente.',
    id: 'Tiket yang dibuka dalam periode, untuk dihitung menurut tema dan dibandingkan dengan periode sebelumnya.',
  },
});
