import { kpi, own } from '#kernel';

/** Ratio: distinct recipients whose mail bounced / distinct recipients it was sent to, placed by when either happened. */
export const bounceRate = kpi('bounce-rate', 1, {
  kind: 'ratio',
  unit: 'ratio',
  team: 'marketing',
  over: 'contacts.touch',
  contact: 'profile',
  record: 'contact',
  distinct: true,
  where: "channel = 'email' AND campaign IS NOT NULL",
  numerator: "kind = 'bounced'",
  denominator: "kind = 'sent'",
  slices: { campaign: own, variant: own, source: own },
  title: { en: 'Bounce rate', fr: 'Taux de rebond', id: 'Tingkat pental' },
  says: {
    en: 'Recipients whose mail of a campaign bounced, of those it was sent to.',
    fr: 'Destinataires dont l’e-mail d’une campagne a été rejeté, parmi ceux à qui il a été envoyé.',
    id: 'Penerima yang surel kampanyenya terpental, dari yang dikirimi.',
  },
});
