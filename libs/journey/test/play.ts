import { BrokenRule, type AnyDecision, type Decider, type DecisionContext, type EventView } from '#kernel';

/** What a step of a play came to: the names of the events, or the code of the rule it broke. */
export type Played = readonly string[] | string;

/** One thing decided about again and again: each decision sees what those before it said, as if recorded at once. */
export class Play<S> {
  state: S;

  constructor(
    private readonly decider: Decider<S>,
    private readonly id: string,
  ) {
    this.state = decider.initial;
  }

  /** Asks for a decision at an instant and lets what comes of it happen. */
  ask(decision: AnyDecision, params: Readonly<Record<string, unknown>>, at: string): Played {
    const context: DecisionContext = { id: this.id, at, by: { kind: 'system', id: 'test' } };
    try {
      const happenings = decision.decide(this.state, params, context);
      for (const { definition, about, payload, when } of happenings) {
        const { apply } = this.decider.evolve.find((one) => one.definition.name === definition.name)!;
        const time = when ?? { precision: 'instant', at };
        const occurredAt = time.precision === 'none' ? null : Date.parse(time.at);
        this.state = apply(this.state, {
          about,
          payload,
          precision: time.precision,
          occurredAt,
        } as unknown as EventView);
      }
      return happenings.map(({ definition }) => definition.name);
    } catch (error) {
      if (error instanceof BrokenRule) return error.code;
      throw error;
    }
  }
}
