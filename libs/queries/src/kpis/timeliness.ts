import { kpi, own, sql, type KpiReading, type Sql } from '#kernel';
import { believed, componentSql } from '../reading/contact.js';
import { placed, validAt } from '../reading/moments.js';

/** What both versions say but for the moment at which it is read. */
export const OF_TIMELINESS = {
  kind: 'ratio',
  unit: 'ratio',
  team: 'data',
  placing: 'period',
  reads: ['contacts', 'identity'],
  gives: ['event_id', 'contact', 'num'],
  slices: { field: own, source: own },
  parameters: { days: { type: 'whole', preset: 365 } },
  title: { en: 'Timeliness', fr: 'Actualité', id: 'Kemutakhiran' },
  says: {
    en: 'Of the values stated of contacts at the end of the period, those stated or confirmed within so many days before.',
    fr: 'Parmi les valeurs indiquées des contacts à la fin de la période, celles indiquées ou confirmées dans le nombre de jours précédents.',
    id: 'Dari nilai yang dinyatakan tentang kontak pada akhir periode, yang dinyatakan atau dikonfirmasi dalam sekian hari sebelumnya.',
  },
} as const;

/** SQL of the values stated at a moment at the end of a period, with whether each was confirmed of late. */
export function timelinessSql(reading: KpiReading, moment: Sql): Sql {
  return sql`
    WITH confirmed AS MATERIALIZED (
      SELECT said.contact, said.field, said.value, max(said.at) AS at
      FROM (
        SELECT ${componentSql(reading, sql`s.profile`)} AS contact, s.field, s.value,
               ${placed(sql`s.occurred_at`, sql`s.precision`, reading.zone)} AS at
        FROM read.contacts_stated s WHERE ${believed(reading, 's')}
      ) said
      WHERE said.at < ${reading.to} GROUP BY said.contact, said.field, said.value
    )
    SELECT md5(f.contact::text || f.field)::uuid AS record, f.event AS event_id, f.contact, f.field, f.source,
           c.at >= ${reading.to} - ${reading.parameter('days')}::integer * interval '1 day' AS num
    FROM read.contacts_field f
    LEFT JOIN confirmed c USING (contact, field, value)
    WHERE ${validAt(reading, 'f', moment)} AND f.value <> ''`;
}

/**
 * Ratio, read at the end of a period: values of contacts' fields that were stated, once more or for the first time,
 * within `days` before / all that are stated then. What nobody has a date for is not within. A record is a value. What
 * begins as the next period does is of that one; version 1 counted it.
 */
export const timeliness = kpi('timeliness', 2, {
  ...OF_TIMELINESS,
  records: (reading) => timelinessSql(reading, reading.closing),
});
