import { DEFAULT_CALENDAR } from '#journey';
import { sql, type KpiReading, type Sql } from '#kernel';
import { validAt } from './moments.js';

const { hours, holidays } = DEFAULT_CALENDAR;
const PRESET = JSON.stringify({ hours, holidays });

/**
 * SQL of the calendar that a team works by at an instant, as JSON with `hours` and `holidays`: Monday to Friday for a team
 * without one, and for nobody's.
 */
export function calendarOfTeam(reading: Pick<KpiReading, 'knownAt'>, team: Sql, at: Sql): Sql {
  return sql`coalesce((
    SELECT jsonb_build_object('hours', c.hours, 'holidays', c.holidays)
    FROM read.teams_team g JOIN read.tickets_calendar c ON c.calendar = g.calendar
    WHERE g.team = ${team} AND ${validAt(reading, 'g', at)} AND ${validAt(reading, 'c', at)}), ${PRESET}::jsonb)`;
}

/** SQL of whether staff work on a date by a calendar: it has hours on that weekday, and the date is no holiday. */
export function isWorkingDay(calendar: Sql, on: Sql): Sql {
  return sql`(
    jsonb_path_exists(${calendar}->'hours', '$[*] ? (@.weekday == $day)', jsonb_build_object('day', extract(isodow FROM ${on})::integer))
    AND NOT jsonb_path_exists(${calendar}->'holidays', '$[*] ? (@.on == $date)', jsonb_build_object('date', to_char(${on}, 'YYYY-MM-DD'))))`;
}
