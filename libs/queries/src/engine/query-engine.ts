import type { Pool } from 'pg';
import {
  InvalidInput,
  isErased,
  openSealed,
  statementName,
  subjectOfSealed,
  type Asking,
  type Envelope,
  type EventLog,
  type NodeId,
  type Position,
  type QueryDefinition,
  type Shape,
  type Sql,
  type Valid,
  type Vault,
} from '#kernel';
import { momentOf } from '../reading/moments.js';
import { confined } from './confined.js';
import { positionKnownAt } from './known-at.js';
import { checkedParams } from './params.js';
import { isGone, withRoom } from './with-room.js';

/** Where read models are: whoever runs them. */
export interface Positions {
  /** Positions of live models by name; one that was never built is left out. */
  positions(names: readonly string[], on?: Pick<Pool, 'query'>): Promise<ReadonlyMap<string, Position>>;
  /** Waits until they hold everything up to a position; false when time ran out first. */
  waitFor(names: readonly string[], position: Position, timeoutMs: number): Promise<boolean>;
  /** See `Asking`. */
  wouldBe(
    readModel: string,
    state: string,
    each: readonly (readonly string[])[],
    on?: Pick<Pool, 'query'>,
  ): Promise<readonly (readonly Valid[])[]>;
}

/** What questions are answered from. */
export interface QueryEngineOptions {
  readonly pool: Pool;
  readonly log: EventLog;
  readonly vault: Vault;
  readonly readModels: Positions;
  /** The workspace's zone, an IANA name. */
  readonly zone: string;
  /** Now; the system's unless told. */
  readonly clock?: () => Date;
}

/** How a question is asked, whatever it is. */
export interface AskedHow {
  /** Waits, up to five seconds, until the read models hold this position; answers as far as they are otherwise. */
  readonly minPosition?: Position;
  /** An instant, or a day of the workspace: only what had happened by then, by its beginning. */
  readonly asOf?: string;
  /** An instant or a position: only what had been recorded by then. */
  readonly asKnownAt?: string;
}

/** An answer, and the position up to which the read models hold everything. */
export interface Answered<A> {
  readonly answer: A;
  readonly position: Position;
}

/** A read model that a question needs was never built: it is being built now, or no projector runs. */
export class NotBuilt extends Error {
  override readonly name = 'NotBuilt';
  constructor(readonly readModels: readonly string[]) {
    super(`${readModels.join(', ')} cannot be read yet: being built, or no projector is running`);
  }
}

/** What PostgreSQL answers where a prepared statement would have other columns now. */
const FEATURE_NOT_SUPPORTED = '0A000';

/** How PostgreSQL says what is not there, by its code. */
const UNDEFINED = new Map([
  ['42P01', /"read\.(\w+)"/],
  ['42703', /^column (?:\w+\.)?"?(\w+)"? does not exist/],
]);

/**
 * Throws NotBuilt for a table, or a column of one, that what is live does not have: of a newer definition, which is being
 * built beside it, or of one that was gone back from. Anything else as it is.
 */
function notYet(error: unknown): never {
  const { code, message } = error as { readonly code?: string; readonly message: string };
  const [, missing] = UNDEFINED.get(code ?? '')?.exec(message) ?? [];
  throw missing === undefined ? error : new NotBuilt([missing]);
}

/** How long a question waits for its own write. */
export const PATIENCE_MS = 5_000;

/** The position up to which all of these hold everything. Throws NotBuilt. */
function lowest(reads: readonly string[], positions: ReadonlyMap<string, Position>): Position {
  const missing = reads.filter((name) => !positions.has(name));
  if (missing.length > 0) throw new NotBuilt(missing);
  return Math.min(...positions.values());
}

/** Answers questions from the read models. */
export class QueryEngine {
  private readonly clock: () => Date;

  constructor(private readonly options: QueryEngineOptions) {
    this.clock = options.clock ?? (() => new Date());
  }

