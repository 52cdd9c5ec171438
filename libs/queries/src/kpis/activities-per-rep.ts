import { at, kpi, own, sql } from '#kernel';
import { believed } from '../reading/contact.js';
import { placed } from '../reading/moments.js';

/**
 * Quantile, count, the mean its figure: calls, mails sent, meetings, demos, visits, messages sent and notes of each member
 * of staff who logged one in the period; `kind` picks one of them.
 */
export const activitiesPerRep = kpi('activities-per-rep', 1, {
  kind: 'quantile',
  unit: 'count',
  team: 'sales',
  centre: 'mean',
  placing: 'period',
  reads: ['activities'],
  gives: ['value'],
  records: (reading) => sql`
    SELECT a.person AS record, a.person, count(*) AS value
    FROM read.activities_activity a
    CROSS JOIN LATERAL (SELECT ${placed(sql`a.occurred_at`, sql`a.precision`, reading.zone)} AS at) happened
    WHERE ${believed(reading, 'a')} AND a.person IS NOT NULL
      AND happened.at >= ${reading.from} AND happened.at < ${reading.to}
      AND (a.kind NOT IN ('email', 'message') OR a.direction = 'out')
      AND (${reading.parameter('kind')}::text IS NULL OR a.kind = ${reading.parameter('kind')}::text)
    GROUP BY a.person`,
  slices: { person: own, team: at('teams.membership', { person: 'record' }, 'team') },
  parameters: { kind: { type: 'word', preset: null } },
  title: { en: 'Activities per rep', fr: 'Activités par commercial', id: 'Aktivitas per staf' },
  says: {
    en: 'Calls, mails sent, meetings, demos, visits, messages and notes of each member of staff with one in the period; the mean, and by person each one’s.',
    fr: 'Appels, e-mails envoyés, rendez-vous, démonstrations, visites, messages et notes de chaque membre de l’équipe actif dans la période ; la moyenne, et par personne le total de chacun.',
    id: 'Panggilan, surel terkirim, rapat, demo, kunjungan, pesan, dan catatan setiap anggota staf yang aktif dalam periode; rata-ratanya, dan per orang jumlah masing-masing.',
  },
});
