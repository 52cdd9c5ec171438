import { kpi, sql } from '#kernel';
import { EXPECTED_DEALS, expectedDealsSql } from '../reading/deal-records.js';

/** Sum, money: amounts of open deals, placed by when they are expected to close; those nobody expects on some day stand beside. */
export const pipelineValue = kpi('pipeline-value', 1, {
  ...EXPECTED_DEALS,
  kind: 'sum',
  unit: 'money',
  records: (reading) => expectedDealsSql(reading, sql`d.amount AS value`),
  title: { en: 'Pipeline value', fr: 'Valeur du pipeline', id: 'Nilai pipeline' },
  says: {
    en: 'Amounts of the deals that are open, placed by when they are expected to close; overdue ones are a slice, those without an expected date are counted beside.',
    fr: 'Montants des affaires ouvertes, à leur date de clôture prévue ; celles en retard sont un axe, celles sans date prévue sont comptées à part.',
    id: 'Nilai transaksi yang terbuka, menurut perkiraan tanggal penutupannya; yang lewat waktu adalah irisan, yang tanpa perkiraan tanggal dihitung terpisah.',
  },
});
