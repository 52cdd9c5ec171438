import { kpi, sql, type KpiReading, type Sql } from '#kernel';
import { validAt } from '../reading/moments.js';

/** What both versions say but for the moment at which it is read. */
export const OF_COMPLETENESS = {
  kind: 'ratio',
  unit: 'ratio',
  team: 'data',
  amounts: true,
  placing: 'period',
  reads: ['contacts'],
  gives: ['contact', 'num', 'den'],
  slices: {},
  parameters: { fields: { type: 'word', preset: 'name,email,phone,company' } },
  title: { en: 'Completeness', fr: 'Complétude', id: 'Kelengkapan' },
  says: {
    en: 'Of the required fields of contacts, those filled at the end of the period; contacts of which nothing is stated are left out.',
    fr: 'Parmi les champs requis des contacts, ceux remplis à la fin de la période ; sans les contacts dont rien n’est indiqué.',
    id: 'Dari kolom wajib para kontak, yang terisi pada akhir periode; kontak yang tidak punya keterangan apa pun tidak dihitung.',
  },
} as const;

/** SQL of the contacts of which anything is stated at a moment at the end of a period, with how much of it is filled. */
export function completenessSql(reading: KpiReading, moment: Sql): Sql {
  return sql`
    SELECT of.contact AS record, of.contact, of.filled AS num, cardinality(required.fields) AS den
    FROM (SELECT string_to_array(replace(${reading.parameter('fields')}::text, ' ', ''), ',') AS fields) required
    CROSS JOIN LATERAL (
      SELECT f.contact, count(*) FILTER (WHERE f.field = ANY (required.fields) AND trim(f.value) <> '') AS filled
      FROM read.contacts_field f WHERE ${validAt(reading, 'f', moment)} GROUP BY f.contact
    ) of`;
}

/**
 * Ratio of sums, read at the end of a period: required fields that are filled / required fields, over the contacts of
 * which anything is stated. `fields` names those that are required, with commas between. What begins as the next period
 * does is of that one; version 1 counted it.
 */
export const completeness = kpi('completeness', 2, {
  ...OF_COMPLETENESS,
  records: (reading) => completenessSql(reading, reading.closing),
});
