import { kpi } from '#kernel';

/**
 * Ratio: distinct recipients who opened / distinct recipients a mail was delivered to, placed by when either happened.
 * Only touches that name their campaign; opens by machines are another kind (`machine-opened`) and not counted.
 */
export const openRate = kpi('open-rate', 1, {
  kind: 'ratio',
  over: { projection: 'contacts', table: 'touch' },
  placed: 'occurred_at',
  numerator: "channel = 'email' AND kind = 'opened' AND campaign IS NOT NULL",
  denominator: "channel = 'email' AND kind = 'delivered' AND campaign IS NOT NULL",
  unit: 'contact',
  slices: { campaign: 'campaign', variant: 'variant', source: 'source' },
});
