import { kpi } from '#kernel';
import { firstTouches } from '../reading/first-touch.js';
import { directSql, OF_DIRECT_SHARE } from './direct-share.js';

/** Ratio: as version 2, of contacts and of companies that something happened with, without anybody of theirs. */
export const directShare1 = kpi('direct-share', 1, {
  ...OF_DIRECT_SHARE,
  records: (reading) => directSql(firstTouches(reading)),
});
