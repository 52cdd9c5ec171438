import { kpi, sql } from '#kernel';
import { EXPECTED_DEALS, expectedDealsSql } from '../reading/deal-records.js';
import { probabilitiesSql } from '../reading/stage-probabilities.js';

/**
 * Sum, money: amounts of open deals times how likely each is won from its stage, placed by when they are expected to
 * close. Both are read as known: as of a day before, known by then, it is what was forecast; `bookings` is the outcome.
 * A deal in a stage that no pipeline knows weighs nothing.
 */
export const weightedForecast = kpi('weighted-forecast', 1, {
  ...EXPECTED_DEALS,
  kind: 'sum',
  unit: 'money',
  reads: [...EXPECTED_DEALS.reads, 'pipelines'],
  records: (reading) =>
    expectedDealsSql(
      reading,
      sql`d.amount * coalesce((
        SELECT likely.probability FROM (${probabilitiesSql(reading)}) likely
        WHERE likely.pipeline = d.pipeline AND (likely.stage = d.stage OR (d.stage IS NULL AND likely.place = 1))
        LIMIT 1), 0) / 100 AS value`,
    ),
  title: { en: 'Weighted forecast', fr: 'Prévision pondérée', id: 'Perkiraan tertimbang' },
  says: {
    en: 'Amounts of the deals that are open, each times the probability of its stage, placed by when they are expected to close.',
    fr: 'Montants des affaires ouvertes, chacun multiplié par la probabilité de son étape, à leur date de clôture prévue.',
    id: 'Nilai transaksi yang terbuka, masing-masing dikalikan peluang tahapnya, menurut perkiraan tanggal penutupannya.',
  },
});
