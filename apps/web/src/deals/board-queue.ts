import type { DealLine } from '../api/types.js';

interface Step {
  readonly deal: DealLine;
  readonly stage: string | null;
}

/**
 * The moves that are written one after the other, with one more. Of a card that waits already only the last place counts;
 * the first is being written and stays. Nothing moves a card that is being won.
 */
export function queued<T extends Step>(steps: readonly T[], step: T): readonly T[] {
  const [writing, ...waiting] = steps;
  if (writing === undefined) return [step];
  const ofDeal = steps.filter(({ deal }) => deal.deal === step.deal.deal);
  if (ofDeal.some(({ stage }) => stage === null)) return steps;
  if (ofDeal.at(-1)?.stage === step.stage) return steps;
  // Winning does not make up for a place that was asked for: it comes after it.
  const rest = step.stage === null ? waiting : waiting.filter(({ deal }) => deal.deal !== step.deal.deal);
  return [writing, ...rest, step];
}
