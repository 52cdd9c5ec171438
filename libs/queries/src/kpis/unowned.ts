import { at, kpi } from '#kernel';
import { unownedSql } from '../reading/unowned.js';

/** Count, read at the end of a period: contacts with no owner then, of those that somebody had or that were offered. */
export const unowned = kpi('unowned', 1, {
  kind: 'count',
  unit: 'count',
  team: 'data',
  placing: 'period',
  reads: ['ownership'],
  gives: ['contact', 'value'],
  records: unownedSql,
  slices: { stage: at('funnel.stage', { contact: 'contact' }, 'stage') },
  title: { en: 'Unowned contacts', fr: 'Contacts sans responsable', id: 'Kontak tanpa pemilik' },
  says: {
    en: 'Contacts that are nobody’s at the end of the period, of those that somebody had or that were offered.',
    fr: 'Contacts sans responsable à la fin de la période, parmi ceux qui en ont eu un ou ont été proposés.',
    id: 'Kontak tanpa pemilik pada akhir periode, dari yang pernah dimiliki seseorang atau ditawarkan.',
  },
});
