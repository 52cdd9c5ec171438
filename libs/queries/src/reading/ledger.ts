import { sql, type Asking, type Sql } from '#kernel';
import { whole } from './moments.js';

/** Milliseconds of a quarter of an hour: what is counted is summed up by them. */
const QUARTER_MS = 900_000;

/** What became of the messages of one source, of one day and one import. */
export interface LedgerLine {
  readonly source: string;
  /** A day of the workspace. */
  readonly day: string;
  /** The import they came with; null for what came by itself. */
  readonly import: string | null;
  /** Messages that came in, replays included: recorded + duplicates + quarantined, or something got lost. */
  readonly received: number;
  readonly recorded: number;
  readonly duplicates: number;
  readonly quarantined: number;
  /** Recorded messages found in the log, and of these the ones in the read models, up to where both are counted. */
  readonly inLog: number;
  readonly projected: number;
  /** Messages that came in and are neither recorded nor duplicates nor quarantined. */
  readonly lost: number;
  /**
   * `even`: it adds up. `counting`: so far it does; the read models, or the count, are behind. `off`: it does not, up to
   * where both are.
   */
  readonly state: 'even' | 'counting' | 'off';
}

interface Row {
  readonly source: string;
  readonly day: string;
  readonly import: string;
  readonly received: string | null;
  readonly recorded: string | null;
  readonly repeated: string | null;
  readonly quarantined: string | null;
  readonly in_log: string | null;
  readonly projected: string | null;
  /** Recorded up to where the log is counted; null where that is not known of this line. */
  readonly to_count: string | null;
}

/** Lines of the days `[from, to]` (days of the workspace), of a source or all, the newest day first. */
export async function ledgerLines(
  asking: Pick<Asking, 'rows' | 'zone'>,
  { from, to, source }: { readonly from: string; readonly to: string; readonly source?: string | undefined },
): Promise<readonly LedgerLine[]> {
  const begins = (day: string, later: number): Sql =>
    sql`(extract(epoch FROM ((${day}::date + ${later}::integer)::timestamp AT TIME ZONE ${asking.zone})) * 1000)::bigint`;
  const quarters = sql`quarter >= ${begins(from, 0)} / ${QUARTER_MS} AND quarter < ${begins(to, 1)} / ${QUARTER_MS}`;
  const wanted = source ?? null;
  const dayOf = sql`(to_timestamp(quarter * ${QUARTER_MS / 1000}::bigint) AT TIME ZONE ${asking.zone})::date`;
  const rows = await asking.rows<Row>(sql`
    WITH counted AS MATERIALIZED (
      SELECT coalesce(max(position), 0) AS position FROM read.ledger_counted
    ), received AS (
      SELECT source, quarter, import, received, recorded, repeated, differing + set_aside AS quarantined,
             CASE WHEN coalesce(last_position, 0) <= (SELECT position FROM counted) THEN recorded END AS to_count
      FROM vault.receipts_rolled
      WHERE ${quarters} AND (${wanted}::text IS NULL OR source = ${wanted})
      UNION ALL
      SELECT source, (at / ${QUARTER_MS})::integer, coalesce(import, ''), sum(received), sum(recorded), sum(repeated),
             sum(differing) + sum(set_aside),
             CASE WHEN bool_or(positions IS NULL AND first_position <= (SELECT position FROM counted)
                               AND last_position > (SELECT position FROM counted))
               IS NOT TRUE
               THEN coalesce(sum(CASE WHEN last_position <= (SELECT position FROM counted) THEN recorded
                                      ELSE (SELECT count(*) FROM unnest(positions) AS place
                                            WHERE place <= (SELECT position FROM counted)) END)
                             FILTER (WHERE first_position <= (SELECT position FROM counted)), 0) END
      FROM vault.receipts
      WHERE at >= ${begins(from, 0)} AND at < ${begins(to, 1)} AND (${wanted}::text IS NULL OR source = ${wanted})
      GROUP BY 1, 2, 3
      UNION ALL
      SELECT source, (at / ${QUARTER_MS})::integer, import, received, 0, repeated, refused, 0
      FROM vault.import_books
      WHERE at >= ${begins(from, 0)} AND at < ${begins(to, 1)} AND (${wanted}::text IS NULL OR source = ${wanted})
    ), found AS (
      SELECT source, quarter, import, in_log, projected FROM read.ledger
      WHERE ${quarters} AND (${wanted}::text IS NULL OR source = ${wanted})
    )
    SELECT source, day::text AS day, import, r.received, r.recorded, r.repeated, r.quarantined, l.in_log, l.projected,
           coalesce(r.to_count, CASE WHEN r.source IS NULL THEN 0 END) AS to_count
    FROM (
      SELECT source, ${dayOf} AS day, import, sum(received) AS received, sum(recorded) AS recorded,
             sum(repeated) AS repeated, sum(quarantined) AS quarantined,
             CASE WHEN count(*) = count(to_count) THEN sum(to_count) END AS to_count
      FROM received GROUP BY 1, 2, 3
    ) r
    FULL JOIN (
      SELECT source, ${dayOf} AS day, import, sum(in_log) AS in_log, sum(projected) AS projected
      FROM found GROUP BY 1, 2, 3
    ) l USING (source, day, import)
    ORDER BY day DESC, source, import`);
  return rows.map(lineOf);
}

function lineOf(row: Row): LedgerLine {
  const [received, recorded, duplicates] = [whole(row.received), whole(row.recorded), whole(row.repeated)];
  const [quarantined, inLog, projected] = [whole(row.quarantined), whole(row.in_log), whole(row.projected)];
  const lost = received - recorded - duplicates - quarantined;
  const toCount = row.to_count === null ? null : whole(row.to_count);
  const off = lost !== 0 || (toCount !== null && (toCount !== inLog || inLog !== projected));
  return {
    source: row.source,
    day: row.day,
    import: row.import === '' ? null : row.import,
    received,
    recorded,
    duplicates,
    quarantined,
    inLog,
    projected,
    lost,
    state: off ? 'off' : toCount === recorded ? 'even' : 'counting',
  };
}

/** Today, as a day of the workspace. */
export async function today(asking: Pick<Asking, 'rows' | 'zone' | 'now'>): Promise<string> {
  const [row] = await asking.rows<{ day: string }>(
    sql`SELECT (${asking.now}::timestamptz AT TIME ZONE ${asking.zone})::date::text AS day`,
  );
  return row!.day;
}

/** A day so many days earlier. */
export function daysBefore(day: string, days: number): string {
  return new Date(Date.parse(day) - days * 86_400_000).toISOString().slice(0, 10);
}
