import { sql, type Asking, type Sql } from '#kernel';
import { whole } from './moments.js';

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
  /** `even`: it adds up. `counting`: the read models, or the count, are not there yet. `off`: it does not add up. */
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
  readonly last_position: string | null;
  readonly in_log: string | null;
  readonly projected: string | null;
  readonly counted: string;
}

/** Lines of the days `[from, to]` (days of the workspace), of a source or all, the newest day first. */
export async function ledgerLines(
  asking: Pick<Asking, 'rows' | 'zone'>,
  { from, to, source }: { readonly from: string; readonly to: string; readonly source?: string | undefined },
): Promise<readonly LedgerLine[]> {
  const begins = (day: string, later: number): Sql =>
    sql`(extract(epoch FROM ((${day}::date + ${later}::integer)::timestamp AT TIME ZONE ${asking.zone})) * 1000)::bigint`;
  const wanted = source ?? null;
  const rows = await asking.rows<Row>(sql`
    SELECT source, day::text AS day, import, r.received, r.recorded, r.repeated, r.quarantined, r.last_position,
           l.in_log, l.projected, counted.position AS counted
    FROM (
      SELECT source, (to_timestamp(at / 1000.0) AT TIME ZONE ${asking.zone})::date AS day, coalesce(import, '') AS import,
             sum(received) AS received, sum(recorded) AS recorded, sum(repeated) AS repeated,
             sum(differing) + sum(set_aside) AS quarantined, max(last_position) AS last_position
      FROM vault.receipts
      WHERE at >= ${begins(from, 0)} AND at < ${begins(to, 1)} AND (${wanted}::text IS NULL OR source = ${wanted})
      GROUP BY 1, 2, 3
    ) r
    FULL JOIN (
      SELECT source, day, import, in_log, projected FROM read.ledger
      WHERE day BETWEEN ${from}::date AND ${to}::date AND (${wanted}::text IS NULL OR source = ${wanted})
    ) l USING (source, day, import)
    CROSS JOIN (SELECT CASE zone WHEN ${asking.zone} THEN position ELSE 0 END AS position FROM read.ledger_counted) counted
    ORDER BY day DESC, source, import`);
  return rows.map(lineOf);
}

function lineOf(row: Row): LedgerLine {
  const [received, recorded, duplicates] = [whole(row.received), whole(row.recorded), whole(row.repeated)];
  const [quarantined, inLog, projected] = [whole(row.quarantined), whole(row.in_log), whole(row.projected)];
  const lost = received - recorded - duplicates - quarantined;
  const counted = whole(row.counted) >= whole(row.last_position);
  const off = lost !== 0 || (counted && (recorded !== inLog || inLog !== projected));
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
    state: off ? 'off' : counted ? 'even' : 'counting',
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
