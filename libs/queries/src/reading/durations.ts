import { sql, type KpiReading, type Sql } from '#kernel';
import { placed } from './moments.js';

/** SQL of the column of a row. */
function column(row: string, name: string): Sql {
  return { text: `${row}.${name}`, values: [] };
}

/** SQL of the instant `{name}_at` of a row; a day begins at 00:00 of the workspace's zone. */
export function instantOf({ zone }: Pick<KpiReading, 'zone'>, row: string, name: string): Sql {
  return placed(column(row, `${name}_at`), column(row, `${name}_precision`), zone);
}

/** SQL of the local date of the moment `{name}_at` of a row. */
function dateOf({ zone }: Pick<KpiReading, 'zone'>, row: string, name: string): Sql {
  const at = column(row, `${name}_at`);
  return sql`(CASE ${column(row, `${name}_precision`)} WHEN 'day' THEN ${at} AT TIME ZONE 'UTC' ELSE ${at} AT TIME ZONE ${zone} END)::date`;
}

/**
 * SQL of the hours between two moments of a row, by the names of their columns (`opened` for `opened_at` and
 * `opened_precision`). Where one of them is known to the day only, they are the days between their dates, of 24 hours.
 * Null where one is not known.
 */
export function hoursBetween(reading: Pick<KpiReading, 'zone'>, row: string, from: string, to: string): Sql {
  return sql`(CASE
    WHEN 'day' IN (${column(row, `${from}_precision`)}, ${column(row, `${to}_precision`)})
    THEN (${dateOf(reading, row, to)} - ${dateOf(reading, row, from)}) * 24.0
    ELSE extract(epoch FROM ${column(row, `${to}_at`)} - ${column(row, `${from}_at`)}) / 3600 END)::double precision`;
}

/** SQL of the hours from the moment `{name}_at` of a row to an instant; null where it is not known. */
export function hoursSince(reading: Pick<KpiReading, 'zone'>, row: string, name: string, at: Sql): Sql {
  return sql`(extract(epoch FROM ${at} - ${instantOf(reading, row, name)}) / 3600)::double precision`;
}
