import { CALENDAR, DEFAULT_CALENDAR, DEFAULT_SLA } from '#journey';
import { sql, type KpiReading, type Sql } from '#kernel';
import { known } from './moments.js';

/** SQL that puts, of rows `alias` as known, the one in force at an instant first; before any was, the earliest one. */
function inForceFirst(alias: string, at: Sql): Sql {
  const since: Sql = { text: `${alias}.valid_from`, values: [] };
  return sql`(${since} IS NULL OR ${since} <= ${at}) DESC, abs(extract(epoch FROM ${at} - ${since}))`;
}

/**
 * SQL of the calendar that promises to customers ran by at an instant, as JSON with `zone`, `hours` and `holidays`; null
 * where they run around the clock. What was before anything was set is measured by what was set first.
 */
export function calendarAt(reading: Pick<KpiReading, 'knownAt'>, at: Sql): Sql {
  const { zone, hours, holidays } = DEFAULT_CALENDAR;
  const preset = JSON.stringify({ zone, hours, holidays });
  return sql`(
    SELECT coalesce(
      (SELECT jsonb_build_object('zone', c.zone, 'hours', c.hours, 'holidays', c.holidays)
       FROM read.tickets_calendar c WHERE c.calendar = named.calendar AND ${known(reading, 'c')}
       ORDER BY ${inForceFirst('c', at)} LIMIT 1),
      CASE WHEN named.calendar = ${CALENDAR}::uuid THEN ${preset}::jsonb END)
    FROM (
      SELECT CASE WHEN p.sla IS NULL THEN ${DEFAULT_SLA.calendar}::uuid ELSE p.calendar END AS calendar
      FROM (SELECT) one
      LEFT JOIN LATERAL (
        SELECT p.sla, p.calendar FROM read.tickets_sla p WHERE ${known(reading, 'p')} ORDER BY ${inForceFirst('p', at)} LIMIT 1
      ) p ON true
    ) named)`;
}

/**
 * SQL of the hours between two instants that are working time by a calendar (see `calendarAt`); all of them where it is
 * null. As `workingMs`: the clocks of its zone show a time within the hours of that weekday, and the date is no holiday.
 */
export function workingHours(calendar: Sql, from: Sql, to: Sql): Sql {
  return sql`(
    SELECT CASE WHEN by.calendar IS NULL THEN extract(epoch FROM ${to} - ${from}) / 3600 ELSE (
      SELECT coalesce(sum(extract(epoch FROM upper(span) - lower(span))), 0) / 3600
      FROM unnest((
        SELECT range_agg(tstzrange(greatest(open.opens, ${from}), least(open.closes, ${to})))
        FROM generate_series(
          (${from} AT TIME ZONE (by.calendar->>'zone'))::date, (${to} AT TIME ZONE (by.calendar->>'zone'))::date, interval '1 day'
        ) AS day
        JOIN jsonb_to_recordset(by.calendar->'hours') AS hours (weekday integer, "from" text, "to" text)
          ON hours.weekday = extract(isodow FROM day)
        CROSS JOIN LATERAL (
          SELECT (day::date + hours."from"::interval) AT TIME ZONE (by.calendar->>'zone') AS opens,
                 (day::date + hours."to"::interval) AT TIME ZONE (by.calendar->>'zone') AS closes
        ) open
        WHERE NOT jsonb_path_exists(by.calendar->'holidays', '$[*] ? (@.on == $date)', jsonb_build_object('date', to_char(day, 'YYYY-MM-DD')))
          AND open.opens < ${to} AND open.closes > ${from}
      )) AS span) END
    FROM (SELECT ${calendar} AS calendar) by)::double precision`;
}
