import { matchesTouch, type CapturingTouch } from '#journey';
import type { Fact, Settings, Valid } from '#kernel';
import { inTimeOrder } from '../fields/time-order.js';
import { corrected } from './corrected.js';
import { stagesInForce } from './stages-in-force.js';

const CUSTOMER: ReadonlySet<unknown> = new Set(['became-customer', 'subscription-started']);

/**
 * Since when somebody is a lead: since the earliest touch that captured or qualified it, by the patterns in force when
 * that was recorded; never, where it was a customer already.
 */
export function deriveLead(believed: readonly Fact[], settings: Settings): Valid[] {
  for (const fact of inTimeOrder(corrected(believed))) {
    if (CUSTOMER.has(fact['cause'])) return [];
    if (fact['cause'] !== 'touch') continue;
    const { captures, qualifies } = stagesInForce(settings, fact).stages;
    const touch = fact as unknown as CapturingTouch;
    if (!matchesTouch(captures, touch) && !matchesTouch(qualifies, touch)) continue;
    const { channel, kind, campaign, source, precision } = fact;
    const from = fact.occurred_at;
    const values = { event: fact.event_id, captured_at: from, captured_precision: precision };
    return [{ from, to: null, values: { ...values, channel, kind, campaign, source } }];
  }
  return [];
}
