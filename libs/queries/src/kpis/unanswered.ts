import { kpi, own } from '#kernel';
import { unansweredSql } from '../reading/unanswered.js';

/** Count, read at the end of a period: messages of contacts that nobody of the staff had answered by then. */
export const unanswered = kpi('unanswered', 1, {
  kind: 'count',
  unit: 'count',
  team: 'service',
  placing: 'period',
  reads: ['contacts', 'identity', 'activities', 'tickets'],
  gives: ['event_id', 'contact', 'company'],
  records: unansweredSql,
  slices: { channel: own, campaign: own, source: own },
  title: { en: 'Unanswered messages', fr: 'Messages sans réponse', id: 'Pesan tak terjawab' },
  says: {
    en: 'Messages of contacts, tickets they opened included, that no person had answered by the end of the period.',
    fr: 'Messages de contacts, y compris les tickets qu’ils ont ouverts, auxquels personne n’avait répondu à la fin de la période.',
    id: 'Pesan kontak, termasuk tiket yang mereka buka, yang belum dijawab manusia hingga akhir periode.',
  },
});
