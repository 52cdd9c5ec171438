import type { Actor, Authority } from './envelope.js';
import type { EventView } from './event-view.js';
import type { Position } from './ids.js';
import type { AboutOf, AnyEventDefinition, Happening, PayloadOf } from './event.js';
import type { Fields, Shape } from './shape.js';

/** What is decided about together: a stream `{name}-{id}`, folded to a state. */
export interface Decider<S> {
  readonly name: string;
  readonly initial: S;
  readonly evolve: readonly {
    readonly definition: AnyEventDefinition;
    readonly apply: (state: S, event: EventView) => S;
  }[];
  /** What it decides about is a pair of things: its ids are two of theirs, with a point between them. */
  readonly pairs?: true;
}

/** A decider about pairs of things. */
export function ofPairs<S>(decides: Decider<S>): Decider<S> {
  return { ...decides, pairs: true };
}

/** Declares a decider: its state before anything happened, and how each event changes it. Pure. */
export function decider<S>(
  name: string,
  initial: S,
  ...evolve: { readonly definition: AnyEventDefinition; readonly apply: (state: S, event: EventView) => S }[]
): Decider<S> {
  return { name, initial, evolve };
}

/** How an event changes a decider's state. */
export function evolves<S, D extends AnyEventDefinition>(
  definition: D,
  apply: (state: S, event: EventView<PayloadOf<D>, AboutOf<D>>) => S,
): { readonly definition: AnyEventDefinition; readonly apply: (state: S, event: EventView) => S } {
  return { definition, apply: apply as (state: S, event: EventView) => S };
}

/** The state of something else, by its decider and id: its decider's initial one where nothing happened to it. */
export type Consulted = <S>(decider: Decider<S>, id: string) => S;

/** Something else that a rule has to know: its decider, and its id. */
export interface Consults {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- variance: a decider of any state
  readonly decider: Decider<any>;
  readonly id: string;
}

/** A question to the read models, by its name. */
export interface Question {
  readonly question: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/**
 * Answers questions of decisions and reactions: as of now, once the read models hold everything up to a position, or, where
 * they stay behind for too long, as far as they are. Throws for a question nobody knows.
 */
export type Asker = (asked: Question, minPosition: Position) => Promise<unknown>;

/** Time, authority and ids come in as data: decisions are pure. */
export interface DecisionContext {
  /** The id after the decider's name in the stream. */
  readonly id: string;
  /** The instant of the command, RFC 3339 UTC. */
  readonly at: string;
  readonly by: Actor;
  readonly authority?: Authority;
  /** The event that a parameter names (`names`), opened; null where there is no such event, missing where none is named. */
  readonly named?: EventView | null;
  /** The states of what the decision `consults`; throws for anything else. */
  readonly consulted?: Consulted;
  /** What the read models answered to the question of the decision (`asks`). */
  readonly known?: unknown;
}

/** A decision: returns what happened; an empty list for a repeat; throws `broken(...)` when a rule forbids it. */
export interface DecisionDefinition<
  S = unknown,
  P extends Record<string, Shape<unknown>> = Record<string, Shape<unknown>>,
> {
  readonly name: string;
  readonly decider: Decider<S>;
  readonly permission: string;
  readonly params: P;
  /** Parameters made anew at every attempt (the hash of a secret, when it is over): two commands that differ in nothing else are the same. */
  readonly fresh: readonly string[];
  /** The parameter that holds the id of an event the rule has to look at, if there is one. */
  readonly names?: string;
  /**
   * What else the rule has to know, a step after the other, each knowing what the ones before found. It is read as it
   * is: what is decided about it at the same moment is waited for only where both name the same guard.
   */
  readonly consults: readonly ((state: S, params: Fields<P>, consulted: Consulted) => readonly Consults[])[];
  /** What the rule has to know that other streams tell, asked of the read models as they are when the command comes. */
  readonly asks?: (state: S, params: Fields<P>, context: Pick<DecisionContext, 'id' | 'by'>) => Question | null;
  /**
   * Names of what the rule reaches for beyond its own stream: commands that name the same are decided one after the
   * other, each knowing what came of those before. `known` is null until the decision's question is answered.
   */
  readonly guards?: (params: Fields<P>, context: Pick<DecisionContext, 'id'>, known: unknown) => readonly string[];
  readonly decide: (state: S, params: Fields<P>, context: DecisionContext) => readonly Happening[];
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- variance: any decision at all
export type AnyDecision = DecisionDefinition<any, any>;

/** Declares a decision, `{decider}.{name}`: who may ask for it, its parameters, and the pure rule. */
export function decision<S, P extends Record<string, Shape<unknown>>>(
  about: Decider<S>,
  name: string,
  says: {
    readonly permission: string;
    readonly params: P;
    readonly fresh?: readonly (keyof P & string)[];
    readonly names?: keyof P & string;
    readonly consults?: DecisionDefinition<S, P>['consults'];
    readonly asks?: DecisionDefinition<S, P>['asks'];
    readonly guards?: DecisionDefinition<S, P>['guards'];
  },
  decide: (state: S, params: Fields<P>, context: DecisionContext) => readonly Happening[],
): DecisionDefinition<S, P> {
  return {
    name: `${about.name}.${name}`,
    decider: about,
    permission: says.permission,
    params: says.params,
    fresh: says.fresh ?? [],
    ...(says.names === undefined ? {} : { names: says.names }),
    consults: says.consults ?? [],
    ...(says.asks === undefined ? {} : { asks: says.asks }),
    ...(says.guards === undefined ? {} : { guards: says.guards }),
    decide,
  };
}

/** A command: a decision asked for with parameters. `id` makes repeats harmless. */
export interface Command<D extends AnyDecision = AnyDecision> {
  readonly decision: D;
  readonly stream: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Asks for a decision about `id`. */
export function ask<S, P extends Record<string, Shape<unknown>>>(
  decision: DecisionDefinition<S, P>,
  id: string,
  params: Fields<P>,
): Command {
  return { decision: decision as AnyDecision, stream: id, params: params };
}
