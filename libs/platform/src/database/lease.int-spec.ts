import { Pool } from 'pg';
import { Lease, LeaseLost, type LeaseTerms } from '#platform';
import { testDatabase, type TestDatabase } from '#platform/testing';

const terms: LeaseTerms = {
  table: 'public.held',
  name: 'work',
  // most of it is for a machine with other work: what is asked gives up after the difference
  lastsMs: 6_000,
  renewMs: 1_000,
  lost: 'somebody else works',
};

describe('a lease', () => {
  let database: TestDatabase;
  let pool: Pool;

  beforeAll(async () => {
    database = await testDatabase();
    pool = new Pool({ connectionString: database.url });
    await pool.query(
      'CREATE TABLE held (name text PRIMARY KEY, holder text, epoch bigint, held_until timestamptz NOT NULL)',
    );
  });
  afterAll(async () => {
    await pool.end();
    await database.close();
  });

  it('is not waited for longer than it lasts, and asked for again when the database answers', async () => {
    const lease = (await Lease.acquire(pool, terms))!;
    const holding = await pool.connect();
    try {
      await holding.query('BEGIN');
      await holding.query('SELECT FROM held FOR UPDATE');
      await new Promise((resolve) => setTimeout(resolve, terms.renewMs));
      const began = performance.now();
      await expect(lease.hold()).rejects.toThrow();
      expect(performance.now() - began).toBeLessThan(terms.lastsMs);
      await expect(Lease.acquire(pool, terms)).rejects.toThrow();
      await holding.query('ROLLBACK');
    } finally {
      holding.release(true);
    }
    await lease.hold();
    await Lease.seize(pool, terms);
    await new Promise((resolve) => setTimeout(resolve, terms.renewMs));
    await expect(lease.hold()).rejects.toThrow(LeaseLost);
  });
});
