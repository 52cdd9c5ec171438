import { connectClient } from '#platform';
import { testDatabase, type TestDatabase } from '#platform/testing';
import { refuseOthers } from './others.js';

describe('looking for others on a database', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(() => database.close());

  it('lets all through where nobody works, although they look at the same time', async () => {
    const looking = Array.from({ length: 8 }, () => refuseOthers(database.url, 'go on'));
    expect(await Promise.all(looking)).toHaveLength(8);
  });

  it('refuses where somebody works, and names them', async () => {
    const working = await connectClient(database.url, 'app');
    await expect(refuseOthers(database.url, 'go on')).rejects.toThrow(
      /\(throughline app from .*\): stop them, then go on/,
    );
    await working.end();
  });
});
