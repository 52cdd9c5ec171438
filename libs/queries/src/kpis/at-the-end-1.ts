import { kpi, type KpiDefinition } from '#kernel';
import { openOffersSql } from '../reading/handoff-records.js';
import { unownedSql } from '../reading/unowned.js';
import { adoptionSql, OF_ADOPTION } from './adoption.js';
import { OF_AWAITING_ACCEPTANCE_AGE } from './awaiting-acceptance-age.js';
import { OF_AWAITING_ACCEPTANCE } from './awaiting-acceptance.js';
import { completenessSql, OF_COMPLETENESS } from './completeness.js';
import { OF_TIMELINESS, timelinessSql } from './timeliness.js';
import { OF_UNOWNED_AGE } from './unowned-age.js';
import { OF_UNOWNED } from './unowned.js';
import { OF_VALIDITY, validitySql } from './validity.js';

/** First versions: as the second ones, of what holds at the end of the period itself, what begins right then included. */
export const atTheEnd1: readonly KpiDefinition[] = [
  kpi('adoption', 1, { ...OF_ADOPTION, records: (reading) => adoptionSql(reading, reading.to) }),
  kpi('awaiting-acceptance', 1, {
    ...OF_AWAITING_ACCEPTANCE,
    records: (reading) => openOffersSql(reading, reading.to),
  }),
  kpi('awaiting-acceptance-age', 1, {
    ...OF_AWAITING_ACCEPTANCE_AGE,
    records: (reading) => openOffersSql(reading, reading.to),
  }),
  kpi('completeness', 1, { ...OF_COMPLETENESS, records: (reading) => completenessSql(reading, reading.to) }),
  kpi('timeliness', 1, { ...OF_TIMELINESS, records: (reading) => timelinessSql(reading, reading.to) }),
  kpi('unowned', 1, { ...OF_UNOWNED, records: (reading) => unownedSql(reading, reading.to) }),
  kpi('unowned-age', 1, { ...OF_UNOWNED_AGE, records: (reading) => unownedSql(reading, reading.to) }),
  kpi('validity', 1, { ...OF_VALIDITY, records: (reading) => validitySql(reading, reading.to) }),
];
