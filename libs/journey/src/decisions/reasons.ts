import { broken, canonicalJson, decider, decision, evolves, list, oneOf, word } from '#kernel';
import { reasonsSet } from '../events/settings/reasons-set.js';

/** Which reasons people choose from where they give one. */
export interface ReasonsState {
  readonly of: string | null;
  readonly reasons: readonly string[];
}

export const reasons = decider<ReasonsState>(
  'reasons',
  { of: null, reasons: [] },
  evolves(reasonsSet, (_state, { payload }) => ({ of: payload.of, reasons: payload.reasons })),
);

/** Says which reasons there are, of one kind: what was set last counts, whatever its id. */
export const setReasons = decision(
  reasons,
  'set',
  {
    permission: 'settings.manage',
    params: {
      of: oneOf('handoff-refused', 'handoff-returned', 'deal-lost', 'deal-won', 'subscription-cancelled'),
      reasons: list(word),
    },
  },
  (state, says, { id }) => {
    if (says.reasons.length === 0) throw broken('reasons.none');
    if (new Set(says.reasons).size < says.reasons.length) throw broken('reasons.twice');
    if (state.of !== null && state.of !== says.of) throw broken('reasons.other-kind', { of: state.of });
    return state.of === says.of && canonicalJson(state.reasons) === canonicalJson(says.reasons)
      ? []
      : [reasonsSet.of({ reasons: id }, says)];
  },
);
