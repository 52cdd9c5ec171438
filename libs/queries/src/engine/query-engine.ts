import type { Pool } from 'pg';
import {
  InvalidInput,
  isErased,
  openSealed,
  subjectOfSealed,
  type Asking,
  type Envelope,
  type EventLog,
  type NodeId,
  type Position,
  type QueryDefinition,
  type Shape,
  type Sql,
  type Vault,
} from '#kernel';
import { momentOf } from '../reading/moments.js';
import { positionKnownAt } from './known-at.js';
import { checkedParams } from './params.js';

/** Where read models are: whoever runs them. */
export interface Positions {
  /** Positions of live models by name; one that was never built is left out. */
  positions(names: readonly string[]): Promise<ReadonlyMap<string, Position>>;
  /** Waits until they hold everything up to a position; false when time ran out first. */
  waitFor(names: readonly string[], position: Position, timeoutMs: number): Promise<boolean>;
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

/** How long a question waits for its own write. */
export const PATIENCE_MS = 5_000;

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
    const position = await this.fresh(query.reads, how.minPosition);
    return { answer: await query.answer(await this.asking(how), checked), position };
  }

  /** The position up to which read models hold everything, after waiting for one. Throws NotBuilt. */
  async fresh(reads: readonly string[], minPosition?: Position): Promise<Position> {
    if (minPosition !== undefined && minPosition > 0)
      await this.options.readModels.waitFor(reads, minPosition, PATIENCE_MS);
    const positions = await this.options.readModels.positions(reads);
    const missing = reads.filter((name) => !positions.has(name));
    if (missing.length > 0) throw new NotBuilt(missing);
    return Math.min(...positions.values());
  }

  /** What a question may use, at its moment. */
  async asking(how: AskedHow): Promise<Asking> {
    const { pool, log, vault, zone } = this.options;
    const rows = async <T extends object>({ text, values }: Sql): Promise<readonly T[]> =>
      (await pool.query<T>(text, [...values])).rows;
    return {
      rows,
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
      now: this.clock(),
      zone,
      asOf: how.asOf === undefined ? null : await momentOf({ rows, zone }, 'asOf', how.asOf),
      knownAt: how.asKnownAt === undefined ? null : await positionKnownAt(log, how.asKnownAt),
    };
  }
}
