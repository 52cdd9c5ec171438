import { kpi, sql } from '#kernel';
import { CUSTOMER_SLICES, customersSql } from '../reading/customer-records.js';

/**
 * Count: customers who became one in the period, by their first won deal, paid subscription or order; an account where
 * there is one, else a contact.
 */
export const customersAdded = kpi('customers-added', 1, {
  kind: 'count',
  unit: 'count',
  team: 'sales',
  reads: ['customers'],
  gives: ['placed', 'placed_precision', 'event_id', 'contact', 'company'],
  records: (reading) => sql`
    SELECT c.*, c.since_at AS placed, c.since_precision AS placed_precision, c.since_event AS event_id
    FROM (${customersSql(reading, reading.at)}) c`,
  slices: CUSTOMER_SLICES,
  title: { en: 'Customers added', fr: 'Nouveaux clients', id: 'Pelanggan baru' },
  says: {
    en: 'Accounts, or contacts without one, that became a customer in the period: by a first deal won, paid subscription or order.',
    fr: 'Comptes, ou contacts sans compte, devenus clients dans la période : par une première affaire gagnée, un abonnement payant ou une commande.',
    id: 'Akun, atau kontak tanpa akun, yang menjadi pelanggan dalam periode: melalui transaksi, langganan berbayar, atau pesanan pertama.',
  },
});
