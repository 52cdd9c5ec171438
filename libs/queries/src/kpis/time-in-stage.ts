import { kpi, own, sql } from '#kernel';
import { hoursBetween, hoursSince, instantOf } from '../reading/durations.js';
import { known } from '../reading/moments.js';

/**
 * Curve, days: how long contacts stay in a stage of the funnel, by Kaplan and Meier; who is in it still is censored at the
 * as-of point. Placed by when it was entered.
 */
export const timeInStage = kpi('time-in-stage', 1, {
  kind: 'curve',
  unit: 'days',
  team: 'sales',
  reads: ['funnel'],
  gives: ['placed', 'placed_precision', 'event_id', 'contact', 'num', 'value'],
  records: (reading) => sql`
    SELECT s.event AS record, s.event AS event_id, s.contact, s.entered_at AS placed, s.entered_precision AS placed_precision,
           s.stage, s.channel, s.campaign, s.source, s.over AS num,
           greatest(CASE WHEN s.over THEN ${hoursBetween(reading, 's', 'entered', 'left')}
                    ELSE ${hoursSince(reading, 's', 'entered', reading.at)} END / 24, 0) AS value
    FROM (
      SELECT s.*, coalesce(${instantOf(reading, 's', 'left')} <= ${reading.at}, false) AS over
      FROM read.funnel_stage s
      WHERE ${known(reading, 's')}
        AND (s.entered_at IS NULL OR ${instantOf(reading, 's', 'entered')} <= ${reading.at})
    ) s`,
  slices: { stage: own, channel: own, campaign: own, source: own },
  title: { en: 'Time in stage', fr: 'Temps par étape', id: 'Waktu dalam tahap' },
  says: {
    en: 'Days that contacts stay in a stage of the funnel, by Kaplan and Meier; those in it still count as far as they have come.',
    fr: 'Jours que les contacts passent dans une étape du parcours, selon Kaplan et Meier ; ceux qui y sont encore comptent jusqu’où ils sont arrivés.',
    id: 'Hari kontak berada dalam suatu tahap corong, menurut Kaplan dan Meier; yang masih di dalamnya dihitung sejauh ini.',
  },
});
