import { kpi } from '#kernel';

/** Ratio: distinct contacts who attended a webinar or event / who registered for one, placed by when either happened. */
export const attendance = kpi('attendance', 1, {
  kind: 'ratio',
  over: { projection: 'contacts', table: 'touch' },
  placed: 'occurred_at',
  numerator: "channel IN ('webinar', 'event') AND kind = 'attended'",
  denominator: "channel IN ('webinar', 'event') AND kind = 'registered'",
  unit: 'contact',
  slices: { channel: 'channel', campaign: 'campaign', source: 'source' },
});
