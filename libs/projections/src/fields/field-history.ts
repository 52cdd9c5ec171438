import type { Fact } from '#kernel';
import { inTimeOrder } from './time-order.js';

/** Values a person states outweigh what a source sends by itself. */
function corrects(fact: Fact): boolean {
  return fact['actor_kind'] === 'person';
}

/**
 * The statements that make a field's history: in time order (undated first, ties by position), only those that say
 * something new, and nothing automatic after a person's correction.
 */
export function fieldHistory(believed: readonly Fact[]): Fact[] {
  const kept: Fact[] = [];
  let corrected = false;
  for (const fact of inTimeOrder(believed)) {
    if (corrected && !corrects(fact)) continue;
    corrected ||= corrects(fact);
    const before = kept.at(-1);
    if (before === undefined || before['value'] !== fact['value'] || corrects(before) !== corrects(fact))
      kept.push(fact);
  }
  return kept;
}
