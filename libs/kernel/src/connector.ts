import type { AnyEventDefinition, When } from './event.js';
import type { Problem } from './problem.js';
import type { Verifier } from './signature.js';

/** An identifier as a source states it; `value` is not normalised yet. External and anonymous ids are namespaced by their source. */
export interface Identifier {
  readonly kind: IdentifierKind;
  readonly value: string;
  /** The source's, unless the source itself speaks for another one. */
  readonly namespace?: string;
  /** Of a phone number: the country that it is a national number of (ISO 3166-1 alpha-2), unless the number names one. */
  readonly region?: string;
}

/** From strongest to weakest: an event's profile is its strongest identifier's node. */
export const IDENTIFIER_KINDS = ['user', 'email', 'phone', 'external', 'anonymous'] as const;
export type IdentifierKind = (typeof IDENTIFIER_KINDS)[number];

/** One thing a delivery says happened. Ids, keys and clocks are the machinery's. */
export interface Reported {
  readonly definition: AnyEventDefinition;
  /** The source's own id of the message: repeats are told by it. Without one every delivery is a message of its own. */
  readonly messageId?: string;
  /** Whom it is about, in any order; the machinery puts them in order of strength. */
  readonly identifiers: readonly Identifier[];
  /** Other roles of `about`, as the definition names them. */
  readonly about?: Readonly<Record<string, string>>;
  readonly payload: Readonly<Record<string, unknown>>;
  /** It comes beside another report of the same message: where it names nobody, nothing is missing without it. */
  readonly beside?: true;
  /** As the client's clock said it; corrected by the machinery where `sentAt` shows that the clock is off. */
  readonly when?: When;
  /** The message as stated: what a repeat is compared by. */
  readonly stated: unknown;
  /** Where `stated` is an object, its members that only its transport says (when it was sent, the key): a repeat may say them otherwise. */
  readonly apart?: ReadonlySet<string>;
}

/** One delivery: what arrived over HTTP, parsed and raw. */
export interface Delivery {
  readonly body: unknown;
  readonly raw: Buffer;
  readonly path: string;
  header(name: string): string | undefined;
  /** The names of all headers, in lower case. */
  headerNames(): readonly string[];
  /** When it arrived, epoch milliseconds. */
  readonly arrivedAt: number;
}

/** What a delivery says once for all of its messages: kept with each that is set aside, for its replay. */
export interface SaidOnce {
  /** The client's clock when it sent. */
  readonly sentAt?: string;
  /** What the messages have in common, as the connector's `again` takes it. */
  readonly shared?: unknown;
  /** What they have in common was too large to be kept with every one of them. */
  readonly sharedLeftOut?: true;
  /** History is history when it is replayed. */
  readonly origin?: 'history';
  readonly correlation?: string;
}

/** What a connector made of a delivery: reports, and what did not fit with its reason. */
export interface Reading {
  readonly reports: readonly Reported[];
  readonly refused: readonly {
    readonly item: unknown;
    readonly problems: readonly Problem[];
    /** The source's id of it, where it stands outside of the item. */
    readonly messageId?: string;
  }[];
  /** The client's clock when it sent, if it says: for the correction of skewed clocks. */
  readonly sentAt?: string;
  /** What the delivery says of all its messages together, beside its clock: a replay of one of them needs it. */
  readonly shared?: unknown;
  /** What the delivery itself says it is: history is brought in behind live traffic. Live unless it says so. */
  readonly origin?: 'live' | 'history';
}

/** Turns one delivery of a source into what happened, and nothing else: no database, no HTTP. */
export interface ConnectorDefinition {
  readonly name: string;
  /** Paths below the server's root that the connector answers, such as `v1/batch`. */
  readonly paths: readonly string[];
  /**
   * How bodies are written: as JSON, whatever they are called, unless this says otherwise. `form`: members and their
   * values, as a browser sends them. `labelled`: JSON where the content type says so, else `body` is undefined.
   */
  readonly bodies?: 'json' | 'form' | 'labelled';
  /** A webhook: how its source signs. Its address is its path and the key: `webhooks/{name}/{key}`. */
  readonly verify?: Verifier;
  /** What a webhook's source wants to hear where it asks something instead of saying what happened; null for all else. */
  reply?(delivery: Delivery, secret: string): Readonly<Record<string, unknown>> | null;
  read(delivery: Delivery): Reading;
  /** The body that brings one message by itself, as it was stated, with what its delivery shared: for a message that is mended. The message itself unless told. */
  readonly again?: (stated: unknown, path: string, shared: unknown) => unknown;
}

type Says = Omit<ConnectorDefinition, 'name' | 'paths'>;

/** Declares a connector: by the paths it answers, or as a webhook by how its source signs. */
export function connector(
  name: string,
  says: Says & ({ readonly paths: readonly string[] } | { readonly verify: Verifier }),
): ConnectorDefinition {
  return { name, paths: [`webhooks/${name}`], ...says };
}
