import { kpi, own, sql, type KpiReading, type Sql } from '#kernel';
import { believed, mapped, whoseJoin, whoseSql } from '../reading/contact.js';
import { inPeriod, placed, validAt } from '../reading/moments.js';

/** What an address and a number look like, spaces, dots, dashes, slashes and brackets left out of numbers. */
const EMAIL = '^[^@[:space:]]+@[^@[:space:].]+([.][^@[:space:].]+)+$';
const PHONE = '^[+]?[0-9]{7,15}$';

/** What both versions say but for the moment at which it is read. */
export const OF_VALIDITY = {
  kind: 'ratio',
  unit: 'ratio',
  team: 'data',
  placing: 'period',
  reads: ['contacts', 'identity'],
  gives: ['event_id', 'contact', 'num'],
  slices: { field: own, source: own },
  title: { en: 'Validity', fr: 'Validité', id: 'Keabsahan' },
  says: {
    en: 'Of the addresses and phone numbers stated of contacts at the end of the period, those in a valid format whose last mail did not bounce.',
    fr: 'Parmi les adresses et numéros indiqués des contacts à la fin de la période, ceux au bon format dont le dernier e-mail n’a pas été rejeté.',
    id: 'Dari alamat dan nomor telepon kontak pada akhir periode, yang formatnya benar dan surel terakhirnya tidak terpental.',
  },
} as const;

/** SQL of the addresses and numbers stated at a moment at the end of a period, with whether each is valid. */
export function validitySql(reading: KpiReading, moment: Sql): Sql {
  const at = placed(sql`t.occurred_at`, sql`t.precision`, reading.zone);
  const mails = sql`${believed(reading, 't')} AND t.channel = 'email'
    AND ${inPeriod(sql`t.occurred_at`, sql`t.precision`, null, reading.to, reading.zone)}`;
  return sql`
    WITH bounced AS MATERIALIZED (
      SELECT ${whoseSql('other', sql`t.profile`)} AS contact, max(${at}) AS at
      FROM read.contacts_touch t
      ${whoseJoin(reading, 'other', sql`t.profile`)}
      WHERE ${mails} AND t.kind = 'bounced'
      GROUP BY 1
    ),
    member AS (
      SELECT DISTINCT ON (m.profile) m.profile, m.contact, m.at
      FROM (
        SELECT b.contact, b.contact AS profile, b.at FROM bounced b
        UNION ALL
        SELECT b.contact, own.node, b.at FROM bounced b
        JOIN read.identity_map own ON own.contact = b.contact AND ${mapped(reading, 'own')}
      ) m
    ),
    undone AS MATERIALIZED (
      SELECT DISTINCT m.contact
      FROM read.contacts_touch t JOIN member m USING (profile)
      WHERE ${mails} AND t.kind IN ('delivered', 'opened', 'clicked', 'replied')
        AND ${inPeriod(sql`t.occurred_at`, sql`t.precision`, sql`m.at`, null, reading.zone)}
    )
    SELECT md5(f.contact::text || f.field)::uuid AS record, f.event AS event_id, f.contact, f.field, f.source,
           f.fits AND NOT (b.at IS NOT NULL AND (f.valid_from IS NULL OR b.at >= f.valid_from) AND undone.contact IS NULL) AS num
    FROM (
      SELECT f.contact, f.field, f.event, f.source, f.valid_from,
             CASE f.field WHEN 'email' THEN f.value ~ ${EMAIL}
                          ELSE regexp_replace(f.value, '[-[:space:].()/]', '', 'g') ~ ${PHONE} END AS fits
      FROM read.contacts_field f
      WHERE ${validAt(reading, 'f', moment)} AND f.field IN ('email', 'phone') AND f.value <> ''
      -- what takes long is done where rows are read, by several processes
      OFFSET 0
    ) f
    LEFT JOIN bounced b ON f.field = 'email' AND b.contact = f.contact
    LEFT JOIN undone ON undone.contact = b.contact`;
}

/**
 * Ratio, read at the end of a period: addresses and numbers of contacts that pass their format and did not bounce / all
 * that are stated then. An address bounced where, after it was stated, a mail to its contact bounced and none was
 * delivered since. A record is a value. What begins as the next period does is of that one; version 1 counted it.
 */
export const validity = kpi('validity', 2, {
  ...OF_VALIDITY,
  records: (reading) => validitySql(reading, reading.closing),
});
