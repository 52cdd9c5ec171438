import type { PoolClient } from 'pg';
import type { Position } from '#kernel';

/** Milliseconds of a quarter of an hour: days of every zone are made of them. */
export const QUARTER_MS = 900_000;

/** How long receipts stay as they are: who looks at the last minutes, or for what became of a lost answer, finds them. */
const KEPT_MS = 3_600_000;

/** Receipts rolled up in one transaction. */
const PAGE = 20_000;

/** Events that one transaction of the log may hold, and more; less than a page of what is counted. */
const MOST_TOGETHER = 10_000;

/**
 * Moves receipts that are over into the sums of their source, quarter of an hour and import, up to a position: what
 * the log recorded after it is not counted yet. Each receipt is in one of both tables, whatever dies when. Answers
 * whether there may be more.
 */
export async function rollUp(client: PoolClient, counted: Position, now: number): Promise<boolean> {
  const { rows } = await client.query<{ moved: string }>(
    `with over as (
       delete from vault.receipts where ctid = any(array(
         select ctid from vault.receipts
         where at < $1::bigint and (last_position is null or last_position <= $2::bigint)
         limit ${PAGE}
       )) returning *
     ), rolled as (
       insert into vault.receipts_rolled as r
         (source, quarter, import, received, recorded, repeated, differing, set_aside, last_position, last_at)
       select source, at / ${QUARTER_MS}, coalesce(import, ''), sum(received), sum(recorded), sum(repeated), sum(differing),
              sum(set_aside), max(last_position), max(at)
       from over group by 1, 2, 3 order by 1, 2, 3
       on conflict (source, quarter, import) do update set
         received = r.received + excluded.received, recorded = r.recorded + excluded.recorded,
         repeated = r.repeated + excluded.repeated, differing = r.differing + excluded.differing,
         set_aside = r.set_aside + excluded.set_aside,
         last_position = greatest(r.last_position, excluded.last_position),
         last_at = greatest(r.last_at, excluded.last_at)
     )
     select count(*) as moved from over`,
    [now - KEPT_MS, counted],
  );
  return Number(rows[0]!.moved) === PAGE;
}

/**
 * The last position at or before one at which no receipt is cut in two: what is counted up to there is compared with
 * whole receipts. Those of one transaction of the log share its positions. Receipts made of what was carried over may
 * be larger: their lines are counting until all of them is counted. `spacing` is the log's.
 */
export async function betweenReceipts(client: PoolClient, position: Position, spacing: number): Promise<Position> {
  const { rows } = await client.query<{ first: string | null }>(
    `select min(first_position) as first from vault.receipts
     where last_position > $1::bigint - $2::bigint and last_position <= $1::bigint + $2::bigint
       and mark = any(array(
         select mark from vault.receipts
         where first_position <= $1::bigint and last_position > $1::bigint and last_position <= $1::bigint + $2::bigint
           and last_position - first_position <= $2::bigint
       ))`,
    [position, MOST_TOGETHER * spacing],
  );
  const first = rows[0]!.first;
  return first === null ? position : Math.min(position, Number(first) - 1);
}
