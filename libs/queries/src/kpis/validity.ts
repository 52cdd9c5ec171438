import { kpi, own, sql, type KpiReading, type Sql } from '#kernel';
import { believed, mapped } from '../reading/contact.js';
import { placed, validAt } from '../reading/moments.js';

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

/**
 * SQL of the addresses and numbers stated at a moment at the end of a period, with whether each is valid; `sent` is SQL of
 * what became of mails: `contact`, `kind`, `at`.
 */
export function validitySql(reading: KpiReading, moment: Sql, sent: Sql): Sql {
  return sql`
    WITH mail AS MATERIALIZED (
      SELECT sent.contact, max(sent.at) FILTER (WHERE sent.kind = 'bounced') AS bounced,
             max(sent.at) FILTER (WHERE sent.kind <> 'bounced') AS delivered
      FROM (
        ${sent}
        WHERE ${believed(reading, 't')} AND t.channel = 'email' AND t.kind IN ('bounced', 'delivered', 'opened', 'clicked', 'replied')
      ) sent
      WHERE sent.at < ${reading.to} GROUP BY sent.contact
    )
    SELECT md5(f.contact::text || f.field)::uuid AS record, f.event AS event_id, f.contact, f.field, f.source,
           CASE f.field
             WHEN 'email' THEN f.value ~ ${EMAIL} AND NOT (
               m.bounced IS NOT NULL AND (f.valid_from IS NULL OR m.bounced >= f.valid_from)
               AND (m.delivered IS NULL OR m.delivered < m.bounced))
             ELSE regexp_replace(f.value, '[-[:space:].()/]', '', 'g') ~ ${PHONE} END AS num
    FROM read.contacts_field f
    LEFT JOIN mail m ON f.field = 'email' AND m.contact = f.contact
    WHERE ${validAt(reading, 'f', moment)} AND f.field IN ('email', 'phone') AND f.value <> ''`;
}

/** SQL of the columns that `validitySql` wants of touches, as `t`: whose each is joined to it. */
function sentSql(reading: KpiReading): Sql {
  return sql`
    SELECT coalesce(own.contact, t.profile) AS contact, t.kind,
           ${placed(sql`t.occurred_at`, sql`t.precision`, reading.zone)} AS at
    FROM read.contacts_touch t LEFT JOIN read.identity_map own ON own.node = t.profile AND ${mapped(reading, 'own')}`;
}

/**
 * Ratio, read at the end of a period: addresses and numbers of contacts that pass their format and did not bounce / all
 * that are stated then. An address bounced where, after it was stated, a mail to its contact bounced and none was
 * delivered since. A record is a value. What begins as the next period does is of that one; version 1 counted it.
 */
export const validity = kpi('validity', 2, {
  ...OF_VALIDITY,
  records: (reading) => validitySql(reading, reading.closing, sentSql(reading)),
});
