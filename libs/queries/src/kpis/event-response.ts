import { kpi, own } from '#kernel';

/** Ratio: distinct contacts who registered for a webinar or event / who were invited to one, placed by when either happened. */
export const eventResponse = kpi('event-response', 1, {
  kind: 'ratio',
  unit: 'ratio',
  team: 'marketing',
  over: 'contacts.touch',
  contact: 'profile',
  record: 'contact',
  distinct: true,
  where: "channel IN ('webinar', 'event')",
  numerator: "kind = 'registered'",
  denominator: "kind = 'invited'",
  slices: { channel: own, campaign: own, source: own },
  title: { en: 'Event response', fr: 'Réponse aux invitations', id: 'Tanggapan undangan' },
  says: {
    en: 'Contacts who registered for a webinar or event, of those invited to one, each placed by when it happened.',
    fr: 'Contacts inscrits à un webinaire ou à un événement, parmi ceux qui y ont été invités, chacun à sa date.',
    id: 'Kontak yang mendaftar webinar atau acara, dari yang diundang, masing-masing menurut waktu terjadinya.',
  },
});
