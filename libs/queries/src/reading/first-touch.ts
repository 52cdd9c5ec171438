import { isCompanySql, sql, type Asking, type Sql } from '#kernel';
import { happenedBy, known } from './moments.js';

/**
 * SQL of the first touch of every contact: `record` and `contact`, `placed` with its precision, `event_id`, and how it
 * came (`channel`, `campaign`, `source`, `utm_source`, `utm_medium`). Touches that nobody has a date for are a contact's first where it has no others.
 * Companies that something happened with, without anybody of theirs, are among them.
 */
export function firstTouches(reading: Pick<Asking, 'asOf' | 'knownAt' | 'zone'>): Sql {
  const { asOf, zone } = reading;
  const happened = asOf === null ? sql`true` : happenedBy(sql`f.valid_from`, sql`f.precision`, asOf, zone);
  return sql`
    SELECT DISTINCT ON (f.party) f.party AS record, f.party AS contact,
           f.valid_from AS placed, f.precision AS placed_precision, f.event_id,
           f.channel, f.campaign, f.source, f.utm_source, f.utm_medium
    FROM read.contacts_first f
    WHERE ${known(reading, 'f')} AND ${happened}
    ORDER BY f.party, f.valid_from NULLS LAST, f.event_id`;
}

/** SQL of `firstTouches` of contacts alone: a company is none. */
export function firstTouchesOfContacts(reading: Pick<Asking, 'asOf' | 'knownAt' | 'zone'>): Sql {
  return sql`
    SELECT first.* FROM (${firstTouches(reading)}) first
    WHERE NOT ${isCompanySql(sql`first.contact`)}`;
}
