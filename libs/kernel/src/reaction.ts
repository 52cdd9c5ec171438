import type { Command, Question } from './decision.js';
import type { EventView } from './event-view.js';
import type { AboutOf, AnyEventDefinition, PayloadOf } from './event.js';
import { InvalidInput } from './problem.js';
import type { Shape } from './shape.js';

/** What a reaction asks for. A timer is named within the reaction: setting it again moves it, cancelling it forgets it. */
export type Consequence =
  | { readonly kind: 'command'; readonly command: Command }
  | { readonly kind: 'timer'; readonly name: string; readonly at: string; readonly command: Command }
  | { readonly kind: 'cancel'; readonly name: string };

/** Asks for a command now. Its id is computed from reaction, trigger and step: repeats are harmless. */
export function askNow(command: Command): Consequence {
  return { kind: 'command', command };
}
/**
 * Asks for a command at an instant (RFC 3339 UTC); a durable event, fired once, never in a rebuild. Throws InvalidInput
 * (`timer.personal`) for a decision with personal parameters: the event that sets a timer keeps them in clear.
 */
export function timer(name: string, at: string, command: Command): Consequence {
  refusePersonal(command);
  return { kind: 'timer', name, at, command };
}
/** Throws InvalidInput (`timer.personal`) for a command that cannot wait for its instant in the log. */
export function refusePersonal({ decision }: Command): void {
  const shapes = Object.entries(decision.params as Record<string, Shape<unknown>>);
  const problems = shapes
    .filter(([, shape]) => shape.personal !== undefined)
    .map(([name]) => ({
      where: `${decision.name}.params.${name}`,
      what: 'is personal, and a timer would keep it in clear',
      remedy: 'ask for a decision that finds it in its own stream',
    }));
  if (problems.length > 0) throw new InvalidInput('timer.personal', problems);
}
/** Forgets a timer. */
export function cancel(name: string): Consequence {
  return { kind: 'cancel', name };
}

type Asked = Consequence | readonly Consequence[] | null;

export interface ReactsTo {
  readonly definition: AnyEventDefinition;
  /** What of the read models it takes besides the event; they hold the event when they answer. */
  readonly asks?: (event: EventView) => Question | null;
  /** `known` is the answer to its question; null where it asks none. */
  readonly handle: (event: EventView, known?: unknown) => Asked;
}

/** What an event of a kind leads to. */
export function whenever<D extends AnyEventDefinition>(
  definition: D,
  handle: (event: EventView<PayloadOf<D>, AboutOf<D>>) => Asked,
): ReactsTo {
  return { definition, handle: handle as ReactsTo['handle'] };
}

/**
 * As `whenever`, for what an event alone does not tell: `asks` says what of the read models it takes, and `handle` gets the
 * answer. It is asked anew when the event is read again: what it asks for is one step per thing decided about, so that
 * what was done stays done, whatever else is answered the second time.
 */
export function wheneverKnowing<D extends AnyEventDefinition>(
  definition: D,
  asks: (event: EventView<PayloadOf<D>, AboutOf<D>>) => Question | null,
  handle: (event: EventView<PayloadOf<D>, AboutOf<D>>, known: unknown) => Asked,
): ReactsTo {
  return { definition, asks: asks as NonNullable<ReactsTo['asks']>, handle: handle as unknown as ReactsTo['handle'] };
}

/** From what happened to what should be asked for; pure. Ignores history unless told otherwise; never runs in a rebuild. */
export interface ReactionDefinition {
  readonly name: string;
  readonly version: number;
  readonly on: readonly ReactsTo[];
  readonly history: boolean;
}

/** Declares a reaction; its name is a sentence. */
export function reaction(
  name: string,
  version: number,
  on: readonly ReactsTo[],
  options: { readonly history?: boolean } = {},
): ReactionDefinition {
  return { name, version, on, history: options.history ?? false };
}
