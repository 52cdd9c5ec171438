import { kpi, own } from '#kernel';

/**
 * Ratio: distinct recipients who clicked / distinct recipients a mail was delivered to, placed by when either happened. Clicks by
 * bots are another kind (`machine-clicked`) and not counted.
 */
export const clickRate = kpi('click-rate', 1, {
  kind: 'ratio',
  unit: 'ratio',
  team: 'marketing',
  over: 'contacts.touch',
  contact: 'profile',
  record: 'contact',
  distinct: true,
  where: "channel = 'email' AND campaign IS NOT NULL",
  numerator: "kind = 'clicked'",
  denominator: "kind = 'delivered'",
  slices: { campaign: own, variant: own, source: own },
  title: { en: 'Click rate', fr: 'Taux de clic', id: 'Tingkat klik' },
  says: {
    en: 'Recipients who clicked in a mail of a campaign, of those it was delivered to; clicks by bots are not counted.',
    fr: 'Destinataires ayant cliqué dans un e-mail d’une campagne, parmi ceux qui l’ont reçu ; les clics de robots ne comptent pas.',
    id: 'Penerima yang mengeklik di surel kampanye, dari yang menerimanya; klik oleh bot tidak dihitung.',
  },
});
