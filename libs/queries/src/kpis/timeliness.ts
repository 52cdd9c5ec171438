import { kpi, own, sql, type KpiReading, type Sql } from '#kernel';
import { believed, whoseJoin, whoseSql } from '../reading/contact.js';
import { FARTHEST_ZONE, inPeriod, validAt } from '../reading/moments.js';

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

/**
 * SQL of the values stated just before the end of a period, with whether each was confirmed within so many days. A value
 * that began well within them was stated then. For all others, and near the ends, where the zone places a day, statements
 * are looked through.
 */
function timelinessSql(reading: KpiReading): Sql {
  const { to, closing, zone } = reading;
  const begin = sql`(${to} - ${reading.parameter('days')}::integer * interval '1 day')`;
  const isNew = sql`(v.valid_from >= ${begin} + ${FARTHEST_ZONE} AND v.valid_from < ${to} - ${FARTHEST_ZONE})`;
  return sql`
    WITH value AS NOT MATERIALIZED (
      SELECT v.contact, v.field, v.value, v.source, v.event, ${isNew} IS TRUE AS is_new
      FROM read.contacts_field v WHERE ${validAt(reading, 'v', closing)} AND v.value <> ''
    ),
    confirmed AS (
      SELECT DISTINCT v.contact, v.field
      FROM value v
      JOIN (
        SELECT ${whoseSql('other', sql`s.profile`)} AS contact, s.field, s.value
        FROM read.contacts_stated s ${whoseJoin(reading, 'other', sql`s.profile`)}
        WHERE ${believed(reading, 's')} AND ${inPeriod(sql`s.occurred_at`, sql`s.precision`, begin, to, zone)}
      ) s USING (contact, field, value)
      WHERE NOT v.is_new
    )
    SELECT md5(v.contact::text || v.field)::uuid AS record, v.event AS event_id, v.contact, v.field, v.source,
           v.is_new OR c.contact IS NOT NULL AS num
    FROM value v
    LEFT JOIN confirmed c ON NOT v.is_new AND c.contact = v.contact AND c.field = v.field`;
}

/**
 * Ratio, read at the end of a period: values of contacts' fields that were stated, once more or for the first time,
 * within `days` before / all that are stated then. What nobody has a date for is not within. A record is a value. What
 * begins as the next period does is of that one; version 1 counted it.
 */
export const timeliness = kpi('timeliness', 2, {
  ...OF_TIMELINESS,
  records: timelinessSql,
});
