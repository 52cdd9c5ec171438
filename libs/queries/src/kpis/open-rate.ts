import { kpi, own } from '#kernel';

/**
 * Ratio: distinct recipients who opened / distinct recipients a mail was delivered to, placed by when either happened.
 * Only touches that name their campaign; opens by machines are another kind (`machine-opened`) and not counted.
 */
export const openRate = kpi('open-rate', 1, {
  kind: 'ratio',
  unit: 'ratio',
  team: 'marketing',
  over: 'contacts.touch',
  contact: 'profile',
  record: 'contact',
  distinct: true,
  where: "channel = 'email' AND campaign IS NOT NULL",
  numerator: "kind = 'opened'",
  denominator: "kind = 'delivered'",
  slices: { campaign: own, variant: own, source: own },
  title: { en: 'Open rate', fr: 'Taux d’ouverture', id: 'Tingkat buka' },
  says: {
    en: 'Recipients who opened a mail of a campaign, of those it was delivered to; opens by machines are not counted.',
    fr: 'Destinataires ayant ouvert un e-mail d’une campagne, parmi ceux qui l’ont reçu ; les ouvertures par des machines ne comptent pas.',
    id: 'Penerima yang membuka surel kampanye, dari yang menerimanya; pembukaan oleh mesin tidak dihitung.',
  },
});
