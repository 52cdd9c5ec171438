import { kpi, own } from '#kernel';

/** Ratio: distinct recipients who unsubscribed / distinct recipients a mail was delivered to, placed by when either happened. */
export const unsubscribeRate = kpi('unsubscribe-rate', 1, {
  kind: 'ratio',
  unit: 'ratio',
  team: 'marketing',
  over: 'contacts.touch',
  contact: 'profile',
  record: 'contact',
  distinct: true,
  where: "channel = 'email' AND campaign IS NOT NULL",
  numerator: "kind = 'unsubscribed'",
  denominator: "kind = 'delivered'",
  slices: { campaign: own, variant: own, source: own },
  title: { en: 'Unsubscribe rate', fr: 'Taux de désabonnement', id: 'Tingkat berhenti langganan' },
  says: {
    en: 'Recipients who unsubscribed by a mail of a campaign, of those it was delivered to.',
    fr: 'Destinataires s’étant désabonnés par un e-mail d’une campagne, parmi ceux qui l’ont reçu.',
    id: 'Penerima yang berhenti berlangganan lewat surel kampanye, dari yang menerimanya.',
  },
});
