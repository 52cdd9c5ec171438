import { Pool } from 'pg';
import { sql } from '#kernel';
import { workingMs, type BusinessHours } from '#journey';
import { testDatabase } from '#platform/testing';
import { seeded } from '../../../projections/test/world.js';
import { workingHours } from './working-time.js';

const week = (from: string, to: string) => [1, 2, 3, 4, 5].map((weekday) => ({ weekday, from, to }));
const CALENDARS: readonly (BusinessHours | null)[] = [
  null,
  { zone: 'UTC', hours: week('09:00', '17:00'), holidays: [{ on: '2026-04-03' }] },
  // clocks go forward on 29 March and back on 25 October, at night
  {
    zone: 'Europe/Paris',
    hours: [{ weekday: 7, from: '01:00', to: '04:00' }, ...week('00:00', '24:00')],
    holidays: [],
  },
  {
    zone: 'Asia/Jakarta',
    hours: [...week('08:00', '12:30'), ...week('12:00', '16:00')],
    holidays: [{ on: '2026-10-26' }],
  },
];

it('is, in SQL, the working time that promises are measured by', async () => {
  const { url, close } = await testDatabase();
  const pool = new Pool({ connectionString: url });
  const random = seeded(5);
  const spans = Array.from({ length: 200 }, () => {
    const from = Date.UTC(2026, random() < 0.5 ? 2 : 9, 20) + Math.floor(random() * 20 * 86_400) * 1_000;
    return [from, from + Math.floor(random() * 10 * 86_400) * 1_000] as const;
  });
  for (const calendar of CALENDARS) {
    const { text, values } = sql`
      SELECT array_agg(${workingHours(sql`${calendar === null ? null : JSON.stringify(calendar)}::jsonb`, sql`s.begins`, sql`s.ends`)} ORDER BY s.n) AS hours
      FROM unnest(${spans.map(([from]) => new Date(from))}::timestamptz[], ${spans.map(([, to]) => new Date(to))}::timestamptz[])
        WITH ORDINALITY AS s (begins, ends, n)`;
    const { rows } = await pool.query<{ hours: number[] }>(text, [...values]);
    const minutes = rows[0]!.hours.map((hours) => Math.round(hours * 60 * 1_000) / 1_000);
    expect(minutes).toEqual(spans.map(([from, to]) => Math.round(workingMs(calendar, from, to) / 60) / 1_000));
  }
  await pool.end();
  await close();
});
