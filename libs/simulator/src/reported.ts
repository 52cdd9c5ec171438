import { contactDescribed, contactGrouped, identifiersAliased, touchpointRecorded } from '#journey';
import type { AnyEventDefinition, Reported } from '#kernel';
import type { MessageType } from './acts.js';
import type { Simulated } from './simulation.js';

const DEFINITIONS: Readonly<Record<MessageType, AnyEventDefinition>> = {
  touch: touchpointRecorded,
  described: contactDescribed,
  grouped: contactGrouped,
  aliased: identifiersAliased,
};

/** A simulated message as a connector would report it. */
export function reportedOf(message: Simulated): Reported {
  const { type, messageId, identifiers, payload, when } = message;
  return {
    definition: DEFINITIONS[type],
    messageId,
    identifiers,
    payload,
    when,
    stated: { type, identifiers, payload, when },
  };
}

/** Messages that one sender, with one clock, delivers together. */
export interface SimulatedDelivery {
  readonly messages: readonly Simulated[];
  readonly arrivesAt: number;
  /** How far ahead of the truth the sender's clock is. */
  readonly clockAhead: number;
}

/** Groups messages, in order, into deliveries of at most `size`: a sender with a wrong clock has its own. */
export function* deliveries(
  messages: Iterable<Simulated>,
  size: number,
): Generator<SimulatedDelivery, void, undefined> {
  let open: Simulated[] = [];
  const close = (): SimulatedDelivery => {
    const last = open.at(-1)!;
    const delivery = { messages: open, arrivesAt: last.arrivesAt, clockAhead: last.clockAhead };
    open = [];
    return delivery;
  };
  for (const message of messages) {
    if (open.length > 0 && (open.length >= size || open[0]!.clockAhead !== message.clockAhead)) yield close();
    open.push(message);
  }
  if (open.length > 0) yield close();
}
