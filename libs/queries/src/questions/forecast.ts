import { day, id, InvalidInput, optional, query, sql, wholeNumber, type Asking, type Sql } from '#kernel';
import { dealsAt, openDealsAt, todayOf } from '../reading/deals.js';
import { inPeriod, momentSql, placed, whole } from '../reading/moments.js';
import { pipelinesOf, probabilityOf } from '../reading/pipelines.js';
import { weigh, type Counted, type WeightedWorth, type Worth } from '../reading/worth.js';

/** What is expected of open deals, and what was won, month by month. */
export interface Forecast {
  /** The local day of the asked moment: whatever was to close before it is overdue. */
  readonly today: string;
  readonly months: readonly {
    /** Such as 2026-03. */
    readonly month: string;
    /** Open deals expected to close in it, from today on. */
    readonly open: readonly WeightedWorth[];
    /** Won in it, to date. */
    readonly won: readonly Worth[];
  }[];
  /** Open deals that were expected to be closed by now: in no month. */
  readonly overdue: readonly WeightedWorth[];
  /** Open deals expected to close before these months begin, or after they end. */
  readonly outside: readonly WeightedWorth[];
  /** Open deals nobody expects to close on some day. */
  readonly undated: readonly WeightedWorth[];
  /** Open deals in stages no pipeline knows: they weigh nothing. */
  readonly unweighted: number;
}

const USUAL = 6;
const MOST = 36;

interface OpenRow {
  readonly month: string | null;
  readonly overdue: boolean;
  readonly pipeline: string;
  readonly stage: string | null;
  readonly currency: string | null;
  readonly deals: string;
  readonly amount: string | null;
}

interface WonRow {
  readonly month: string;
  readonly currency: string | null;
  readonly deals: string;
  readonly amount: string | null;
}

/** Between these months every one counted from has a name. */
const EARLIEST = '1000-01';
const LATEST = '9900-12';

/** The forecast: open deals times the probability of their stage by expected month, overdue ones apart, beside what was won. */
export const forecast = query('forecast', {
  path: 'forecast',
  permission: 'deals.read',
  params: {
    pipeline: optional(id),
    owner: optional(id),
    /** A day of the first month; the month of the asked moment unless told. */
    from: optional(day),
    /** How many months: 1 to 36, 6 unless told. */
    months: optional(wholeNumber),
  },
  reads: ['deals', 'pipelines'],
  clocks: true,
  answer: async (asking, { pipeline, owner, from, months: count = USUAL }): Promise<Forecast> => {
    if (count < 1 || count > MOST)
      throw new InvalidInput('query.months', [{ where: 'months', what: `is ${count}`, remedy: `give 1 to ${MOST}` }]);
    const [now] = await asking.rows<{ today: string }>(sql`SELECT ${todayOf(asking)}::text AS today`);
    const { today } = now!;
    const first = (from ?? today).slice(0, 7);
    if (first < EARLIEST || first > LATEST)
      throw new InvalidInput('query.months', [
        { where: 'from', what: `is ${from}`, remedy: `give a day from ${EARLIEST} to ${LATEST}` },
      ]);
    const months = monthsFrom(first, count);
    const which = sql`${pipeline === undefined ? sql`true` : sql`d.pipeline = ${pipeline}`}
      AND ${owner === undefined ? sql`true` : sql`d.owner = ${owner}`}`;
    const [known, open, won] = await Promise.all([
      pipelinesOf(asking),
      openByMonth(asking, which),
      wonByMonth(asking, which, months),
    ]);
    const counted = open.map((row) => ({ ...row, probability: probabilityOf(known.get(row.pipeline), row.stage) }));
    const expected = (which: (row: OpenRow) => boolean): readonly WeightedWorth[] =>
      weigh(counted.filter((row) => which(row)) satisfies readonly Counted[]);
    return {
      today,
      months: months.map((month) => ({
        month,
        open: expected((row) => !row.overdue && row.month === month),
        won: won.flatMap((row) =>
          row.month === month ? { currency: row.currency, deals: whole(row.deals), amount: whole(row.amount) } : [],
        ),
      })),
      overdue: expected((row) => row.overdue),
      outside: expected((row) => !row.overdue && row.month !== null && !months.includes(row.month)),
      undated: expected((row) => row.month === null),
      unweighted: counted.reduce((sum, row) => (row.probability === null ? sum + whole(row.deals) : sum), 0),
    };
  },
});

/** Months in order, from one on. */
function monthsFrom(first: string, count: number): readonly string[] {
  const [year, month] = first.split('-').map(Number) as [number, number];
  return Array.from({ length: count }, (_, i) => new Date(Date.UTC(year, month - 1 + i)).toISOString().slice(0, 7));
}

/** Open deals by month, added up by day first: what is said of a day is worked out once. */
function openByMonth(asking: Asking, which: Sql): Promise<readonly OpenRow[]> {
  return asking.rows<OpenRow>(sql`
    SELECT to_char(o.close_on, 'YYYY-MM') AS month, coalesce(o.close_on < ${todayOf(asking)}, false) AS overdue,
           o.pipeline, o.stage, o.currency, sum(o.deals) AS deals, sum(o.amount) AS amount
    FROM (
      SELECT d.close_on, d.pipeline, d.stage, d.currency, count(*) AS deals, sum(d.amount) AS amount
      FROM ${openDealsAt(asking)} d
      WHERE ${which}
      GROUP BY 1, 2, 3, 4
    ) o
    GROUP BY 1, 2, 3, 4, 5`);
}

function wonByMonth(asking: Asking, which: Sql, months: readonly string[]): Promise<readonly WonRow[]> {
  const { zone } = asking;
  const [closed, precision] = [sql`d.closed_at`, sql`d.closed_precision`];
  const after = monthsFrom(months.at(-1)!, 2)[1]!;
  const from = momentSql('from', `${months[0]!}-01`, zone);
  const to = momentSql('from', `${after}-01`, zone);
  return asking.rows<WonRow>(sql`
    SELECT to_char(${placed(closed, precision, zone)} AT TIME ZONE ${zone}, 'YYYY-MM') AS month, d.currency,
           count(*) AS deals, sum(d.amount) AS amount
    FROM ${dealsAt(asking)} d
    WHERE d.status = 'won' AND ${inPeriod(closed, precision, from, to, zone)} AND ${which}
    GROUP BY 1, 2 ORDER BY 1, 2`);
}
