import { kpi, own } from '#kernel';
import { unansweredSql } from '../reading/unanswered.js';

/** Quantile, hours, read at the end of a period: how long the messages of `unanswered` had waited by then. */
export const unansweredAge = kpi('unanswered-age', 1, {
  kind: 'quantile',
  unit: 'hours',
  team: 'service',
  placing: 'period',
  reads: ['contacts', 'identity', 'activities', 'tickets'],
  gives: ['event_id', 'contact', 'company', 'value'],
  records: unansweredSql,
  slices: { channel: own, campaign: own, source: own },
  title: { en: 'Age of unanswered messages', fr: 'Âge des messages sans réponse', id: 'Usia pesan tak terjawab' },
  says: {
    en: 'How long the messages had waited that no person had answered by the end of the period.',
    fr: 'Attente des messages auxquels personne n’avait répondu à la fin de la période.',
    id: 'Sudah berapa lama pesan yang belum dijawab manusia hingga akhir periode menunggu.',
  },
});
