import { sql, type KpiReading, type Sql } from '#kernel';
import { believed, mapped } from './contact.js';

/**
 * SQL of the first touch of every contact: `record` and `contact`, `placed` with its precision, `event_id`, and how it
 * came (`channel`, `campaign`, `source`, `utm_source`, `utm_medium`). Touches that nobody has a date for are a contact's first where it has no others.
 * Companies that something happened with, without anybody of theirs, are among them.
 */
export function firstTouches(reading: KpiReading): Sql {
  return sql`
    SELECT DISTINCT ON (coalesce(map.contact, f.profile))
           coalesce(map.contact, f.profile) AS record, coalesce(map.contact, f.profile) AS contact,
           f.occurred_at AS placed, f.precision AS placed_precision, f.event_id,
           f.channel, f.campaign, f.source, f.utm_source, f.utm_medium
    FROM read.contacts_touch f
    LEFT JOIN read.identity_map map ON map.node = f.profile AND ${mapped(reading, 'map')}
    WHERE ${believed(reading, 'f')}
    ORDER BY coalesce(map.contact, f.profile), f.occurred_at NULLS LAST, f.position`;
}

/** SQL of `firstTouches` of contacts alone: a company is none. */
export function firstTouchesOfContacts(reading: KpiReading): Sql {
  return sql`
    SELECT first.* FROM (${firstTouches(reading)}) first
    WHERE NOT EXISTS (
      SELECT FROM read.identity_node n WHERE n.node = first.contact AND n.kind IN ('company', 'domain'))`;
}
