import {
  BrokenRule,
  checkFields,
  InvalidInput,
  type Actor,
  type AnyDecision,
  type Decider,
  type DecisionContext,
  type EventId,
  type EventView,
  type Happening,
  type Problem,
} from '#kernel';

/** What a decision came to: what happened, in short, or the code of the rule it broke. */
export type Came = readonly (readonly [event: string, payload: Readonly<Record<string, unknown>>])[] | string;

/** Who asks, and when, unless a test says otherwise. */
const CONTEXT: DecisionContext = {
  id: '0192f0c1-1111-8000-8000-000000000001',
  at: '2026-03-01T09:30:00.000Z',
  by: { kind: 'system', id: 'test' },
};

/** Somebody of the company who asks. */
export function somebody(id: string): Actor {
  return { kind: 'person', id };
}

/**
 * Given what happened, when something is asked for, then this comes of it:
 * `given(personAdded.of(...)).when(changeRole, { role: 'admin' })`.
 */
export function given(...history: readonly Happening[]) {
  return {
    when(decision: AnyDecision, params: Record<string, unknown>, context: Partial<DecisionContext> = {}): Came {
      const problems: Problem[] = [];
      checkFields(decision.params as Parameters<typeof checkFields>[0], params, 'params', problems);
      if (problems.length > 0) throw new InvalidInput('decision.invalid', problems);
      try {
        return decision
          .decide(fold(decision.decider, history), params, { ...CONTEXT, ...context })
          .map((happening: Happening) => [happening.definition.name, happening.payload]);
      } catch (error) {
        if (error instanceof BrokenRule) return error.code;
        throw error;
      }
    },
  };
}

/** The id of the event that stands at a place of what was given. */
export function eventOf(place: number): EventId {
  return `0192f0c1-eeee-8000-8000-${String(place).padStart(12, '0')}` as EventId;
}

/** The state of what happened, in the order given. */
export function fold<S>(decider: Decider<S>, history: readonly Happening[]): S {
  let state = decider.initial;
  for (const [i, happening] of history.entries()) {
    const evolving = decider.evolve.find(({ definition }) => definition.name === happening.definition.name);
    if (evolving === undefined) throw new Error(`${decider.name} does not know ${happening.definition.name}`);
    state = evolving.apply(state, viewOf(happening, i));
  }
  return state;
}

/** What happened as a decider sees it: when the command was, unless it says otherwise. */
function viewOf(
  { definition, about, payload, when = { precision: 'instant', at: CONTEXT.at } }: Happening,
  place: number,
): EventView {
  const { precision } = when;
  const occurredAt = when.precision === 'none' ? null : Date.parse(when.at);
  return {
    id: eventOf(place),
    type: definition.name,
    position: place + 1,
    about,
    payload,
    precision,
    occurredAt,
    envelope: {},
  } as unknown as EventView;
}
