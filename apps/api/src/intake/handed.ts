import { mayHoldCardNumber, type Circumstances, type Deliverer, type Outcome, type Receipt } from '#intake';
import type { ConnectorDefinition, Delivery, Reading } from '#kernel';
import { formOf, isJson, parsed, type BodyLimits } from './body.js';

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
  return connector.read(deliveryOf(handed, connector, limits));
}

/** A delivery as its connector sees it; its body is read when it is first asked for, which throws IntakeProblem. */
export function deliveryOf(handed: Handed, connector: ConnectorDefinition, limits: BodyLimits): Delivery {
  const { raw, path, headers, circumstances } = handed;
  const header = (name: string): string | undefined => {
    const value = headers[name.toLowerCase()];
    return Array.isArray(value) ? value[0] : value;
  };
  let read: { readonly body: unknown } | null = null;
  return {
    get body() {
      read ??= { body: bodyOf(raw, connector, header('content-type'), limits) };
      return read.body;
    },
    raw,
    path,
    arrivedAt: circumstances.arrivedAt,
    header,
    headerNames: () => Object.keys(headers),
  };
}

function bodyOf(
  raw: Buffer,
  { bodies }: ConnectorDefinition,
  contentType: string | undefined,
  limits: BodyLimits,
): unknown {
  if (bodies === 'form') return formOf(raw);
  return bodies === 'labelled' && (raw.length === 0 || !isJson(contentType)) ? undefined : parsed(raw, limits);
}

/**
 * How a delivery came, and whether its bytes may hold a card number: found out by whichever thread takes it. The bytes of
 * a form do not show it, since blanks are written otherwise there, nor do those of a message half of which is in headers.
 */
export function circumstancesOf(
  { circumstances, raw, path }: Handed,
  { name, bodies }: ConnectorDefinition,
): Circumstances {
  return { ...circumstances, connector: name, path, withoutCards: bodies === undefined && !mayHoldCardNumber(raw) };
}

export function answerOf({ outcomes, ...counts }: Receipt, each: boolean): Answer {
  const messages =
    each || outcomes.length <= ANSWERED_EACH
      ? outcomes
      : outcomes.filter((outcome: Outcome) => outcome.outcome === 'quarantined');
  return { ...counts, messages };
}
