import { at, kpi } from '#kernel';
import { unownedSql } from '../reading/unowned.js';

/** What both versions say but for the moment at which it is read. */
export const OF_UNOWNED = {
  kind: 'count',
  unit: 'count',
  team: 'data',
  placing: 'period',
  reads: ['ownership'],
  gives: ['contact', 'value'],
  slices: { stage: at('funnel.stage', { contact: 'contact' }, 'stage') },
  title: { en: 'Unowned contacts', fr: 'Contacts sans responsable', id: 'Kontak tanpa pemilik' },
  says: {
    en: 'Contacts that are nobody’s at the end of the period, of those that somebody had or that were offered.',
    fr: 'Contacts sans responsable à la fin de la période, parmi ceux qui en ont eu un ou ont été proposés.',
    id: 'Kontak tanpa pemilik pada akhir periode, dari yang pernah dimiliki seseorang atau ditawarkan.',
  },
} as const;

/**
 * Count, read at the end of a period: contacts with no owner then, of those that somebody had or that were offered. What
 * begins as the next period does is of that one; version 1 counted it.
 */
export const unowned = kpi('unowned', 2, {
  ...OF_UNOWNED,
  records: (reading) => unownedSql(reading, reading.closing),
});
