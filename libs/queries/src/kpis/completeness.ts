import { kpi, sql } from '#kernel';
import { validAt } from '../reading/moments.js';

/**
 * Ratio of sums, read at the end of a period: required fields that are filled / required fields, over the contacts of which
 * anything is stated. `fields` names those that are required, with commas between.
 */
export const completeness = kpi('completeness', 1, {
  kind: 'ratio',
  unit: 'ratio',
  team: 'data',
  amounts: true,
  placing: 'period',
  reads: ['contacts'],
  gives: ['contact', 'num', 'den'],
  records: (reading) => sql`
    SELECT of.contact AS record, of.contact, of.filled AS num, cardinality(required.fields) AS den
    FROM (SELECT string_to_array(replace(${reading.parameter('fields')}::text, ' ', ''), ',') AS fields) required
    CROSS JOIN LATERAL (
      SELECT f.contact, count(*) FILTER (WHERE f.field = ANY (required.fields) AND trim(f.value) <> '') AS filled
      FROM read.contacts_field f WHERE ${validAt(reading, 'f', reading.to)} GROUP BY f.contact
    ) of`,
  slices: {},
  parameters: { fields: { type: 'word', preset: 'name,email,phone,company' } },
  title: { en: 'Completeness', fr: 'Complétude', id: 'Kelengkapan' },
  says: {
    en: 'Of the required fields of contacts, those filled at the end of the period; contacts of which nothing is stated are left out.',
    fr: 'Parmi les champs requis des contacts, ceux remplis à la fin de la période ; sans les contacts dont rien n’est indiqué.',
    id: 'Dari kolom wajib para kontak, yang terisi pada akhir periode; kontak yang tidak punya keterangan apa pun tidak dihitung.',
  },
});