  /** Asks. Throws InvalidInput for parameters that do not fit, NotBuilt. */
  async ask<P extends Record<string, Shape<unknown>>, A>(
    query: QueryDefinition<P, A>,
    params: Record<string, unknown>,
    how: AskedHow = {},
  ): Promise<Answered<A>> {
    const checked = checkedParams(query.params, params) as never;
    if (query.clocks !== true && (how.asOf !== undefined || how.asKnownAt !== undefined))
      throw new InvalidInput('query.only-now', [
        { where: how.asOf === undefined ? 'asKnownAt' : 'asOf', what: `${query.name} is answered for now alone` },
      ]);
    await this.waitFor(query.reads, how.minPosition);
    // one connection: what is asked at the same time leaves as one piece and is answered in that order, where the read
    // models are before anything is read in them
    const client = await this.options.pool.connect();
    const sent: Promise<unknown>[] = [];
    const on = ((...asked: Parameters<typeof client.query>) => {
      const answer = client.query(...asked) as unknown as Promise<unknown>;
      sent.push(answer);
      return answer;
    }) as unknown as Pool['query'];
    try {
      const asking = this.asking(how, { query: on });
      const positions = this.options.readModels.positions(query.reads, { query: on });
      const [position, answer] = await Promise.allSettled([
        positions.then((found) => lowest(query.reads, found)),
        asking.then((ready) => query.answer(ready, checked)),
      ]);
      // what was never built cannot have been read
      if (position.status === 'rejected') throw position.reason;
      if (answer.status === 'rejected') return notYet(answer.reason);
      return { answer: answer.value, position: position.value };
    } finally {
      // a question that failed may have more on its way: whoever has the connection next must not meet its answers
      const outcomes = await Promise.allSettled(sent);
      client.release(outcomes.some((outcome) => outcome.status === 'rejected' && isGone(outcome.reason)));
    }
  }

  /** The position up to which read models hold everything, after waiting for one. Throws NotBuilt. */
  async fresh(reads: readonly string[], minPosition?: Position): Promise<Position> {
    await this.waitFor(reads, minPosition);
    return lowest(reads, await this.options.readModels.positions(reads));
  }

  /** The log that is asked: positions are its own. */
  async logId(): Promise<string> {
    return (await this.options.log.identity()).id;
  }

  private async waitFor(reads: readonly string[], position: Position | undefined): Promise<void> {
    if (position !== undefined && position > 0) await this.options.readModels.waitFor(reads, position, PATIENCE_MS);
  }

  /** The workspace's zone. */
  get zone(): string {
    return this.options.zone;
  }

  /**
   * Asks what a definition says. One that is restricted is asked on a connection of its own, which may write nothing and
   * read what is free of personal fields alone, and not for long. Throws InvalidInput (`kpi.failed`) where it cannot be
   * answered.
   */
  async as<T>(
    kpi: { readonly name: string; readonly restricted?: true },
    how: AskedHow,
    run: (asking: Asking) => Promise<T>,
  ): Promise<T> {
    const asking = await this.asking(how);
    const { pool } = this.options;
    if (kpi.restricted !== true) return run({ ...asking, rows: (query) => withRoom<never>(pool, query).catch(notYet) });
    return confined(pool, kpi.name, (rows) => run({ ...asking, rows, byKey: rows }));
  }

  /** What a question may use, at its moment. */
  async asking(how: AskedHow, on: Pick<Pool, 'query'> = this.options.pool): Promise<Asking> {
    const { log, vault, readModels, zone } = this.options;
    const rows = async <T extends object>({ text, values }: Sql): Promise<readonly T[]> =>
      (await on.query<T>(text, [...values])).rows;
    return {
      rows,
      byKey: async <T extends object>(query: Sql): Promise<readonly T[]> => {
        try {
          return (await on.query<T>({ name: statementName(query.text), ...query, values: [...query.values] })).rows;
        } catch (error) {
          // a read model was swapped for one whose columns are of other types
          if ((error as { code?: unknown }).code === FEATURE_NOT_SUPPORTED)
            return (await this.options.pool.query<T>(query.text, [...query.values])).rows;
          throw error;
        }
      },
      events: async (positions) => {
        const events = await log.readAt(positions);
        const subjects = events.flatMap((event) =>
          ((JSON.parse(event.text) as Envelope).sealed ?? []).map((part) => part[1]),
        );
        return { events, keys: await vault.load([...new Set<NodeId>(subjects)]) };
      },
      unseal: async (category, parts) => {
        if (parts.length === 0) return [];
        const keys = await vault.load([...new Set(parts.map(({ fields }) => subjectOfSealed(fields)))]);
        return parts.map(({ event, fields }) => {
          const opened = openSealed(event, category, fields, keys);
          return isErased(opened) ? null : opened;
        });
      },
      locate: (ids) => log.locate(ids),
      contactOf: async (id) => {
        const [row] = await rows<{ contact: string }>({
          text: 'SELECT contact FROM read.identity_map WHERE node = $1 AND until_position IS NULL',
          values: [id],
        });
        return row?.contact ?? null;
      },
      wouldBe: (readModel, state, each) => readModels.wouldBe(readModel, state, each, on),
      head: async () => {
        const [{ id }, { event }] = await Promise.all([log.identity(), log.head()]);
        return { log: id, event };
      },
      now: this.clock(),
      zone,
      asOf: how.asOf === undefined ? null : await momentOf({ rows, zone }, 'asOf', how.asOf),
      knownAt: how.asKnownAt === undefined ? null : await positionKnownAt(log, how.asKnownAt),
    };
  }
}
