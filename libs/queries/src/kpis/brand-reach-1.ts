import { kpi } from '#kernel';
import { firstTouches } from '../reading/first-touch.js';
import { OF_BRAND_REACH } from './brand-reach.js';

/** Count: contacts first ever touched in the period, and companies that something happened with, without anybody of theirs. */
export const brandReach1 = kpi('brand-reach', 1, { ...OF_BRAND_REACH, records: firstTouches });
