import { kpi, own, sql, type KpiReading, type Sql } from '#kernel';
import { believed, whoseJoin, whoseSql } from '../reading/contact.js';
import { FARTHEST_ZONE, inPeriod, moved, validAt } from '../reading/moments.js';

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
  const begin = moved(to, sql`-(${reading.parameter('days')}::integer * interval '1 day')`);
  const isNew = sql`(v.valid_from >= ${moved(begin, FARTHEST_ZONE)} AND v.valid_from < ${moved(to, sql`-${FARTHEST_ZONE}`)})`;
  const values = sql`read.contacts_field v WHERE ${validAt(reading, 'v', closing)} AND v.value <> ''`;
  return sql`
    WITH old AS NOT MATERIALIZED (SELECT v.* FROM ${values} AND ${isNew} IS NOT TRUE),
    confirmed AS (
      SELECT DISTINCT v.contact, v.field
      FROM old v
      JOIN (
        SELECT ${whoseSql('other', sql`s.profile`)} AS contact, s.field, s.value
        FROM read.contacts_stated s ${whoseJoin(reading, 'other', sql`s.profile`)}
        WHERE ${believed(reading, 's')} AND ${inPeriod(sql`s.occurred_at`, sql`s.precision`, begin, to, zone)}
      ) s USING (contact, field, value)
    )
    SELECT md5(v.contact::text || v.field)::uuid AS record, v.event AS event_id, v.contact, v.field, v.source, v.num
    FROM (
      SELECT v.contact, v.field, v.source, v.event, true AS num FROM ${values} AND ${isNew}
      UNION ALL
      SELECT v.contact, v.field, v.source, v.event, c.contact IS NOT NULL FROM old v LEFT JOIN confirmed c USING (contact, field)
    ) v`;
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
