import { at, kpi } from '#kernel';
import { unownedSql } from '../reading/unowned.js';

/** Quantile, hours, read at the end of a period: how long the contacts of `unowned` have had no owner by then. */
export const unownedAge = kpi('unowned-age', 1, {
  kind: 'quantile',
  unit: 'hours',
  team: 'data',
  placing: 'period',
  reads: ['ownership'],
  gives: ['contact', 'value'],
  records: unownedSql,
  slices: { stage: at('funnel.stage', { contact: 'contact' }, 'stage') },
  title: { en: 'Time without owner', fr: 'Durée sans responsable', id: 'Lama tanpa pemilik' },
  says: {
    en: 'How long the contacts have been nobody’s that have no owner at the end of the period.',
    fr: 'Depuis combien de temps les contacts sans responsable à la fin de la période n’en ont plus.',
    id: 'Sudah berapa lama kontak yang tanpa pemilik pada akhir periode tidak dimiliki siapa pun.',
  },
});
