import { kpi, own, sql, type KpiReading, type Sql } from '#kernel';
import { believed } from '../reading/contact.js';
import { inPeriod, placed, validAt } from '../reading/moments.js';
import { calendarOfTeam, isWorkingDay } from '../reading/working-days.js';

/** What both versions say but for the moment at which it is read. */
export const OF_ADOPTION = {
  kind: 'ratio',
  unit: 'ratio',
  team: 'data',
  placing: 'period',
  reads: ['activities', 'staff', 'teams', 'tickets'],
  gives: ['num', 'den'],
  slices: { team: own },
  title: { en: 'Adoption', fr: 'Adoption', id: 'Tingkat pemakaian' },
  says: {
    en: 'Of the staff at the end of the period, those with an activity on a working day within it.',
    fr: 'Parmi le personnel à la fin de la période, les personnes ayant une activité un jour ouvré de celle-ci.',
    id: 'Dari staf pada akhir periode, yang punya aktivitas pada hari kerja di dalamnya.',
  },
} as const;

/** SQL of the staff at a moment at the end of a period, with whether each had an activity in it. */
export function adoptionSql(reading: KpiReading, moment: Sql): Sql {
  const local = (at: Sql): Sql => sql`(${at} AT TIME ZONE ${reading.zone})::date`;
  const happened = placed(sql`a.occurred_at`, sql`a.precision`, reading.zone);
  return sql`
  SELECT p.person AS record, p.team,
         EXISTS (
           SELECT FROM read.activities_activity a
           WHERE a.person = p.person AND ${believed(reading, 'a')}
             AND ${inPeriod(sql`a.occurred_at`, sql`a.precision`, reading.from, reading.to, reading.zone)}
             AND ${isWorkingDay(sql`p.calendar`, local(happened))}
         ) AS num,
         EXISTS (
           SELECT FROM generate_series(
             ${local(sql`greatest(${reading.from}, ${reading.to} - interval '366 days')`)},
             ${local(sql`(${reading.to} - interval '1 microsecond')`)}, interval '1 day') AS day
           WHERE ${isWorkingDay(sql`p.calendar`, sql`day`)}
         ) AS den
  FROM (
    SELECT one.person, one.team, ${calendarOfTeam(reading, sql`one.team`, moment)} AS calendar
    FROM (
      SELECT m.person, m.team FROM read.teams_membership m WHERE ${validAt(reading, 'm', moment)}
      UNION ALL
      SELECT s.person, NULL FROM read.staff_person s
      WHERE ${validAt(reading, 's', moment)} AND s.active AND NOT EXISTS (
        SELECT FROM read.teams_membership m WHERE m.person = s.person AND ${validAt(reading, 'm', moment)})
    ) one
  ) p`;
}

/**
 * Ratio: staff with an activity on a working day of the period / staff at its end. Staff are those in a team, and whoever
 * else may sign in; working days are those of the team's calendar. A period without one asks nothing of them. What begins
 * as the next period does is of that one; version 1 counted it.
 */
export const adoption = kpi('adoption', 2, {
  ...OF_ADOPTION,
  records: (reading) => adoptionSql(reading, reading.closing),
});
