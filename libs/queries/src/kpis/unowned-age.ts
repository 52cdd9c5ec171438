import { at, kpi } from '#kernel';
import { unownedSql } from '../reading/unowned.js';

/** What both versions say but for the moment at which it is read. */
export const OF_UNOWNED_AGE = {
  kind: 'quantile',
  unit: 'hours',
  team: 'data',
  placing: 'period',
  reads: ['ownership'],
  gives: ['contact', 'value'],
  slices: { stage: at('funnel.stage', { contact: 'contact' }, 'stage') },
  title: { en: 'Time without owner', fr: 'Durée sans responsable', id: 'Lama tanpa pemilik' },
  says: {
    en: 'How long the contacts have been nobody’s that have no owner at the end of the period.',
    fr: 'Depuis combien de temps les contacts sans responsable à la fin de la période n’en ont plus.',
    id: 'Sudah berapa lama kontak yang tanpa pemilik pada akhir periode tidak dimiliki siapa pun.',
  },
} as const;

/**
 * Quantile, hours, read at the end of a period: how long the contacts of `unowned` have had no owner by then. What begins
 * as the next period does is of that one; version 1 counted it.
 */
export const unownedAge = kpi('unowned-age', 2, {
  ...OF_UNOWNED_AGE,
  records: (reading) => unownedSql(reading, reading.closing),
});
