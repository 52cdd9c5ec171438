import { kpi, own, sql, type KpiReading, type Sql } from '#kernel';
import { believed, mapped } from '../reading/contact.js';
import { inPeriod, validAt } from '../reading/moments.js';

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

/** SQL of the values stated just before the end of a period, with whether each was confirmed of late. */
function timelinessSql(reading: KpiReading): Sql {
  const { to, closing, zone } = reading;
  const begin = sql`(${to} - ${reading.parameter('days')}::integer * interval '1 day')`;
  return sql`
    WITH confirmed AS MATERIALIZED (
      SELECT DISTINCT coalesce(own.contact, s.profile) AS contact, s.field, s.value
      FROM read.contacts_stated s LEFT JOIN read.identity_map own ON own.node = s.profile AND ${mapped(reading, 'own')}
      WHERE ${believed(reading, 's')} AND ${inPeriod(sql`s.occurred_at`, sql`s.precision`, begin, to, zone)}
    )
    SELECT md5(f.contact::text || f.field)::uuid AS record, f.event AS event_id, f.contact, f.field, f.source,
           c.contact IS NOT NULL AS num
    FROM read.contacts_field f
    LEFT JOIN confirmed c USING (contact, field, value)
    WHERE ${validAt(reading, 'f', closing)} AND f.value <> ''`;
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
