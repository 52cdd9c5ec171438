import type { Pool, PoolClient } from 'pg';
import type { EventLog, Position } from '#kernel';
import type { ReadModels } from '../engine/read-models.js';
import { betweenReceipts, QUARTER_MS, rollUp } from './roll-up.js';
import {
  beforeIntents,
  touchesAfter,
  touchesOf,
  type OfLine,
  type ReadTouches,
  type TouchSource,
} from './touches-elsewhere.js';
import { COUNTED_IN, IN_READ_MODELS } from './where-counted.js';

/** What the count works on. */
export interface LedgerCountOptions {
  readonly pool: Pool;
  readonly log: Pick<EventLog, 'identity' | 'head' | 'spacing'>;
  readonly readModels: Pick<ReadModels, 'positions'>;
  readonly clock?: () => number;
  /** Where touches are read, unless the log is in the same database. */
  readonly touches?: TouchSource | undefined;
}

/** Events counted in one transaction, about. */
const PAGE = 20_000;

/** What is mended is seen so late at most: its transaction may end after one that began later. */
const MENDING = '1 minute';

/** Lines looked at again at once, of those that do not add up. */
const AGAIN = 10;

interface Counted {
  readonly position: string;
  readonly log: string;
}

/**
 * Messages by source, quarter and import, and whether they are projected (`$1`: in which read models): seen at their own
 * position, or where that was parked at the one of the amendment that mended it.
 */
const counted = (messages: string): string => `
  select said.name, said.quarter, said.import, count(*) as in_log,
         count(*) filter (
           where (
               (${IN_READ_MODELS})
               or exists (
                 select from read.dead_letter mended
                 join read.generation live using (projection, generation)
                 where mended.position = said.position and mended.mended_at is not null and live.state = 'live'
                   and mended.projection = any(case when said.type is null then '{identity}' else $1::text[] end)
               )
             )
             and not exists (
               select from read.dead_letter parked
               join read.generation live using (projection, generation)
               where parked.position = said.position and parked.mended_at is null
                 and live.state = 'live' and parked.projection = any($1::text[])
             )
         ) as projected,
         min(said.position) as first, max(said.position) as last
  from (${messages}) said
  group by 1, 2, 3`;

/** Those in this database in (`$2`, `$3`], of a source, a quarter and an import where they are named. */
const HERE = counted(`
    select event.position, source.name, event.quarter, coalesce(told.import, '') as import, event.type
    from (
      select position, envelope, (recorded_at / ${QUARTER_MS})::integer as quarter,
             case when revision is not null then type end as type
      from log.events
      where position > $2::bigint and position <= $3::bigint
        and (revision is null or strpos(envelope::text, '"import":"') > 0)
    ) event
    cross join lateral json_to_record(event.envelope) as told (source json, import text)
    cross join lateral (select told.source ->> 'name' as name) source
    where (event.type is null or told.import is not null)
      and ($4::text is null or source.name = $4) and ($5::integer is null or event.quarter = $5)
      and ($6::text is null or coalesce(told.import, '') = $6)`);

/** Those that were read elsewhere. */
const ELSEWHERE = counted(`
    select * from unnest($2::bigint[], $3::integer[], $4::text[], $5::text[], $6::text[])
      as read (position, quarter, name, import, type)`);

/** What counts touches and imported events: a statement that does, its parameters, and up to where. */
interface Touches {
  readonly counted: string;
  readonly values: unknown[];
  readonly to: Position;
}

/**
 * Counts, by reading them again, touches and what was imported: what of each source, import and quarter of an hour stands in the log, and what of that
 * the read models hold; and rolls up the receipts that are over. It follows the log behind the read models, page by
 * page, each in one transaction with how far it is; several processes may count: one does, the others pass.
 */
export class LedgerCount {
  constructor(private readonly options: LedgerCountOptions) {}

  /** Counts up to where the read models are, for at most so many milliseconds; answers up to where it is counted. */
  async count(withinMs = 2_000): Promise<Position> {
    const until = performance.now() + withinMs;
    for (;;) {
      const { position, more } = await this.page();
      if (!more || performance.now() >= until) return position;
    }
  }

  private async page(): Promise<{ readonly position: Position; readonly more: boolean }> {
    const [{ id, epoch }, positions] = await Promise.all([
      this.options.log.identity(),
      this.options.readModels.positions([...COUNTED_IN]),
    ]);
    // A read model that was never built holds nothing.
    const readable = positions.size < COUNTED_IN.length ? 0 : Math.min(...positions.values());
    return this.inTransaction(async (client) => {
      const { rows } = await client.query<Counted>(
        'select position, log from read.ledger_counted for update skip locked',
      );
      if (rows[0] === undefined) return { position: 0, more: false };
      const from = await this.begin(client, rows[0], `${id} ${epoch}`);
      const touches = await this.touchesAfter(client, from, readable);
      const { to } = touches;
      if (to > from) await this.add(client, touches);
      if (to < readable && to > from) return { position: to, more: true };
      await this.countAgain(client);
      const { clock = () => Date.now() } = this.options;
      return { position: to, more: await rollUp(client, to, clock()) };
    });
  }

