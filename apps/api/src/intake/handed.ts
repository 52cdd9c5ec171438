import { mayHoldCardNumber, type Circumstances, type Deliverer, type Outcome, type Receipt } from '#intake';
import type { ConnectorDefinition, Reading } from '#kernel';
import { parsed, type BodyLimits } from './body.js';

/** A delivery as it is handed over to be read: plain data, so that another thread can be the one that reads it. */
export interface Handed {
  /** The connector's name. */
  readonly connector: string;
  readonly path: string;
  readonly raw: Buffer;
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly deliverer: Deliverer;
  readonly circumstances: Circumstances;
  /** Whether every message is answered one by one, however many there are. */
  readonly each: boolean;
}

/** What is answered: counts, the messages of small deliveries, and of larger ones those in quarantine. */
export interface Answer extends Omit<Receipt, 'outcomes'> {
  readonly messages: readonly Outcome[];
}

/** Deliveries of more messages are answered by counts and what is in quarantine, unless the client asks for all. */
const ANSWERED_EACH = 100;

/** Reads a delivery. Throws IntakeProblem or InvalidInput. */
export function readingOf(handed: Handed, connector: ConnectorDefinition, limits: BodyLimits): Reading {
  const { raw, path, headers, circumstances } = handed;
  return connector.read({
    body: parsed(raw, limits),
    raw,
    path,
    arrivedAt: circumstances.arrivedAt,
    header: (name) => {
      const value = headers[name.toLowerCase()];
      return Array.isArray(value) ? value[0] : value;
    },
  });
}

/** How a delivery came, and whether its bytes may hold a card number: found out by whichever thread takes it. */
export function circumstancesOf({ circumstances, raw, connector, path }: Handed): Circumstances {
  return { ...circumstances, connector, path, withoutCards: !mayHoldCardNumber(raw) };
}

export function answerOf({ outcomes, ...counts }: Receipt, each: boolean): Answer {
  const messages =
    each || outcomes.length <= ANSWERED_EACH
      ? outcomes
      : outcomes.filter((outcome: Outcome) => outcome.outcome === 'quarantined');
  return { ...counts, messages };
}
