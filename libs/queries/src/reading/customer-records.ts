import { at, own, sql, type KpiReading, type Slice, type Sql } from '#kernel';
import { validAt } from './moments.js';

const lead = (column: string): Slice => at('funnel.lead', { contact: 'contact' }, column);

/** Slices of customers: by what they became one, and how a contact was captured. */
export const CUSTOMER_SLICES: Readonly<Record<string, Slice>> = {
  how: own,
  channel: lead('channel'),
  campaign: lead('campaign'),
  source: lead('source'),
};

/**
 * SQL of the customers there are at an instant, as known, in the columns `record`, `contact` or `company`, `since_at`,
 * `since_precision`, `since_event`, `how` and `thing` (the deal, subscription or order): an account where there is one, else a contact.
 */
export function customersSql(reading: Pick<KpiReading, 'knownAt'>, moment: Sql): Sql {
  const which = (row: string): Sql => sql`${validAt(reading, row, moment)}`;
  return sql`
    SELECT c.contact AS record, c.contact, NULL::uuid AS company, c.since_at, c.since_precision, c.since_event, c.how, c.thing
    FROM read.customers_contact c WHERE ${which('c')} AND c.unit
    UNION ALL
    SELECT c.company, NULL, c.company, c.since_at, c.since_precision, c.since_event, c.how, c.thing
    FROM read.customers_company c WHERE ${which('c')} AND c.unit`;
}
