import { createHash } from 'node:crypto';
import { COMPANY_NODE_BYTES, type EventId, type NodeId, type Position } from './ids.js';
import type { Valid } from './projection.js';
import type { RecordedEvent } from './envelope.js';
import type { Keyring } from './sealing.js';
import type { SealedFields } from './sealed-fields.js';
import type { Category, Fields, Shape } from './shape.js';

/** A value bound as a parameter, or a piece of SQL put together with the `sql` tag. */
export interface Sql {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** SQL with bound parameters: every `${value}` is a parameter, every `${sql`...`}` a piece. Never concatenates values. */
export function sql(strings: TemplateStringsArray, ...holes: readonly unknown[]): Sql {
  let text = strings[0]!;
  const values: unknown[] = [];
  holes.forEach((hole, i) => {
    if (isSql(hole)) {
      text += hole.text.replace(/\$(\d+)/g, (_, n: string) => `$${Number(n) + values.length}`);
      values.push(...hole.values);
    } else {
      values.push(hole);
      text += `$${values.length}`;
    }
    text += strings[i + 1]!;
  });
  return { text, values };
}

/** SQL of `isCompanyNode`, of a node that is never null. */
export function isCompanySql(node: Sql): Sql {
  return sql`get_byte(uuid_send(${node}), 6) IN (${{ text: COMPANY_NODE_BYTES.join(', '), values: [] }})`;
}

const names = new Map<string, string>();
const NAMES = 2_000;

/** A name for a statement, the same wherever its text is: for connections that plan it once and know it by its name. */
export function statementName(text: string): string {
  let name = names.get(text);
  if (name === undefined) {
    if (names.size >= NAMES) names.clear();
    names.set(text, (name = createHash('sha1').update(text).digest('base64url')));
  }
  return name;
}

/** Joins pieces of SQL. */
export function joinSql(pieces: readonly Sql[], separator: string): Sql {
  return pieces.reduce((all, piece, i) => (i === 0 ? piece : sql`${all}${{ text: separator, values: [] }}${piece}`), {
    text: '',
    values: [],
  });
}

function isSql(hole: unknown): hole is Sql {
  return typeof hole === 'object' && hole !== null && 'text' in hole && 'values' in hole && Array.isArray(hole.values);
}

/** What a query may use: SQL over the views of the read models it names, and the log for whole events. */
export interface Asking {
  rows<T extends object>(query: Sql): Promise<readonly T[]>;
  /** As `rows`, for a statement that finds its rows by key and costs the same for any: planned once. */
  byKey<T extends object>(query: Sql): Promise<readonly T[]>;
  /** Recorded events with their keys, for inspectors. */
  events(
    positions: readonly Position[],
  ): Promise<{ readonly events: readonly RecordedEvent[]; readonly keys: Keyring }>;
  /** Opens fields that a read model holds sealed, in the order asked; null where erased. None may be `IN_THE_EVENT`. */
  unseal(
    category: Category,
    parts: readonly { readonly event: EventId; readonly fields: SealedFields }[],
  ): Promise<readonly (Readonly<Record<string, unknown>> | null)[]>;
  locate(ids: readonly EventId[]): Promise<ReadonlyMap<EventId, Position>>;
  /** The contact a node or a former contact id belongs to now; null for one nobody knows. */
  contactOf(id: NodeId): Promise<string | null>;
  /**
   * The rows that a state of contacts, or companies, would have now for each that had exactly these nodes, in the order
   * asked: derived from what is believed of them, as the read model derives it.
   */
  wouldBe(
    readModel: string,
    state: string,
    each: readonly (readonly string[])[],
  ): Promise<readonly (readonly Valid[])[]>;
  /** Which log this is, and its last event: what must outlast a log is pinned to both. */
  head(): Promise<{ readonly log: string; readonly event: EventId | null }>;
  readonly now: Date;
  readonly zone: string;
  /** Only what had happened by then; null is now. Set only for queries that declare `clocks`. */
  readonly asOf: Date | null;
  /** Only what had been recorded up to this position; null is all. Set only for queries that declare `clocks`. */
  readonly knownAt: Position | null;
}

/** A question: a name, who may ask, parameters, and SQL. Answered at `GET /api/{path}`. */
export interface QueryDefinition<
  P extends Record<string, Shape<unknown>> = Record<string, Shape<unknown>>,
  A = unknown,
> {
  readonly name: string;
  readonly path: string;
  readonly permission: string;
  readonly params: P;
  /** Read models asked, for freshness and `minPosition`. */
  readonly reads: readonly string[];
  /** Whether it can be asked as of another moment, or as known then; refused otherwise. */
  readonly clocks?: boolean;
  /** Null is answered as "there is no such thing". */
  readonly answer: (asking: Asking, params: Fields<P>) => Promise<A>;
}

/** Declares a query. Names in `path` such as `contacts/:contact` are parameters. */
export function query<const P extends Record<string, Shape<unknown>>, A>(
  name: string,
  says: Omit<QueryDefinition<P, A>, 'name'>,
): QueryDefinition<P, A> {
  return { name, ...says };
}

/** The answer's type of a query: what a screen gets. */
export type AnswerOf<Q> = Q extends { readonly answer: (...args: never[]) => Promise<infer A> } ? A : never;

/** A page of a list: opaque cursor of the next page, null at the end. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** Encodes, decodes an opaque cursor of sort values. Returns null for one that is not of this list. */
export function encodeCursor(list: string, values: readonly (string | number | null)[]): string {
  return Buffer.from(JSON.stringify([list, ...values])).toString('base64url');
}
export function decodeCursor(list: string, cursor: string): readonly (string | number | null)[] | null {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(parsed) && parsed[0] === list ? (parsed.slice(1) as (string | number | null)[]) : null;
  } catch {
    return null;
  }
}
