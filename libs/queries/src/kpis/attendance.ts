import { kpi, own } from '#kernel';

/** Ratio: distinct contacts who attended a webinar or event / who registered for one, placed by when either happened. */
export const attendance = kpi('attendance', 1, {
  kind: 'ratio',
  unit: 'ratio',
  team: 'marketing',
  over: 'contacts.touch',
  contact: 'profile',
  record: 'contact',
  distinct: true,
  where: "channel IN ('webinar', 'event')",
  numerator: "kind = 'attended'",
  denominator: "kind = 'registered'",
  slices: { channel: own, campaign: own, source: own },
  title: { en: 'Attendance', fr: 'Taux de présence', id: 'Tingkat kehadiran' },
  says: {
    en: 'Contacts who attended a webinar or event, of those who registered for one, each placed by when it happened.',
    fr: 'Contacts ayant assisté à un webinaire ou à un événement, parmi ceux qui s’y sont inscrits, chacun à sa date.',
    id: 'Kontak yang menghadiri webinar atau acara, dari yang mendaftar, masing-masing menurut waktu terjadinya.',
  },
});
