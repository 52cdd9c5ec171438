import { kpi, sql } from '#kernel';
import { HANDOFF_GIVES, HANDOFF_SLICES, handoffsSql } from '../reading/handoff-records.js';

/** Ratio: accepted / (accepted + refused + expired), by offer cohort; open offers are beside, those taken back left out. */
export const handoffAcceptance = kpi('handoff-acceptance', 1, {
  kind: 'ratio',
  unit: 'ratio',
  team: 'data',
  reads: ['ownership', 'identity'],
  gives: [...HANDOFF_GIVES, 'num', 'immature'],
  records: (reading) => sql`
    SELECT offer.*, offer.answer = 'accepted' AS num, offer.answer IS NULL AS immature
    FROM (${handoffsSql(reading, reading.at)}) offer
    WHERE offer.answer IN ('accepted', 'refused', 'expired') OR (offer.answer IS NULL AND offer.status = 'open')`,
  slices: HANDOFF_SLICES,
  title: { en: 'Handoff acceptance', fr: 'Acceptation des passations', id: 'Penerimaan serah terima' },
  says: {
    en: 'Of the offers made in the period that were accepted, refused or ran out, those accepted; open ones stand beside, those taken back are left out.',
    fr: 'Parmi les offres de la période acceptées, refusées ou expirées, celles acceptées ; les offres ouvertes sont à côté, les retirées exclues.',
    id: 'Dari penawaran dalam periode yang diterima, ditolak atau kedaluwarsa, yang diterima; yang masih terbuka ada di samping, yang ditarik tidak dihitung.',
  },
});
