import { Client } from 'pg';
import { testDatabase, type TestDatabase } from '#platform/testing';

describe('a test database', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await testDatabase();
  });

  afterAll(() => database.close());

  it('is empty, UTF-8, sorts bytewise and knows letters beyond ASCII', async () => {
    const client = new Client({ connectionString: database.url });
    await client.connect();
    const { rows } = await client.query<{ lower: string; tables: number; encoding: string; sorted: boolean }>(`
      SELECT lower('ÉЖ') AS lower,
             'a' > 'B' AS sorted,
             (SELECT count(*)::int FROM pg_tables WHERE schemaname = 'public') AS tables,
             current_setting('server_encoding') AS encoding`);
    await client.end();
    expect(rows).toEqual([{ lower: 'éж', tables: 0, encoding: 'UTF8', sorted: true }]);
  });
});
