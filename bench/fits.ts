import type { Pool } from 'pg';
import { fitBgNbd, fitGammaGamma, fitSbg, type Fit, type Purchases, type Renewals, type Spending } from '#numerics';
import { say, seconds } from './harness.js';

const PURCHASES = `
  SELECT frequency::float8, recency::float8, age::float8, count(*)::float8 AS customers
  FROM (
    SELECT count(*) - 1 AS frequency,
           extract(epoch FROM max(placed_at) - min(placed_at)) / 604800 AS recency,
           extract(epoch FROM $1::timestamptz - min(placed_at)) / 604800 AS age
    FROM read.orders_list WHERE status = 'placed' AND placed_at < $1 GROUP BY coalesce(company, profile, "order")
  ) one
  GROUP BY frequency, recency, age`;

const SPENDING = `
  SELECT count(*)::float8 AS purchases, avg(net)::float8 / 100 AS mean
  FROM read.orders_list WHERE status = 'placed' AND placed_at < $1 AND net > 0
  GROUP BY coalesce(company, profile, "order"), currency HAVING count(*) > 1`;

const RENEWALS = `
  SELECT renewal::float8, "left", count(*)::float8 AS customers
  FROM (
    SELECT greatest(1, floor(extract(epoch FROM coalesce(ended_at, $1) - started_at) / 2629746)) AS renewal,
           ended_at IS NOT NULL AND ended_at <= $1 AS "left"
    FROM read.subscriptions_list WHERE started_at < $1
  ) one
  GROUP BY renewal, "left"`;

type Fitted = Pick<Fit<object>, 'evaluations' | 'converged'>;

/** Seconds in which each model is fitted to the customers of a company, reading them included. */
export async function fits(pool: Pool, until: string): Promise<Readonly<Record<string, number>>> {
  const took: Record<string, number> = {};
  const fit = async (name: string, query: string, by: (rows: never) => Fitted): Promise<void> => {
    let told = '';
    took[name] = await seconds(async () => {
      const { rows } = await pool.query(query, [until]);
      const { evaluations, converged } = by(rows as never);
      told = `${rows.length} rows, ${evaluations} evaluations${converged ? '' : ', no maximum'}`;
    });
    say(`${name} fitted in ${took[name].toFixed(2)} s: ${told}`);
  };
  await fit('BG/NBD', PURCHASES, (rows: readonly Purchases[]) => fitBgNbd(rows));
  await fit('gamma-gamma', SPENDING, (rows: readonly Spending[]) => fitGammaGamma(rows));
  await fit('shifted-beta-geometric', RENEWALS, (rows: readonly Renewals[]) => fitSbg(rows));
  return took;
}
