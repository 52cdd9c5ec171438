import { kpi, own } from '#kernel';

/** Ratio: distinct recipients who replied / distinct recipients a mail was delivered to, placed by when either happened. */
export const replyRate = kpi('reply-rate', 1, {
  kind: 'ratio',
  unit: 'ratio',
  team: 'marketing',
  over: 'contacts.touch',
  contact: 'profile',
  record: 'contact',
  distinct: true,
  where: "channel = 'email' AND campaign IS NOT NULL",
  numerator: "kind = 'replied'",
  denominator: "kind = 'delivered'",
  slices: { campaign: own, variant: own, source: own },
  title: { en: 'Reply rate', fr: 'Taux de réponse', id: 'Tingkat balasan' },
  says: {
    en: 'Recipients who replied to a mail of a campaign, of those it was delivered to.',
    fr: 'Destinataires ayant répondu à un e-mail d’une campagne, parmi ceux qui l’ont reçu.',
    id: 'Penerima yang membalas surel kampanye, dari yang menerimanya.',
  },
});
