import { InvalidInput, joinSql, KPI_COLUMNS, sql, type KpiDefinition, type KpiReading, type Sql } from '#kernel';
import { countsParts } from './records.js';
import { raw, viewOf } from './slices.js';

/** Dated exchange rates as facts: what a unit of one currency is worth in another one from a day on. */
export interface RatesTable {
  /** `projection.table`. */
  readonly over: string;
  /** Its columns: from which currency, to which, the rate, and the day it holds from. */
  readonly from: string;
  readonly to: string;
  readonly rate: string;
  readonly on: string;
}

/** Into which currency money is converted, and by which rates. */
export interface Converting {
  readonly currency: string;
  readonly rates: RatesTable;
}

/** Currencies whose minor unit is not a hundredth: how many decimals it is (ISO 4217, list one). */
const DECIMALS: Readonly<Record<number, readonly string[]>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' '),
  3: 'BHD IQD JOD KWD LYD OMR TND'.split(' '),
  4: 'CLF UYW'.split(' '),
};

function decimals(currency: string): number {
  return Number(Object.keys(DECIMALS).find((places) => DECIMALS[Number(places)]!.includes(currency)) ?? 2);
}

/** SQL of the decimals of a currency's minor unit. */
function decimalsSql(currency: Sql): Sql {
  const cases = Object.entries(DECIMALS).map(
    ([places, all]) => sql`WHEN ${currency} = ANY (${all}) THEN ${raw(places)}`,
  );
  return sql`(CASE ${joinSql(cases, ' ')} ELSE 2 END)`;
}

/** Checks what money is to be converted into. Throws InvalidInput (`kpi.currency`). */
export function convertingOf(
  kpi: KpiDefinition,
  currency: string | undefined,
  rates: RatesTable | undefined,
): Converting | undefined {
  if (currency === undefined) return undefined;
  const refuse = (what: string): never => {
    throw new InvalidInput('kpi.currency', [{ where: 'currency', what }]);
  };
  if (!/^[A-Z]{3}$/.test(currency)) refuse(`${currency} is no currency such as EUR`);
  if (kpi.unit !== 'money' && kpi.amounts !== true) refuse(`${kpi.name} is not in money`);
  // what somebody bought in two currencies would be two customers' histories
  if (kpi.predicts === 'purchases') refuse(`${kpi.name} is fitted to each currency by itself`);
  return rates === undefined ? refuse('there are no exchange rates') : { currency, rates };
}

/**
 * SQL of records with their money in one currency, by the rate of each record's local date (of the moment it is read at,
 * where it has none) as known; by the rate the other way round where only that one is set. Without a rate it stays in
 * its own currency, and the figure tells both.
 */
export function convertedSql(
  records: Sql,
  slices: number,
  kpi: KpiDefinition,
  reading: KpiReading,
  into: Converting,
): Sql {
  const { rates } = into;
  const [from, to, rate, on] = [rates.from, rates.to, rates.rate, rates.on].map((column) => raw(`x.${column}`)) as [
    Sql,
    Sql,
    Sql,
    Sql,
  ];
  const known =
    reading.knownAt === null
      ? sql`x.until IS NULL`
      : sql`x.position <= ${reading.knownAt} AND (x.until IS NULL OR x.until > ${reading.knownAt})`;
  const amountOf = (value: Sql): Sql =>
    sql`${value} * coalesce(held.rate * power(10::double precision, ${decimals(into.currency)} - ${decimalsSql(sql`m.currency`)}), 1)`;
  const amount = (column: string): Sql => sql`${amountOf(raw(`m.${column}`))} AS ${raw(column)}`;
  const amounts = kpi.amounts === true ? ['num', 'den'] : ['value'];
  const columns = Object.keys(KPI_COLUMNS).map((name) => {
    if (amounts.includes(name)) return amount(name);
    if (name === 'history' && kpi.kind === 'prediction')
      return sql`m.history[:cardinality(m.history) - 1] || ${amountOf(sql`m.history[cardinality(m.history)]`)} AS history`;
    return name === 'currency'
      ? sql`CASE WHEN held.rate IS NULL THEN m.currency ELSE ${into.currency} END AS currency`
      : raw(`m.${name}`);
  });
  const said = countsParts(kpi) ? [raw('m.said_num'), raw('m.said_den')] : [];
  const kept = [...said, ...Array.from({ length: slices }, (_, i) => raw(`m.slice_${i}`))];
  return sql`
    SELECT m.record, m.at, ${joinSql([...columns, ...kept], ', ')}
    FROM (${records}) m
    LEFT JOIN LATERAL (
      SELECT CASE WHEN ${from} = m.currency THEN ${rate} ELSE 1 / nullif(${rate}, 0) END AS rate
      FROM ${viewOf(rates.over, kpi)} x
      WHERE ${known} AND ${on} <= (coalesce(m.at, ${reading.at}) AT TIME ZONE ${reading.zone})::date
        AND ((${from} = m.currency AND ${to} = ${into.currency}) OR (${from} = ${into.currency} AND ${to} = m.currency))
      ORDER BY ${on} DESC, (${from} = m.currency) DESC, x.position DESC LIMIT 1
    ) held ON m.currency <> ${into.currency}`;
}
