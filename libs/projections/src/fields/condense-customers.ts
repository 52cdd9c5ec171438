import type { Condensing, Fact } from '#kernel';
import { inTimeOrder } from './time-order.js';

/**
 * Of what makes somebody a customer, the first they bought themselves and the first they bought for a company are all that
 * says since when: the others come later, and change nothing beside any more of their kind. Whatever was corrected is
 * kept, for a correction moves it in time or says that it never was; one that comes once something is left out is not
 * admitted, since it may be about that.
 */
export const condensingCustomers: Condensing<true> = {
  condense(facts, _settings, before) {
    const corrected = new Set(facts.filter(({ table }) => table === 'corrected').map(({ thing }) => thing));
    const first = new Map<unknown, Fact>();
    for (const fact of inTimeOrder(facts))
      if (fact.table === 'became' && !corrected.has(fact['thing']) && !first.has(fact['unit']))
        first.set(fact['unit'], fact);
    const kept = facts.filter((fact) => corrected.has(fact['thing']) || first.get(fact['unit']) === fact);
    return kept.length === facts.length && before === null ? null : { kept, left: true };
  },

  admits: (_left, fact) => fact.table !== 'corrected',
};