  /** From where to count on: from the beginning where it is another log. */
  private async begin(client: PoolClient, { position, log }: Counted, current: string): Promise<Position> {
    if (log === current) return Number(position);
    await client.query('delete from read.ledger');
    await client.query('update read.ledger_counted set position = 0, log = $1', [current]);
    await this.receiptsOfAnotherLog(client, log !== '');
    return 0;
  }

  /**
   * Receipts stay where they are when a log is moved, and name positions of the log there was. What they count is in this
   * one: it is compared once that is counted to where it ends now. `all`: not only those that cannot be of this log.
   */
  private async receiptsOfAnotherLog(client: PoolClient, all: boolean): Promise<void> {
    const { position } = await this.options.log.head();
    await client.query(
      `update vault.receipts set first_position = $1, last_position = $1, positions = null
       where last_position > $1::bigint or ($2::boolean and last_position is not null)`,
      [position, all],
    );
    await client.query(
      `update vault.receipts_rolled set last_position = $1
       where last_position > $1::bigint or ($2::boolean and last_position is not null)`,
      [position, all],
    );
  }

  private async touchesAfter(client: PoolClient, from: Position, readable: Position): Promise<Touches> {
    const { touches } = this.options;
    if (touches !== undefined) {
      const until = await beforeIntents(client, readable);
      return until <= from ? elsewhere({ to: from, ...NOTHING }) : elsewhere(await touchesAfter(touches, from, until));
    }
    const { spacing } = this.options.log;
    const until = Math.min(readable, from + PAGE * spacing);
    const to = Math.max(from, await betweenReceipts(client, until, spacing));
    return here(from, to);
  }

  private async touchesOf(line: OfLine, after: Position, until: Position): Promise<Touches> {
    const { touches } = this.options;
    return touches === undefined ? here(after, until, line) : elsewhere(await touchesOf(touches, line, after, until));
  }

  private async add(client: PoolClient, { counted, values, to }: Touches): Promise<void> {
    await client.query(
      `insert into read.ledger as l (source, quarter, import, in_log, projected, first_position, last_position)
       select name, quarter, import, in_log, projected, first, last from (${counted}) counted
       on conflict (source, quarter, import) do update set
         in_log = l.in_log + excluded.in_log, projected = l.projected + excluded.projected,
         first_position = least(l.first_position, excluded.first_position),
         last_position = greatest(l.last_position, excluded.last_position)`,
      values,
    );
    await client.query('update read.ledger_counted set position = $1', [to]);
  }

  /**
   * Counts lines again of which something was not projected, where what is parked does not explain it, or something was
   * mended in their range since. What others have parked there may hide the first, and never the second.
   */
  private async countAgain(client: PoolClient): Promise<void> {
    const { rows } = await client.query<{
      source: string;
      quarter: number;
      import: string;
      first: string;
      last: string;
    }>(
      `select l.source, l.quarter, l.import, l.first_position as first, l.last_position as last
       from read.ledger l
       where l.projected <> l.in_log and (
         l.in_log - l.projected > (
           select count(distinct d.position) from read.dead_letter d
           join read.generation live using (projection, generation)
           where d.mended_at is null and live.state = 'live' and d.projection = any($1::text[])
             and d.position between l.first_position and l.last_position
         )
         or exists (
           select from read.dead_letter d
           join read.generation live using (projection, generation)
           where d.mended_at > l.counted_again and live.state = 'live' and d.projection = any($1::text[])
             and d.position between l.first_position and l.last_position
         )
       )
       order by random() limit ${AGAIN}`,
      [COUNTED_IN],
    );
    for (const { source, quarter, import: imported, first, last } of rows) {
      const { counted, values } = await this.touchesOf(
        { source, quarter, import: imported },
        Number(first) - 1,
        Number(last),
      );
      await client.query(
        `update read.ledger l set in_log = counted.in_log, projected = counted.projected,
           counted_again = now() - interval '${MENDING}'
         from (${counted}) counted
         where l.source = counted.name and l.quarter = counted.quarter and l.import = counted.import`,
        values,
      );
    }
  }

  private async inTransaction<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await this.options.pool.connect();
    try {
      await client.query('begin');
      const result = await work(client);
      await client.query('commit');
      client.release();
      return result;
    } catch (error) {
      client.release(true);
      throw error;
    }
  }
}

const NOTHING = { positions: [], quarters: [], sources: [], imports: [], types: [] };

function here(after: Position, to: Position, line?: OfLine): Touches {
  const values = [COUNTED_IN, after, to, line?.source ?? null, line?.quarter ?? null, line?.import ?? null];
  return { counted: HERE, values, to };
}

function elsewhere({ to, positions, quarters, sources, imports, types }: ReadTouches): Touches {
  return { counted: ELSEWHERE, values: [COUNTED_IN, positions, quarters, sources, imports, types], to };
}
