import { kpi } from '#kernel';
import { OF_OPEN_AGE, openTicketsSql } from './open-age.js';

/** Quantile, hours: as version 2, of tickets that are open at the end of the period itself, those opened right then included. */
export const openAge1 = kpi('open-age', 1, {
  ...OF_OPEN_AGE,
  records: (reading) => openTicketsSql(reading, reading.to),
});
