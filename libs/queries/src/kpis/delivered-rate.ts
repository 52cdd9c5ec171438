import { kpi, own } from '#kernel';

/** Ratio: distinct recipients a mail was delivered to / distinct recipients it was sent to, placed by when either happened. */
export const deliveredRate = kpi('delivered-rate', 1, {
  kind: 'ratio',
  unit: 'ratio',
  team: 'marketing',
  over: 'contacts.touch',
  contact: 'profile',
  record: 'contact',
  distinct: true,
  where: "channel = 'email' AND campaign IS NOT NULL",
  numerator: "kind = 'delivered'",
  denominator: "kind = 'sent'",
  slices: { campaign: own, variant: own, source: own },
  title: { en: 'Delivery rate', fr: 'Taux de délivrance', id: 'Tingkat terkirim' },
  says: {
    en: 'Recipients a mail of a campaign was delivered to, of those it was sent to.',
    fr: 'Destinataires à qui un e-mail d’une campagne a été remis, parmi ceux à qui il a été envoyé.',
    id: 'Penerima yang menerima surel kampanye, dari yang dikirimi.',
  },
});
